import type { BookEvent } from '@entries/entry';
import type { BookState } from '../book';
import { journalPrefix, type Stream, type Subscription } from '@streams/stream';
import type { Writer } from './writer';
import type { WriterWorld } from './writer-world';

/** Longest sleep, in milliseconds: a clock that was set, and what came meanwhile, are noticed this soon. */
const checkMs = 1_000;

/** Pause before a subscription that was dropped is opened again, in milliseconds. */
const resubscribeMs = 1_000;

/** Of a writer, what it takes to see when something is due, and to write it. */
type DueWriter = Pick<Writer<BookState, never, BookEvent>, 'nextDue' | 'writeDue'>;

/**
 * Writes what is due though nobody asks, such as the expiry of a hold. No decision and no query rests on it: both know
 * by the clock alone what has expired. Several processes may run one on the same journal; its fence lets each entry in
 * once.
 */
export class DueWorker {
  private readonly watched = new Set<DueWriter>();
  private readonly closing = new AbortController();
  private openings: Subscription | undefined;

  constructor(
    private readonly world: Pick<WriterWorld, 'now' | 'delay'> & { readonly stream: Stream },
    private readonly journals: {
      /** Type of the event that opens one. */
      readonly opening: string;
      /** Called for every one there is, one after the other, so that what is due since before a restart is found again. */
      discovered(ledger: string): Promise<void>;
    },
  ) {}

  start(): void {
    void this.discover();
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.openings?.close();
  }

  /** From now on writes what falls due in the journal of this writer, until nothing will any more. */
  watch(writer: DueWriter): void {
    if (this.watched.has(writer) || writer.nextDue === undefined) return;
    this.watched.add(writer);
    void this.writeInTime(writer).finally(() => this.watched.delete(writer));
  }

  private async writeInTime(writer: DueWriter): Promise<void> {
    for (let at = writer.nextDue; at !== undefined; at = writer.nextDue) {
      const waitMs = Math.min(Date.parse(at) - this.world.now(), checkMs);
      if (waitMs > 0) await this.sleep(waitMs);
      // Where the journal cannot be written, the same is tried again.
      else await writer.writeDue().catch(() => this.sleep(checkMs));
      if (this.closing.signal.aborted) return;
    }
  }

  private async discover(): Promise<void> {
    while (!this.closing.signal.aborted) {
      this.openings = this.world.stream.subscribeToType(journalPrefix, this.journals.opening);
      try {
        for await (const { stream } of this.openings) {
          await this.journals.discovered(stream.slice(journalPrefix.length)).catch(() => undefined);
        }
      } catch {
        // The next subscription starts over; those that are known are passed over.
      }
      await this.sleep(resubscribeMs);
    }
  }

  private sleep(milliseconds: number): Promise<void> {
    return this.world.delay(milliseconds, this.closing.signal).catch(() => undefined);
  }
}
