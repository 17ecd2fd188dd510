import { entryBytesMax, leafHash, noHash, parseEntry, type Entry } from '@entries/entry';
import { flawsIn } from '@entries/flaws-in';
import { sentenceOf, type ShapeFlaw } from '@entries/shape';
import { isLedgerId } from '@ledger/ledger-id';
import { isKeyEvent } from '@ledger/key-events';
import { accessJournalId } from '@access/access-book';
import type { AccessEvent } from '@access/events';
import type { AccessHistory } from '../access/access-history';
import { ActorReplay } from '../access/actor-replay';
import { AccessRules } from '../access/access-rules';
import { requireSystemAlone } from '../access/system-entries';
import { ApprovalBook } from './approval/approval-book';
import { KeyHistory } from './key-history';
import { Opening, rootIn } from './opening';
import { Books, type OpenedAccount } from './books';
import { JournalFault, JournalIncomplete, isOfBytes } from './fault';
import type { EarlierEntry } from './reversal-book';
import { PlainTransaction } from './fast/plain-transaction';
import { SealChecker } from './seal-checker';
import {
  readCanonical,
  requireEnvelope,
  requirePlace,
  requireTime,
  type Envelope,
  type JournalEvent,
  type NextPlace,
} from './stored-entry';

/** What was proved of a journal. */
export interface VerifiedJournal {
  readonly entries: number;
  readonly seals: number;
  /** Leaf hash of the last entry, base64url. */
  readonly head: string;
  /** Verifier key of the present root. */
  readonly root: string;
}

export interface VerifierOptions {
  readonly ledger: string;
  /**
   * Verifier key of the root as it is known from outside the journal, the present one or one before; without it the
   * journal's own word is taken.
   */
  readonly root?: string;
  /** Gives the bytes of entries that were walked before, for those that point to them: a reversal is not judged without. */
  readonly earlier?: EarlierEntry;
  /** What the access journal came to; without it, nobody's grants are judged. */
  readonly access?: AccessHistory;
}

/** What is wrong with the meaning of an entry, or unknown to this release. */
interface Found {
  readonly seq: number;
  readonly finding: JournalFault | JournalIncomplete;
}

/**
 * Walks one journal, event by event from the first, and stops at the first that is not as it was written: canonical
 * form, place, chain, time, keys and seals, and of a ledger the books. Needs no service and no clock.
 *
 * What is wrong with the meaning of an entry is reported when the seal over it was found in order: an edit by somebody
 * without keys shows in the chain or in that seal, and is no deed of those who have them.
 */
export class JournalVerifier {
  /** The books as far as the journal was walked. */
  readonly books: Books;
  /** Which keys may sign what, as far as the journal was walked. */
  readonly keys: KeyHistory;
  private readonly seals: SealChecker;
  private readonly plain: PlainTransaction<OpenedAccount>;
  private readonly ledger: string;
  private readonly isLedger: boolean;
  private readonly flawOf: (entry: Entry) => ShapeFlaw | undefined;
  /** Of the access journal, its rules. */
  private readonly access: AccessRules | undefined;
  /** Of a ledger, the actors of its entries. */
  private readonly actors: ActorReplay | undefined;
  private readonly approvals = new ApprovalBook();
  private readonly opening: Opening;
  private next = 0;
  private head: Buffer = noHash;
  private recordedAt = '';
  private found: Found | undefined;

  constructor({ ledger, root, earlier, access }: VerifierOptions) {
    this.ledger = ledger;
    this.isLedger = isLedgerId(ledger);
    this.flawOf = flawsIn(ledger);
    this.access = ledger === accessJournalId ? new AccessRules() : undefined;
    this.actors = access && new ActorReplay(access, ledger);
    this.opening = new Opening(ledger);
    this.books = new Books(earlier);
    this.plain = new PlainTransaction(ledger, (path) => this.books.opened(path));
    this.keys = new KeyHistory(ledger, root);
    this.seals = new SealChecker(this.keys);
  }

  /** Every entry before this one is covered by a valid seal, of a key that vouches for it still. */
  get trustedTo(): number {
    return Math.min(this.seals.nextUnsealed, this.keys.doubtfulFrom);
  }

  /** Whether nothing wrong was found in the meaning of what was walked, not even what is reported later. */
  get isSound(): boolean {
    return this.found === undefined;
  }

  /** Seals that were found in order. */
  get sealCount(): number {
    return this.seals.count;
  }

  /** Leaf hash of the last entry; 32 zero bytes before the first. */
  get headHash(): Buffer {
    return this.head;
  }

  /** @throws JournalFault, JournalIncomplete */
  take(event: JournalEvent): Entry {
    return this.takeBytes(event.data, event.metadata, event);
  }

  /**
   * Takes the next entry from wherever its bytes are.
   * @param metadata the seal where the entry is the last of an append, as in a stored event
   * @returns the entry; where something is wrong with it that is reported later, its fields may be of any shape
   * @throws JournalFault
   * @throws JournalIncomplete FromLaterRelease
   */
  takeBytes(data: Uint8Array, metadata: Uint8Array, envelope?: Envelope): Entry {
    const seq = this.next;
    const entry = readCanonical(data, seq);
    const flaw = this.flawOf(entry);
    if (!flaw || hasPlace(entry)) requirePlace(entry, envelope?.revision ?? seq, this.place);
    if (flaw) this.note(seq, findingOf(seq, flaw));
    else this.judge(seq, () => this.takeMeaning(seq, entry, envelope));
    this.goOn(data, metadata, flaw ? this.recordedAt : entry.recordedAt);
    return entry;
  }

  /**
   * Takes the next entry if it is a transaction of the kind that nearly all are, in its place; several times faster
   * than {@link takeBytes}. False where it is any other or something is wrong with it: then that one has to judge.
   * @throws JournalFault FiguresDiffer, and those of a seal or its key
   */
  takeQuickly(data: Buffer, metadata: Uint8Array): boolean {
    const { approvals, next, plain } = this;
    if (!this.isLedger || !approvals.ignoresTransactions || this.found || data.length > entryBytesMax)
      return false;
    if (!plain.read(data, { seq: next, prev: this.head })) return false;
    const { recordedAt } = plain;
    if (recordedAt < this.recordedAt) return false;
    const exactly = () => (parseEntry(data) as Extract<Entry, { type: 'TransactionPosted' }>).body.postings;
    if (this.actors?.isPlain(plain) === false) return false;
    let isTaken = true;
    this.judge(next, () => {
      isTaken = this.books.postQuickly(next, plain, exactly);
      if (isTaken) this.actors?.takeQuickly(next, plain);
    });
    if (isTaken) this.goOn(data, metadata, recordedAt);
    return isTaken;
  }

  /** Of the access journal: what it came to at each entry that was walked. */
  get accessHistory(): AccessHistory | undefined {
    return this.access?.history;
  }

  /** @throws JournalIncomplete AccessEndsEarlier */
  requireAccessWhole(): void {
    this.actors?.requireWhole();
  }

  /** When the last entry was recorded. */
  get lastRecordedAt(): string {
    return this.recordedAt;
  }

  private goOn(data: Uint8Array, metadata: Uint8Array, recordedAt: string): void {
    const seq = this.next;
    this.head = leafHash(data);
    this.recordedAt = recordedAt;
    this.next = seq + 1;
    try {
      this.seals.entry(seq, this.head, metadata);
    } catch (error) {
      // A key that the append itself should have registered cannot be known where that failed.
      throw this.found && !isOfBytes(error) ? this.found.finding : error;
    }
    if (this.found && this.seals.nextUnsealed > this.found.seq) throw this.found.finding;
  }

  /** Keeps what is wrong with the meaning of an entry until its seal was looked at. */
  private judge(seq: number, judge: () => void): void {
    if (this.found) return;
    try {
      judge();
    } catch (error) {
      if (!(error instanceof JournalFault)) throw error;
      this.note(seq, error);
    }
  }

  private note(seq: number, finding: Found['finding']): void {
    this.found ??= { seq, finding };
  }

  /**
   * To be called after the last event.
   * @throws JournalFault, JournalIncomplete of an entry that no seal covers; JournalFault WrongRoot
   */
  settle(): void {
    if (this.found) throw this.found.finding;
    this.keys.requireTrustedRoot();
    const openFrom = this.actors?.openFrom ?? Infinity;
    if (openFrom < this.seals.nextUnsealed) this.actors!.settle();
  }

  /**
   * To be called after the last event.
   * @throws JournalIncomplete where there is no entry, or the last ones carry no seal
   */
  end(): VerifiedJournal {
    const { next, seals, head, keys } = this;
    this.settle();
    if (next === 0) throw new JournalIncomplete('EntriesMissing', `There is no journal of ${this.ledger}.`);
    if (seals.nextUnsealed < next) {
      const detail = `No seal covers entries ${seals.nextUnsealed} to ${next - 1}: the end is missing.`;
      throw new JournalIncomplete('SealMissing', detail);
    }
    this.requireAccessWhole();
    return { entries: next, seals: seals.count, head: head.toString('base64url'), root: keys.roots.present };
  }

  private get place(): NextPlace {
    const { ledger, next: seq, head } = this;
    return { ledger, seq, head, isHeadSealed: this.seals.nextUnsealed === seq };
  }

  private takeMeaning(seq: number, entry: Entry, envelope: Envelope | undefined): void {
    if (envelope) requireEnvelope(seq, entry, envelope);
    requireTime(seq, entry, this.recordedAt);
    if (this.opening.isOpenedBy(seq, entry.type)) this.keys.opened(rootIn(entry.body));
    if (isKeyEvent(entry)) this.keys.take(seq, entry);
    if (this.isLedger) {
      requireSystemAlone(seq, entry);
      this.approvals.take(seq, entry);
      this.books.take(seq, entry);
      this.actors?.take(seq, entry);
    }
    this.access?.take(seq, entry as unknown as Entry<AccessEvent>);
  }
}

/** Whether an entry of whatever shape says where it belongs. */
function hasPlace({ ledger, seq, prev }: Entry): boolean {
  return [ledger, seq, prev].every((each: unknown) => typeof each === 'string');
}

/** What a flaw in the shape of an entry means. */
export function findingOf(seq: number, flaw: ShapeFlaw): JournalFault | JournalIncomplete {
  if (!flaw.isUnknown) return new JournalFault('MalformedEntry', seq, sentenceOf(flaw));
  return new JournalIncomplete('FromLaterRelease', `Entry ${seq}: ${sentenceOf(flaw)}`);
}
