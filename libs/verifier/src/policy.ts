import { cosignedAt } from '@journal/cosignature';
import { keyTypes, parseVkey, rawPublicKey, type SignedNote, type VerifierKey } from '@journal/note';
import { ExportFault, WrongUse } from './export-fault';

/** Who must have witnessed a checkpoint, as c2sp.org/tlog-policy writes it. */
export interface Policy {
  /** Logs that are accepted; none where any is. */
  readonly logs: readonly VerifierKey[];
  readonly witnesses: readonly Witness[];
  /** Undefined where no cosignature is asked for. */
  readonly quorum: Member | undefined;
}

interface Witness {
  readonly name: string;
  readonly key: VerifierKey;
}

/** A witness, or a group of which so many members must have witnessed a checkpoint. */
type Member =
  Witness | { readonly name: string; readonly least: number; readonly members: readonly Member[] };

/** Which witnesses cosigned a checkpoint, and whether they are enough. */
export interface Judgement {
  readonly isEnough: boolean;
  /** Names, as the policy has them. */
  readonly cosignedBy: readonly string[];
}

/** How far a witness's clock may run ahead of ours, in seconds. */
const clockAheadMax = 300;

/**
 * Reads a policy file.
 * @throws WrongUse, naming the line
 */
export function parsePolicy(text: string): Policy {
  // The characters that tlog-policy allows: no control characters but tab and line feed.
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text))
    throw new WrongUse('The policy holds control characters.');
  const reader = new PolicyReader();
  text.split('\n').forEach((line, at) => {
    const words = line.split(/[ \t]+/).filter((word) => word !== '');
    if (words.length === 0 || words[0]!.startsWith('#')) return;
    try {
      reader.take(words);
    } catch (error) {
      throw new WrongUse(
        `Line ${at + 1} of the policy: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  });
  return reader.end();
}

class PolicyReader {
  private readonly logs: VerifierKey[] = [];
  private readonly witnesses: Witness[] = [];
  private readonly named = new Map<string, Member>();
  private readonly keysSeen = new Set<string>();
  private quorum: { readonly member: Member | undefined } | undefined;

  take([keyword, ...words]: readonly string[]): void {
    if (keyword === 'log') this.takeLog(words);
    else if (keyword === 'witness') this.takeWitness(words);
    else if (keyword === 'group') this.takeGroup(words);
    else if (keyword === 'quorum') this.takeQuorum(words);
    else throw new Error(`${keyword} is neither log, witness, group nor quorum.`);
  }

  end(): Policy {
    if (!this.quorum) throw new WrongUse('The policy has no quorum line.');
    return { logs: this.logs, witnesses: this.witnesses, quorum: this.quorum.member };
  }

  private takeLog([vkey, ...rest]: readonly string[]): void {
    if (vkey === undefined || rest.length > 1) throw new Error('it is log <vkey> [<url>].');
    const key = parseVkey(vkey);
    this.requireNewKey('log', key);
    this.logs.push(key);
  }

  private takeWitness([name, vkey, ...rest]: readonly string[]): void {
    if (name === undefined || vkey === undefined || rest.length > 1)
      throw new Error('it is witness <name> <vkey> [<url>].');
    const witness = { name, key: parseVkey(vkey, keyTypes.cosignature) };
    this.requireNewKey('witness', witness.key);
    this.define(witness);
    this.witnesses.push(witness);
  }

  private takeGroup([name, least, ...names]: readonly string[]): void {
    if (name === undefined || least === undefined || names.length === 0)
      throw new Error('it is group <name> <k, any or all> <name>...');
    if (new Set(names).size !== names.length) throw new Error('a member is named twice.');
    const members = names.map((member) => this.memberNamed(member));
    const count = least === 'any' ? 1 : least === 'all' ? members.length : Number(least);
    if (!/^(?:any|all|[1-9]\d{0,3})$/.test(least) || count > members.length)
      throw new Error(`${least} of ${members.length} members is no threshold.`);
    this.define({ name, least: count, members });
  }

  private takeQuorum([name, ...rest]: readonly string[]): void {
    if (name === undefined || rest.length > 0) throw new Error('it is quorum <name>.');
    if (this.quorum) throw new Error('there is a quorum already.');
    this.quorum = { member: name === 'none' ? undefined : this.memberNamed(name) };
  }

  private define(member: Member): void {
    if (member.name === 'none' || this.named.has(member.name))
      throw new Error(`the name ${member.name} is taken.`);
    this.named.set(member.name, member);
  }

  private memberNamed(name: string): Member {
    const member = this.named.get(name);
    if (!member) throw new Error(`${name} is not defined above.`);
    return member;
  }

  private requireNewKey(kind: 'log' | 'witness', { publicKey }: VerifierKey): void {
    const raw = `${kind} ${rawPublicKey(publicKey).toString('base64')}`;
    if (this.keysSeen.has(raw)) throw new Error('the key stands on another line already.');
    this.keysSeen.add(raw);
  }
}

/**
 * Which witnesses of a policy have cosigned a checkpoint. A cosignature from the future is not counted.
 * @param seq the first entry that the checkpoint newly speaks for
 * @param now POSIX seconds
 * @throws ExportFault CosignatureInvalid where there is one that its witness did not make
 */
export function judge(policy: Policy, note: SignedNote, seq: number, now: number): Judgement {
  const cosigned = policy.witnesses.filter(({ name, key }) => {
    const claims = note.signatures.some((line) => line.name === key.name && line.keyId === key.keyId);
    if (!claims) return false;
    const seconds = cosignedAt(note, key);
    if (seconds === undefined)
      throw new ExportFault('CosignatureInvalid', seq, `The cosignature of witness ${name} is not valid.`);
    return seconds <= now + clockAheadMax;
  });
  const isMet = (member: Member): boolean =>
    'key' in member ? cosigned.includes(member) : member.members.filter(isMet).length >= member.least;
  return {
    isEnough: policy.quorum === undefined || isMet(policy.quorum),
    cosignedBy: cosigned.map(({ name }) => name),
  };
}
