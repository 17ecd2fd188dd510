import { leafHash, type BookEvent } from '@entries/entry';
import type { Book, BookState } from '../book';
import type { Head } from '../writer/group';
import type { JournalKeys } from '@proof/key-ring';
import type { JournalObserver } from '../observer';
import { readSnapshot, writeSnapshot } from './snapshot';
import { journalOf, type Stream } from '@streams/stream';
import type { Writer } from '../writer/writer';

/** Where snapshots are kept, and after how many entries a journal gets a new one. */
export interface SnapshotPlace {
  readonly folder: string;
  readonly everyEntries: number;
}

/** Of a writer, what its snapshot is made of. */
type Snapped<State extends BookState> = Pick<
  Writer<State, never, BookEvent>,
  'ledger' | 'state' | 'end' | 'isIdle' | 'isAppending'
>;

/**
 * A journal that is never idle gets its snapshot between two appends once it is so many times overdue: its callers wait
 * for a moment, instead of all of them after a kill.
 */
const overdueTimes = 4;

/** When which journal gets a snapshot, and whether one can be used. They are caches: a failure is only observed. */
export class Snapshots<State extends BookState> {
  /** Ledger -> seq of its newest snapshot; -1 where it has none. */
  private readonly seqs = new Map<string, number>();
  private readonly underWay = new Map<string, Promise<void>>();

  constructor(
    private readonly book: Book<State, never, BookEvent>['snapshots'],
    private readonly options: {
      /** Undefined keeps none. */
      readonly snapshots: SnapshotPlace | undefined;
      readonly keys: JournalKeys;
      readonly stream: Stream;
      readonly observer: JournalObserver;
    },
  ) {}

  /** The snapshot, if the journal has just its head at its seq. */
  async read(ledger: string): Promise<{ state: State; head: Head } | undefined> {
    const snapshot = await this.verified(ledger).catch((error: unknown) => {
      this.options.observer.snapshotFailed(ledger, error);
      return undefined;
    });
    this.seqs.set(ledger, snapshot?.head.seq ?? -1);
    return snapshot;
  }

  private async verified(ledger: string): Promise<{ state: State; head: Head } | undefined> {
    const { snapshots, keys, stream } = this.options;
    if (!snapshots) return undefined;
    const snapshot = await readSnapshot(
      { folder: snapshots.folder, ledger },
      this.book.version,
      keys.writers(ledger),
    );
    if (!snapshot) return undefined;
    const { head, state } = snapshot;
    for await (const stored of stream.read(journalOf(ledger), head.seq, 1)) {
      if (leafHash(stored.data).equals(head.hash)) return { head, state: this.book.restore(state, head.seq) };
    }
    throw new Error(`the journal has another entry at seq ${head.seq} than the snapshot`);
  }

  /** One that has grown enough gets a new snapshot. */
  grown(writer: Snapped<State>): void {
    const { ledger, state, end } = writer;
    const { snapshots } = this.options;
    if (!snapshots) return;
    const grown = end.seq - (this.seqs.get(ledger) ?? -1);
    const due = Math.max(snapshots.everyEntries, this.book.worth(state));
    if (grown >= (writer.isIdle ? due : overdueTimes * due)) void this.write(writer);
  }

  /** One at a time for each ledger: two would write the same file. */
  write(writer: Snapped<State>): Promise<void> {
    const { ledger } = writer;
    const before = this.underWay.get(ledger) ?? Promise.resolve();
    const writing = before.then(() => this.writeNow(writer));
    this.underWay.set(ledger, writing);
    return writing;
  }

  forget(ledger: string): void {
    this.seqs.delete(ledger);
  }

  private async writeNow(writer: Snapped<State>): Promise<void> {
    const { snapshots, keys, observer } = this.options;
    const { ledger, state, end } = writer;
    if (!snapshots || writer.isAppending || end.seq === this.seqs.get(ledger)) return;
    this.seqs.set(ledger, end.seq);
    try {
      const snapshot = { version: this.book.version, head: end, state: this.book.store(state) };
      await writeSnapshot({ folder: snapshots.folder, ledger }, snapshot, keys.writers(ledger)[0]!);
    } catch (error) {
      observer.snapshotFailed(ledger, error);
    }
  }
}
