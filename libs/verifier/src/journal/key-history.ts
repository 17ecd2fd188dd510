import type { KeyCompromised, KeyRegistered, KeyRetired, KeyRole, LedgerKey } from '@ledger/key';
import { isStatedBy, keyNameOf, parseKeyOf, type KeyStatement } from '@proof/key-statements';
import { isSignedBy, parseVkey, type NoteSignature, type SignedNote, type VerifierKey } from '@proof/note';
import { JournalFault } from './fault';

/** Entries that were sealed together, first and last seq. */
export interface SealedRange {
  readonly first: number;
  readonly last: number;
}

/** What a journal says of one key, as far as it was walked. */
interface KnownKey {
  readonly role: KeyRole;
  readonly key: VerifierKey;
  readonly registeredAt: number;
  retiredAt?: number;
  compromisedAt?: number;
  /** The first entry for which it vouches no more, where that lies before the entry that says so. */
  compromisedFrom?: number;
  /** What it sealed, neighbours joined; one for each turn it had as the writer key. */
  readonly sealed: SealedRange[];
}

/** Whether a note carries what notaries have signed; invalid where one line under a key of theirs is not by it. */
export type NotarySignature =
  { readonly state: 'valid' | 'missing' } | { readonly state: 'invalid'; readonly key: VerifierKey };

/**
 * Which keys may sign what, as the entries of one journal say it under the signature of its root key. The entries are
 * told in their order; every question is about what was told so far.
 */
export class KeyHistory {
  private root: VerifierKey | undefined;
  private readonly keys = new Map<string, KnownKey>();
  /** `<origin>/<ledgerId>`, once the ledger was opened. */
  log = '';
  /** The first entry that a key had sealed and that it vouches for no more; it lies before the one that says so. */
  doubtfulFrom = Infinity;

  constructor(
    private readonly ledger: string,
    /** Verifier key of the root as the auditor knows it; without it the journal's own word is taken. */
    private readonly trustedRoot: string | undefined,
  ) {}

  /**
   * As it was folded before, by whoever walked those entries then.
   * @param keys by key id
   */
  static remembered(ledger: string, root: string, keys: ReadonlyMap<string, LedgerKey>): KeyHistory {
    const history = new KeyHistory(ledger, undefined);
    history.opened(root);
    for (const [keyId, { vkey, ...known }] of keys)
      history.keys.set(keyId, { ...known, key: parseKeyOf(known.role, vkey), sealed: [] });
    return history;
  }

  /** @throws JournalFault WrongRoot, MalformedEntry */
  opened(rootVkey: string): void {
    if (this.trustedRoot !== undefined && rootVkey !== this.trustedRoot) {
      throw new JournalFault(
        'WrongRoot',
        0,
        `The journal names the root key ${rootVkey}, trusted is ${this.trustedRoot}.`,
      );
    }
    const root = wellFormed(0, 'MalformedEntry', () => parseVkey(rootVkey));
    if (!root.name.endsWith(`/${this.ledger}/root`)) {
      throw new JournalFault(
        'WrongRoot',
        0,
        `The root key ${root.name} is not one of ledger ${this.ledger}.`,
      );
    }
    this.root = root;
    this.log = root.name.slice(0, -'/root'.length);
  }

  /** @throws JournalFault KeyNotVouchedFor, MalformedEntry */
  registered(seq: number, { keyId, role, rootSignature, vkey }: KeyRegistered['body']): void {
    const key = wellFormed(seq, 'MalformedEntry', () => parseKeyOf(role, vkey));
    this.requireRoot(seq, { type: 'KeyRegistered', role, vkey }, rootSignature);
    const isRightlyNamed = role === 'witness' || key.name === keyNameOf(role, this.log);
    if (key.keyId !== keyId || !isRightlyNamed || this.keys.has(keyId)) {
      throw new JournalFault('KeyNotVouchedFor', seq, `${vkey} is not a new key ${keyId} for ${role}.`);
    }
    this.keys.set(keyId, { role, key, registeredAt: seq, sealed: [] });
  }

  /** @throws JournalFault KeyNotVouchedFor, KeyNotRegistered */
  retired(seq: number, { keyId, rootSignature }: KeyRetired['body']): void {
    this.requireRoot(seq, { type: 'KeyRetired', keyId }, rootSignature);
    this.known(seq, keyId).retiredAt ??= seq;
  }

  /** @throws JournalFault KeyNotVouchedFor, KeyNotRegistered; KeyIsCompromised where it had sealed from `fromSeq` on */
  compromised(seq: number, { fromSeq, keyId, rootSignature }: KeyCompromised['body']): void {
    const from = fromSeq === undefined ? {} : { fromSeq };
    this.requireRoot(seq, { type: 'KeyCompromised', keyId, ...from }, rootSignature);
    const key = this.known(seq, keyId);
    key.compromisedAt ??= seq;
    if (fromSeq === undefined) return;
    const first = Number(fromSeq);
    key.compromisedFrom = Math.min(first, key.compromisedFrom ?? first);
    const doubtful = key.sealed.find(({ last }) => last >= first);
    if (!doubtful) return;
    this.doubtfulFrom = Math.max(first, doubtful.first);
    throw compromisedFault(this.doubtfulFrom, key);
  }

  /**
   * The writer key that signed a seal, if it was allowed to: registered in an earlier append (but for the first, which
   * registers the key that seals it) and neither retired nor compromised in one.
   * @throws JournalFault KeyNotRegistered, KeyHasOtherRole, KeyIsRetired, KeyIsCompromised
   */
  sealer({ name, keyId }: NoteSignature, { first, last }: SealedRange): VerifierKey {
    const key = this.keys.get(keyId);
    if (!key || key.key.name !== name || (key.registeredAt >= first && first > 0)) {
      throw new JournalFault('KeyNotRegistered', first, `No key ${name}+${keyId} was registered before.`);
    }
    const detail = `The key ${name}+${keyId}`;
    if (key.role !== 'writer')
      throw new JournalFault('KeyHasOtherRole', first, `${detail} is a ${key.role}'s.`);
    if (key.retiredAt !== undefined && key.retiredAt < first)
      throw new JournalFault('KeyIsRetired', first, `${detail} was retired at entry ${key.retiredAt}.`);
    const isDeclared = key.compromisedAt !== undefined && key.compromisedAt < first;
    const isDoubtful = key.compromisedFrom !== undefined && key.compromisedFrom <= last;
    if (isDeclared || isDoubtful) throw compromisedFault(first, key);
    noteSealed(key, first, last);
    return key.key;
  }

  /**
   * Requires that some writer key may have sealed an entry: for whoever was told all of the keys, and has no seals.
   * @throws JournalFault KeyIsCompromised
   */
  requireWriter(seq: number): void {
    const writers = [...this.keys.values()].filter(({ role }) => role === 'writer');
    // The first of them seals the append that registers it.
    const then = writers.filter((key) => key === writers[0] || key.registeredAt < seq);
    const isAble = ({ retiredAt = seq, compromisedAt = seq, compromisedFrom = seq + 1 }: KnownKey) =>
      retiredAt >= seq && compromisedAt >= seq && compromisedFrom > seq;
    const doubtful = then.find(({ compromisedFrom = seq + 1 }) => compromisedFrom <= seq);
    if (doubtful && !then.some(isAble)) throw compromisedFault(seq, doubtful, 'can have sealed');
  }

  /** The keys whose signature counts under a checkpoint of so many entries, where the walk has come so far. */
  notaries(size: number): VerifierKey[] {
    return this.holding('notary', size);
  }

  /**
   * Requires that a notary which was allowed to has signed a checkpoint of so many entries, and that no line under the name
   * and key id of any notary is not by it; lines by others are passed over.
   * @param seq told as the first entry that is not to be trusted
   * @throws JournalFault KeyNotRegistered, KeyHasOtherRole, KeyIsRetired, KeyIsCompromised, SignatureInvalid
   */
  requireNotary(note: SignedNote, size: number, seq: number): void {
    if (this.notarySignature(note).state === 'invalid') {
      const detail = `A signature under the checkpoint of ${size} is not valid.`;
      throw new JournalFault('SignatureInvalid', seq, detail);
    }
    if (this.notaries(size).some((key) => isSignedBy(note, key))) return;
    throw this.notaryFault(note.signatures, size, seq);
  }

  /** What the lines under the names and key ids of notaries are worth, whatever has become of these keys. */
  notarySignature({ text, signatures }: SignedNote): NotarySignature {
    let state: 'valid' | 'missing' = 'missing';
    for (const line of signatures) {
      const { role, key } = this.keys.get(line.keyId) ?? {};
      if (role !== 'notary' || key?.name !== line.name) continue;
      if (!isSignedBy({ text, signatures: [line] }, key)) return { state: 'invalid', key };
      state = 'valid';
    }
    return { state };
  }

  /** What is wrong with the keys under a checkpoint, of which none may sign it: the first that is known tells. */
  private notaryFault(lines: readonly NoteSignature[], size: number, seq: number): JournalFault {
    const line = lines.find(({ name, keyId }) => this.keys.get(keyId)?.key.name === name) ?? lines[0]!;
    const key = this.keys.get(line.keyId);
    const detail = `The key ${line.name}+${line.keyId} under the checkpoint of ${size}`;
    if (!key || key.key.name !== line.name || key.registeredAt >= size)
      return new JournalFault('KeyNotRegistered', seq, `${detail} was not registered before.`);
    if (key.role !== 'notary')
      return new JournalFault('KeyHasOtherRole', seq, `${detail} is a ${key.role}'s.`);
    const isCompromised = (key.compromisedFrom ?? key.compromisedAt ?? size) < size;
    return new JournalFault(
      isCompromised ? 'KeyIsCompromised' : 'KeyIsRetired',
      seq,
      `${detail} was ${isCompromised ? `compromised, as entry ${key.compromisedAt} says` : `retired at entry ${key.retiredAt}`}.`,
    );
  }

  /** The witnesses that the root vouched for, as {@link notaries}. */
  witnesses(size: number): VerifierKey[] {
    return this.holding('witness', size);
  }

  /** A checkpoint that covers the entry which ends a key was signed by who had read it. */
  private holding(role: KeyRole, size: number): VerifierKey[] {
    return [...this.keys.values()]
      .filter(
        (key) =>
          key.role === role &&
          key.registeredAt < size &&
          (key.retiredAt ?? size) >= size &&
          (key.compromisedFrom ?? key.compromisedAt ?? size) >= size,
      )
      .map(({ key }) => key);
  }

  private requireRoot(seq: number, statement: KeyStatement, rootSignature: string): void {
    const { root, log } = this;
    const isStated =
      root && wellFormed(seq, 'KeyNotVouchedFor', () => isStatedBy(root, log, statement, rootSignature));
    if (isStated) return;
    const subject = 'vkey' in statement ? statement.vkey : statement.keyId;
    throw new JournalFault(
      'KeyNotVouchedFor',
      seq,
      `The root key did not sign the ${statement.type} of ${subject}.`,
    );
  }

  private known(seq: number, keyId: string): KnownKey {
    const key = this.keys.get(keyId);
    if (!key) throw new JournalFault('KeyNotRegistered', seq, `No key ${keyId} was registered before.`);
    return key;
  }
}

function compromisedFault(seq: number, { key, compromisedAt }: KnownKey, did = 'sealed'): JournalFault {
  const detail = `Only the key ${key.name}+${key.keyId} ${did} it, which entry ${compromisedAt} says was compromised.`;
  return new JournalFault('KeyIsCompromised', seq, detail);
}

function noteSealed({ sealed }: KnownKey, first: number, last: number): void {
  const before = sealed.at(-1);
  if (before?.last === first - 1) sealed[sealed.length - 1] = { first: before.first, last };
  else sealed.push({ first, last });
}

function wellFormed<T>(seq: number, faultClass: 'MalformedEntry' | 'KeyNotVouchedFor', read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new JournalFault(faultClass, seq, error instanceof Error ? error.message : String(error));
  }
}
