import { keyTypes, parseVkey, rawPublicKey, type VerifierKey } from './note';

/** Who must have witnessed a checkpoint, as c2sp.org/tlog-policy writes it. */
export interface Policy {
  /** Logs that are accepted; none where any is. */
  readonly logs: readonly VerifierKey[];
  readonly witnesses: readonly PolicyWitness[];
  /** Undefined where no cosignature is asked for. */
  readonly quorum: Member | undefined;
}

export interface PolicyWitness {
  /** In the policy alone; the name it signs with is its key's. */
  readonly name: string;
  readonly key: VerifierKey;
  /** Where it can be asked, if the policy says so. */
  readonly url: string | undefined;
}

/** A witness, or a group of which so many members must have witnessed a checkpoint. */
type Member = PolicyWitness | Group;

interface Group {
  readonly name: string;
  readonly minimum: number;
  readonly members: readonly Member[];
}

/** A text that is no policy; the message is one sentence for people and names the line. */
export class MalformedPolicy extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'MalformedPolicy';
  }
}

/**
 * Reads a policy file.
 * @throws MalformedPolicy
 */
export function parsePolicy(text: string): Policy {
  // The characters that tlog-policy allows: no control characters but tab and line feed.
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text))
    throw new MalformedPolicy('The policy holds control characters.');
  const reader = new PolicyReader();
  text.split('\n').forEach((line, at) => {
    const words = line.split(/[ \t]+/).filter((word) => word !== '');
    if (words.length === 0 || words[0]!.startsWith('#')) return;
    try {
      reader.take(words);
    } catch (error) {
      throw new MalformedPolicy(
        `Line ${at + 1} of the policy: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  });
  return reader.end();
}

/** Whether the witnesses that have cosigned a checkpoint are enough. */
export function isQuorum({ quorum }: Policy, cosigned: readonly PolicyWitness[]): boolean {
  const isMet = (member: Member): boolean =>
    'key' in member ? cosigned.includes(member) : member.members.filter(isMet).length >= member.minimum;
  return quorum === undefined || isMet(quorum);
}

class PolicyReader {
  private readonly logs: VerifierKey[] = [];
  private readonly witnesses: PolicyWitness[] = [];
  private readonly named = new Map<string, Member>();
  /** Names that are in a group: a witness counts in one way only. */
  private readonly grouped = new Set<string>();
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
    if (!this.quorum) throw new MalformedPolicy('The policy has no quorum line.');
    return { logs: this.logs, witnesses: this.witnesses, quorum: this.quorum.member };
  }

  private takeLog([vkey, ...rest]: readonly string[]): void {
    if (vkey === undefined || rest.length > 1) throw new Error('it is log <vkey> [<url>].');
    const key = parseVkey(vkey);
    this.requireNewKey('log', key);
    this.logs.push(key);
  }

  private takeWitness([name, vkey, url, ...rest]: readonly string[]): void {
    if (name === undefined || vkey === undefined || rest.length > 0)
      throw new Error('it is witness <name> <vkey> [<url>].');
    const witness = { name, key: parseVkey(vkey, keyTypes.cosignature), url };
    this.requireNewKey('witness', witness.key);
    this.define(witness);
    this.witnesses.push(witness);
  }

  private takeGroup([name, minimum, ...names]: readonly string[]): void {
    if (name === undefined || minimum === undefined || names.length === 0)
      throw new Error('it is group <name> <k, any or all> <name>...');
    const members = names.map((member) => this.memberOnce(member));
    const count = minimum === 'any' ? 1 : minimum === 'all' ? members.length : Number(minimum);
    if (!/^(?:any|all|[1-9]\d{0,3})$/.test(minimum) || count > members.length)
      throw new Error(`${minimum} of ${members.length} members is no threshold.`);
    this.define({ name, minimum: count, members });
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

  private memberOnce(name: string): Member {
    const member = this.memberNamed(name);
    if (this.grouped.has(name)) throw new Error(`${name} is a member already.`);
    this.grouped.add(name);
    return member;
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
