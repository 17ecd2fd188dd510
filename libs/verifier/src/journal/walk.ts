import { leafHash, noHash, type Entry } from '@entries/entry';
import { isKeyEvent } from '@ledger/key-events';
import { KeyHistory } from './key-history';
import { JournalFault } from './fault';
import { Opening, rootIn } from './opening';
import { SealChecker } from './seal-checker';
import { readCanonical, requireEnvelope, requirePlace, requireTime, type JournalEvent } from './stored-entry';

/** What is known of a journal whose first entries were walked before. */
export interface Walked {
  /** The last of them. */
  readonly last: { readonly seq: string; readonly recordedAt: string };
  /** Leaf hash of the last. */
  readonly head: Buffer;
  /** Those that say which keys may sign, the first of all among them; or what they come to. */
  readonly keys: readonly Entry[] | KeyHistory;
}

/** An entry that is covered by a valid seal. */
export interface SealedEntry {
  readonly entry: Entry;
  readonly leaf: Buffer;
}

/**
 * Walks a journal, of a ledger or of another book, on from where it was left, and stops at the first entry that is not as
 * a writer writes it: canonical form, place, chain, time, seal, and the keys under the root. The books are not added up:
 * that is for the verifier.
 */
export class Walk {
  readonly keys: KeyHistory;
  /** Seqs of the entries that say which keys may sign. */
  readonly keySeqs: number[] = [];
  private readonly seals: SealChecker;
  private readonly opening: Opening;
  private next = 0;
  private head: Buffer = noHash;
  private recordedAt = '';
  /** Entries that no seal covers yet. */
  private unsealed: SealedEntry[] = [];

  constructor(
    private readonly ledger: string,
    before?: Walked,
  ) {
    this.keys = before?.keys instanceof KeyHistory ? before.keys : new KeyHistory(ledger, undefined);
    this.opening = new Opening(ledger);
    this.seals = new SealChecker(this.keys);
    if (!before) return;
    if (!(before.keys instanceof KeyHistory))
      for (const entry of before.keys) this.takeKey(Number(entry.seq), entry);
    this.next = Number(before.last.seq) + 1;
    this.seals.goOnAfter(this.next - 1, before.head);
    this.head = before.head;
    this.recordedAt = before.last.recordedAt;
  }

  /** The seq that comes next. */
  get expected(): number {
    return this.next;
  }

  /** When the last entry was recorded, RFC 3339. */
  get lastRecordedAt(): string {
    return this.recordedAt;
  }

  /**
   * @returns the entries that are sealed by this one: those of one append, or none
   * @throws JournalFault
   */
  take(event: JournalEvent): readonly SealedEntry[] {
    const seq = this.next;
    const entry = readCanonical(event.data, seq);
    requireEnvelope(seq, entry, event);
    const { ledger, head } = this;
    requirePlace(entry, event.revision, { ledger, seq, head, isHeadSealed: this.unsealed.length === 0 });
    requireTime(seq, entry, this.recordedAt);
    this.takeKey(seq, entry);
    this.head = leafHash(event.data);
    this.recordedAt = entry.recordedAt;
    this.next = seq + 1;
    this.unsealed.push({ entry, leaf: this.head });
    this.seals.entry(seq, this.head, event.metadata);
    if (this.seals.nextUnsealed <= seq) return [];
    const sealed = this.unsealed;
    this.unsealed = [];
    return sealed;
  }

  /** Leaf hash of an entry that is walked and not sealed, or undefined. */
  unsealedLeaf(seq: number): Buffer | undefined {
    return this.unsealed[seq - this.seals.nextUnsealed]?.leaf;
  }

  /** Requires that nothing is without a seal, as where an append has come to its end. @throws JournalFault SealGap */
  requireSealed(): void {
    const { nextUnsealed } = this.seals;
    if (this.unsealed.length === 0) return;
    const detail = `No seal covers entries ${nextUnsealed} to ${this.next - 1}.`;
    throw new JournalFault('SealGap', nextUnsealed, detail);
  }

  private takeKey(seq: number, entry: Entry): void {
    if (this.opening.isOpenedBy(seq, entry.type)) {
      this.keys.opened(rootIn(entry.body));
      this.keySeqs.push(seq);
      return;
    }
    if (!isKeyEvent(entry)) return;
    toleratePast(() => this.keys.take(seq, entry));
    this.keySeqs.push(seq);
  }
}

/** A key that turns out to have been stolen takes nothing from what was checked while it was not known to be. */
function toleratePast(declare: () => void): void {
  try {
    declare();
  } catch (error) {
    if (!(error instanceof JournalFault) || error.faultClass !== 'KeyIsCompromised') throw error;
  }
}
