import { nextExpiry } from '@ledger/holds/hold-end';
import { journalPrefix, type Stream, type Subscription } from '@streams/stream';
import type { Writer, WriterWorld } from './writer';

/** Longest sleep, in milliseconds: a clock that was set, and a hold placed meanwhile, are noticed this soon. */
const checkMs = 1_000;

/** Pause before a subscription that was dropped is opened again, in milliseconds. */
const resubscribeMs = 1_000;

/**
 * Writes the expiry of holds whose time is up, even if nobody asks. No decision and no query rests on it: both know by
 * the clock alone what is held no more. Several processes may run one on the same ledger; the fence of the journal
 * lets each expiry in once.
 */
export class ExpiryWorker {
  private readonly watched = new Set<Writer>();
  private readonly closing = new AbortController();
  private openings: Subscription | undefined;

  constructor(
    private readonly world: Pick<WriterWorld, 'now' | 'delay'> & { readonly stream: Stream },
    /** Is told of every ledger there is, one after the other, so that holds of before a restart are found again. */
    private readonly discovered: (ledger: string) => Promise<void>,
  ) {}

  start(): void {
    void this.discover();
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.openings?.close();
  }

  /** From now on expires the holds of this writer's ledger, until it has none that expire. */
  watch(writer: Writer): void {
    if (this.watched.has(writer) || nextExpiry(writer.state) === undefined) return;
    this.watched.add(writer);
    void this.expireInTime(writer).finally(() => this.watched.delete(writer));
  }

  private async expireInTime(writer: Writer): Promise<void> {
    for (let at = nextExpiry(writer.state); at !== undefined; at = nextExpiry(writer.state)) {
      const waitMs = Math.min(Date.parse(at) - this.world.now(), checkMs);
      if (waitMs > 0) await this.sleep(waitMs);
      // Where the journal cannot be written, the same is tried again.
      else await writer.expireHolds().catch(() => this.sleep(checkMs));
      if (this.closing.signal.aborted) return;
    }
  }

  private async discover(): Promise<void> {
    while (!this.closing.signal.aborted) {
      this.openings = this.world.stream.subscribeToType(journalPrefix, 'LedgerOpened');
      try {
        for await (const { stream } of this.openings) {
          await this.discovered(stream.slice(journalPrefix.length)).catch(() => undefined);
        }
      } catch {
        // The next subscription begins anew; those that are known are passed over.
      }
      await this.sleep(resubscribeMs);
    }
  }

  private sleep(milliseconds: number): Promise<void> {
    return this.world.delay(milliseconds, this.closing.signal).catch(() => undefined);
  }
}
