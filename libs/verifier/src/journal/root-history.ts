import { keyIdOf, type NextRoot, type ReplacedRoot } from '@ledger/known-keys';
import type { NextRootNamed, RootReplaced } from '@ledger/root';
import { nextRootHash } from '@proof/key-list';
import { isStatedBy, type KeyStatement } from '@proof/key-statements';
import { parseVkey, type VerifierKey } from '@proof/note';
import { JournalFault } from './fault';
import { wellFormed } from './well-formed';

/** The root keys of one journal as it was walked: the first, and each that the one before it had named. */
export class RootHistory {
  private key: VerifierKey | undefined;
  private isTrusted = true;
  private replacedRoots: readonly ReplacedRoot[] = [];
  private nextRoot: NextRoot | null = null;
  /** Verifier key of the present root; empty before the journal was opened. */
  present = '';

  constructor(
    private readonly ledger: string,
    /** Verifier key as the auditor knows it, of the present root or of one before; else the journal's own word is taken. */
    private readonly trusted: string | undefined,
  ) {}

  /** `<origin>/<ledgerId>`; empty before the journal was opened. */
  get log(): string {
    return this.key?.name.slice(0, -'/root'.length) ?? '';
  }

  /** Verifier key of the root that the first entry names. */
  get first(): string {
    return this.replacedRoots[0]?.vkey ?? this.present;
  }

  /** Seq of the entry that made the present root key the root; 0 for the first. */
  get since(): number {
    return this.replacedRoots.at(-1)?.replacedAt ?? 0;
  }

  /** @throws JournalFault WrongRoot, MalformedEntry */
  opened(vkey: string): void {
    const { ledger, trusted } = this;
    const isOfSameLog = trusted === undefined || trusted.split('+')[0] === vkey.split('+')[0];
    if (!isOfSameLog) throw this.wrongRoot(vkey);
    const key = wellFormed(0, 'MalformedEntry', () => parseVkey(vkey));
    if (!key.name.endsWith(`/${ledger}/root`))
      throw new JournalFault('WrongRoot', 0, `The root key ${key.name} is not one of ledger ${ledger}.`);
    this.isTrusted = trusted === undefined || trusted === vkey;
    this.present = vkey;
    this.key = key;
  }

  /** As they were folded before. @throws JournalFault WrongRoot, MalformedEntry */
  remember(roots: {
    readonly root: string;
    readonly replacedRoots: readonly ReplacedRoot[];
    readonly nextRoot: NextRoot | null;
  }): void {
    this.opened(roots.root);
    this.replacedRoots = roots.replacedRoots;
    this.nextRoot = roots.nextRoot;
  }

  /** To be asked at the end of the walk: a later root that is trusted appears only there. @throws JournalFault WrongRoot */
  requireTrusted(): void {
    if (!this.isTrusted) throw this.wrongRoot(this.present);
  }

  /** @throws JournalFault KeyNotVouchedFor where the present root key did not sign it */
  requireStated(seq: number, statement: KeyStatement, rootSignature: string): void {
    this.requireSigned(seq, this.key, statement, rootSignature);
  }

  /** @throws JournalFault KeyNotVouchedFor; WrongSuccession where a next root is named already */
  named(seq: number, { nextRoot, rootSignature }: NextRootNamed['body']): void {
    this.requireStated(seq, { type: 'NextRootNamed', nextRoot }, rootSignature);
    if (this.nextRoot) {
      const detail = `Entry ${this.nextRoot.namedAt} has named the next root key already.`;
      throw new JournalFault('WrongSuccession', seq, detail);
    }
    this.nextRoot = { hash: nextRoot, namedAt: seq };
  }

  /**
   * @param keyList hash of the list of all keys at this point
   * @throws JournalFault MalformedEntry, WrongSuccession, KeyNotVouchedFor
   */
  replaced(seq: number, { rootSignature, ...said }: RootReplaced['body'], keyList: string): void {
    const { vkey, nextRoot } = said;
    const key = wellFormed(seq, 'MalformedEntry', () => parseVkey(vkey));
    if (key.name !== this.key?.name || nextRootHash(vkey) !== this.nextRoot?.hash) {
      const detail = `The root key ${this.present} had not named ${vkey}.`;
      throw new JournalFault('WrongSuccession', seq, detail);
    }
    if (said.keyList !== keyList) {
      const detail = `The root key ${vkey} goes on with other keys than were registered.`;
      throw new JournalFault('WrongSuccession', seq, detail);
    }
    this.requireSigned(seq, key, { type: 'RootReplaced', ...said, replaces: this.present }, rootSignature);
    const before = { vkey: this.present, since: this.since, replacedAt: seq };
    this.replacedRoots = [...this.replacedRoots, before];
    this.nextRoot = nextRoot === undefined ? null : { hash: nextRoot, namedAt: seq };
    this.present = vkey;
    this.key = key;
    this.isTrusted ||= vkey === this.trusted;
  }

  /** Whether a root key, past or present, has this id. */
  hasId(keyId: string): boolean {
    return [this.present, ...this.replacedRoots.map(({ vkey }) => vkey)].some(
      (vkey) => keyIdOf(vkey) === keyId,
    );
  }

  /** The entries between which a root key, now replaced, was the root. @throws JournalFault KeyNotRegistered */
  reignOf(seq: number, keyId: string): { readonly since: number; readonly replacedAt: number } {
    const root = this.replacedRoots.find(({ vkey }) => keyIdOf(vkey) === keyId);
    if (!root) throw new JournalFault('KeyNotRegistered', seq, `No key ${keyId} was registered before.`);
    return root;
  }

  private requireSigned(
    seq: number,
    key: VerifierKey | undefined,
    statement: KeyStatement,
    rootSignature: string,
  ): void {
    const isStated =
      key && wellFormed(seq, 'KeyNotVouchedFor', () => isStatedBy(key, this.log, statement, rootSignature));
    if (isStated) return;
    const detail = `The root key did not sign the ${statement.type} of ${subjectOf(statement)}.`;
    throw new JournalFault('KeyNotVouchedFor', seq, detail);
  }

  private wrongRoot(vkey: string): JournalFault {
    return new JournalFault(
      'WrongRoot',
      0,
      `The journal names the root key ${vkey}, trusted is ${this.trusted}.`,
    );
  }
}

function subjectOf(statement: KeyStatement): string {
  if ('vkey' in statement) return statement.vkey;
  return 'keyId' in statement ? statement.keyId : statement.nextRoot;
}
