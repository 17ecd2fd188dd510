import type { LedgerState } from '@ledger/state';
import { leafHash } from '@entries/entry';
import type { Head } from './group';
import type { JournalKeys } from '@proof/key-ring';
import type { JournalObserver } from './observer';
import { readSnapshot, writeSnapshot } from './snapshot';
import { journalOf, type Stream } from '@streams/stream';
import type { Writer } from './writer';

/** Where snapshots are kept, and after how many entries a ledger gets a new one. */
export interface SnapshotPlace {
  readonly folder: string;
  readonly everyEntries: number;
}

/** When which ledger gets a snapshot, and whether one can be used. They are caches: a failure is only observed. */
export class Snapshots {
  /** Ledger -> seq of its newest snapshot; -1 where it has none. */
  private readonly seqs = new Map<string, number>();
  private readonly underWay = new Map<string, Promise<void>>();

  constructor(
    private readonly options: {
      /** Undefined keeps none. */
      readonly snapshots: SnapshotPlace | undefined;
      readonly keys: JournalKeys;
      readonly stream: Stream;
      readonly observer: JournalObserver;
    },
  ) {}

  /** The snapshot, if the journal has just its head at its seq. */
  async read(ledger: string): Promise<{ state: LedgerState; head: Head } | undefined> {
    const snapshot = await this.verified(ledger).catch((error: unknown) => {
      this.options.observer.snapshotFailed(ledger, error);
      return undefined;
    });
    this.seqs.set(ledger, snapshot?.head.seq ?? -1);
    return snapshot;
  }

  private async verified(ledger: string): Promise<{ state: LedgerState; head: Head } | undefined> {
    const { snapshots, keys, stream } = this.options;
    if (!snapshots) return undefined;
    const snapshot = await readSnapshot(snapshots.folder, ledger, keys.writers(ledger));
    if (!snapshot) return undefined;
    for await (const stored of stream.read(journalOf(ledger), snapshot.head.seq, 1)) {
      if (leafHash(stored.data).equals(snapshot.head.hash)) return snapshot;
    }
    throw new Error(`the journal has another entry at seq ${snapshot.head.seq} than the snapshot`);
  }

  /** One that has grown enough gets a new snapshot. */
  grown(writer: Writer): void {
    const { ledger, state, end } = writer;
    const { snapshots } = this.options;
    if (!snapshots || !writer.isIdle) return;
    const grown = end.seq - (this.seqs.get(ledger) ?? -1);
    if (grown >= snapshots.everyEntries && grown >= state.accounts.size / 2) void this.write(writer);
  }

  /** One at a time for each ledger: two would write the same file. */
  write(writer: Writer): Promise<void> {
    const { ledger } = writer;
    const before = this.underWay.get(ledger) ?? Promise.resolve();
    const writing = before.then(() => this.writeNow(writer));
    this.underWay.set(ledger, writing);
    return writing;
  }

  forget(ledger: string): void {
    this.seqs.delete(ledger);
  }

  private async writeNow(writer: Writer): Promise<void> {
    const { snapshots, keys, observer } = this.options;
    const { ledger, state, end } = writer;
    if (!snapshots || !writer.isIdle || end.seq === this.seqs.get(ledger)) return;
    this.seqs.set(ledger, end.seq);
    try {
      await writeSnapshot(snapshots.folder, ledger, state, { head: end, key: keys.writers(ledger)[0]! });
    } catch (error) {
      observer.snapshotFailed(ledger, error);
    }
  }
}
