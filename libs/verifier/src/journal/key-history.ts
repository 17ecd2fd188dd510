import type { KeyCompromised, KeyRegistered, KeyRetired } from '@ledger/key';
import type { KeyEvent } from '@ledger/key-events';
import type { KeyRole, KnownKeys } from '@ledger/known-keys';
import type { RootReplaced } from '@ledger/root';
import { keyListHash } from '@proof/key-list';
import { keyNameOf, parseKeyOf } from '@proof/key-statements';
import { isSignedBy, type NoteSignature, type SignedNote, type VerifierKey } from '@proof/note';
import { JournalFault } from './fault';
import { compromisedFault, noteSealed, type KnownKey, type SealedRange } from './known-key';
import { RootHistory } from './root-history';
import { wellFormed } from './well-formed';

/** Whether a note carries what notaries have signed; invalid where one line under a key of theirs is not by it. */
export type NotarySignature =
  { readonly state: 'valid' | 'missing' } | { readonly state: 'invalid'; readonly key: VerifierKey };

/**
 * Which keys may sign what, as the entries of one journal say it under the signature of its root key. The entries are
 * taken in their order; every question is about what was taken so far.
 */
export class KeyHistory {
  readonly roots: RootHistory;
  private readonly keys = new Map<string, KnownKey>();
  /** The first entry that a key had sealed and that it vouches for no more; it lies before the one that says so. */
  doubtfulFrom = Infinity;

  /**
   * @param trustedRoot verifier key as the auditor knows it, of the present root or of one before; without it the
   *   journal's own word is taken
   */
  constructor(ledger: string, trustedRoot: string | undefined) {
    this.roots = new RootHistory(ledger, trustedRoot);
  }

  /** As an earlier walk over those entries has folded it. */
  static remembered(ledger: string, known: KnownKeys): KeyHistory {
    const history = new KeyHistory(ledger, undefined);
    history.roots.remember(known);
    for (const [keyId, key] of known.signingKeys)
      history.keys.set(keyId, { ...key, key: parseKeyOf(key.role, key.vkey), sealed: [] });
    return history;
  }

  /** `<origin>/<ledgerId>`; empty before the ledger was opened. */
  get log(): string {
    return this.roots.log;
  }

  /** Hash of the list of all keys. */
  get keyList(): string {
    return keyListHash(this.log, this.keys.values());
  }

  /** @throws JournalFault WrongRoot, MalformedEntry */
  opened(rootVkey: string): void {
    this.roots.opened(rootVkey);
  }

  /** To be asked at the end of the walk. @throws JournalFault WrongRoot where the trusted root was never the root */
  requireTrustedRoot(): void {
    try {
      this.roots.requireTrusted();
    } catch (error) {
      this.doubtfulFrom = 0;
      throw error;
    }
  }

  /**
   * Takes an event that changes the keys.
   * @throws JournalFault KeyNotVouchedFor, KeyNotRegistered, WrongSuccession, MalformedEntry; KeyIsCompromised where a
   *   key had sealed what it no longer vouches for
   */
  take(seq: number, event: KeyEvent): void {
    switch (event.type) {
      case 'KeyRegistered':
        return this.registered(seq, event.body);
      case 'KeyRetired':
        return this.retired(seq, event.body);
      case 'KeyCompromised':
        return this.compromised(seq, event.body);
      case 'NextRootNamed':
        return this.roots.named(seq, event.body);
      case 'RootReplaced':
        return this.rootReplaced(seq, event.body);
    }
  }

  private registered(seq: number, { rootSignature, ...said }: KeyRegistered['body']): void {
    const key = wellFormed(seq, 'MalformedEntry', () => parseKeyOf(said.role, said.vkey));
    this.roots.requireStated(seq, { type: 'KeyRegistered', ...said }, rootSignature);
    this.add(seq, said, key);
  }

  private rootReplaced(seq: number, body: RootReplaced['body']): void {
    this.roots.replaced(seq, body, this.keyList);
    const { writer } = body;
    if (!writer) return;
    const key = wellFormed(seq, 'MalformedEntry', () => parseKeyOf('writer', writer.vkey));
    this.add(seq, { ...writer, role: 'writer' }, key);
  }

  private add(seq: number, said: Omit<KeyRegistered['body'], 'rootSignature'>, key: VerifierKey): void {
    const { after, keyId, role, vkey } = said;
    const isRightlyNamed = role === 'witness' || key.name === keyNameOf(role, this.log);
    const isNew = !this.keys.has(keyId) && !this.roots.hasId(keyId);
    const isPlaceable = after === undefined || role === 'writer';
    if (key.keyId !== keyId || !isRightlyNamed || !isNew || !isPlaceable)
      throw new JournalFault('KeyNotVouchedFor', seq, `${vkey} is not a new key ${keyId} for ${role}.`);
    const place = after === undefined ? {} : { after };
    this.keys.set(keyId, { role, vkey, key, registeredAt: seq, ...place, sealed: [] });
  }

  private retired(seq: number, { keyId, rootSignature }: KeyRetired['body']): void {
    this.roots.requireStated(seq, { type: 'KeyRetired', keyId }, rootSignature);
    this.known(seq, keyId).retiredAt ??= seq;
  }

  private compromised(seq: number, { rootSignature, ...said }: KeyCompromised['body']): void {
    this.roots.requireStated(seq, { type: 'KeyCompromised', ...said }, rootSignature);
    const { keyId, fromSeq } = said;
    const key = this.keys.get(keyId);
    if (!key) return this.rootCompromised(seq, said);
    key.compromisedAt ??= seq;
    if (fromSeq !== undefined) this.doubt([[key, Number(fromSeq)]]);
  }

  /** The keys that the root key registered from the entry on vouch for nothing. */
  private rootCompromised(
    seq: number,
    { keyId, fromSeq }: Omit<KeyCompromised['body'], 'rootSignature'>,
  ): void {
    const { since, replacedAt } = this.roots.reignOf(seq, keyId);
    const first = Math.max(fromSeq === undefined ? replacedAt : Number(fromSeq), since);
    const ended = [...this.keys.values()].filter(
      ({ registeredAt }) => registeredAt >= first && registeredAt < replacedAt,
    );
    for (const key of ended) key.compromisedAt ??= seq;
    this.doubt(ended.map((key) => [key, key.registeredAt]));
  }

  /** @throws JournalFault KeyIsCompromised where one of the keys had sealed from its entry on */
  private doubt(keys: readonly (readonly [key: KnownKey, from: number])[]): void {
    const doubtful: { key: KnownKey; first: number }[] = [];
    for (const [key, from] of keys) {
      key.compromisedFrom = Math.min(from, key.compromisedFrom ?? from);
      const range = key.sealed.find(({ last }) => last >= from);
      if (range) doubtful.push({ key, first: Math.max(from, range.first) });
    }
    doubtful.sort((one, other) => one.first - other.first);
    const [earliest] = doubtful;
    if (!earliest) return;
    this.doubtfulFrom = Math.min(this.doubtfulFrom, earliest.first);
    throw compromisedFault(earliest.first, earliest.key);
  }

  /**
   * The writer key that signed a seal, if it was allowed to: registered in an earlier append (but for the first, which
   * registers the key that seals it, and one that follows the very entry for which the key was registered) and neither
   * retired nor compromised in one.
   * @param before leaf hash of the entry before the append
   * @throws JournalFault KeyNotRegistered, KeyHasOtherRole, KeyIsRetired, KeyIsCompromised
   */
  sealer({ name, keyId }: NoteSignature, { first, last }: SealedRange, before: Buffer): VerifierKey {
    const key = this.keys.get(keyId);
    const isInTime =
      first === 0 || (key && (key.registeredAt < first || key.after === before.toString('base64url')));
    if (!key || key.key.name !== name || !isInTime) {
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
   * Requires that some writer key may have sealed an entry: for readers that know all keys and have no seals.
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
   * @param seq reported as the first entry that is not to be trusted
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

  /** What is wrong with the keys under a checkpoint, of which none may sign it: the first that is known says it. */
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

  private known(seq: number, keyId: string): KnownKey {
    const key = this.keys.get(keyId);
    if (!key) throw new JournalFault('KeyNotRegistered', seq, `No key ${keyId} was registered before.`);
    return key;
  }
}
