import { journalOf, type StoredEvent, type Subscription } from '@streams/stream';
import type { Sharing } from './sharing';
import type { WriterWorld } from './writer-world';

/** Pause before a subscription that was dropped is opened again, in milliseconds. */
const reopenMs = 20;

/** A follower that was not used for so long ends, in milliseconds. */
const unusedMs = 2_000;

/** Most events that wait to be taken: a writer that has more to catch up with is quicker by reading them. */
const waitingMax = 4_096;

/** The writer that uses a follower. */
interface Following {
  /** Seq of the last entry that is in its state. */
  end(): number;
  fold(arrived: readonly StoredEvent[]): Promise<void>;
}

/**
 * Follows the journal of a ledger while another process writes it too. What is appended arrives here as soon as it is
 * durable, our own appends included. It may arrive later than a read would find it.
 */
export class Follower {
  /** Aborted when it ends; undefined while it does not follow. */
  private following: AbortController | undefined;
  private waiting: StoredEvent[] = [];
  /** Revision of the last event that ends an append. */
  private end = -1;
  private usedAt = -Infinity;
  private arrived: () => void = () => undefined;

  constructor(
    private readonly ledger: string,
    private readonly world: Pick<WriterWorld, 'stream' | 'now' | 'delay'>,
  ) {}

  /** Folds what has arrived and, where it is for others to append, waits until they have, or have had the time to. */
  async letOthersGoFirst(sharing: Sharing, writer: Following): Promise<void> {
    const { now } = this.world;
    for (;;) {
      if (sharing.isContested(now())) this.follow(writer.end());
      const arrived = this.take(writer.end());
      if (arrived.length > 0) await writer.fold(arrived);
      const restMs = sharing.restMs(now());
      if (restMs === 0) return;
      await this.arrival(writer.end(), restMs);
    }
  }

  /** Follows from the entry behind this one on, unless it follows already. */
  private follow(after: number): void {
    this.usedAt = this.world.now();
    if (this.following) return;
    this.following = new AbortController();
    this.end = after;
    void this.receive(after + 1, this.following.signal);
    void this.stopUnused(this.following.signal);
  }

  /** Takes the appends behind this entry that have arrived, each of them whole. */
  private take(after: number): readonly StoredEvent[] {
    const { end, waiting } = this;
    this.waiting = waiting.filter(({ revision }) => revision > end);
    return waiting.filter(({ revision }) => revision > after && revision <= end);
  }

  /** Resolves when an append behind this entry has arrived, or after so many milliseconds. */
  private async arrival(after: number, milliseconds: number): Promise<void> {
    if (this.end > after) return;
    const arrival = new AbortController();
    this.arrived = () => this.end > after && arrival.abort();
    await this.world.delay(milliseconds, arrival.signal).catch(() => undefined);
  }

  stop(): void {
    this.following?.abort();
    this.following = undefined;
    this.waiting = [];
  }

  private async receive(from: number, stopped: AbortSignal): Promise<void> {
    let next = from;
    while (!stopped.aborted) {
      const subscription = this.world.stream.follow(journalOf(this.ledger), next);
      const close = () => void subscription.close();
      stopped.addEventListener('abort', close);
      // Where it is dropped, the writer learns by a conflict what was appended, until it is opened again.
      await this.takeAll(subscription, stopped, (last) => (next = last + 1)).catch(() => undefined);
      stopped.removeEventListener('abort', close);
      await this.sleep(reopenMs, stopped);
    }
  }

  private async takeAll(
    events: Subscription,
    stopped: AbortSignal,
    taken: (revision: number) => void,
  ): Promise<void> {
    for await (const event of events) {
      if (stopped.aborted) return;
      this.takeIn(event);
      taken(event.revision);
    }
  }

  private takeIn(event: StoredEvent): void {
    this.waiting.push(event);
    if (this.waiting.length > waitingMax) return this.stop();
    // The last event of an append has a seal in its metadata.
    if (event.metadata.length === 0) return;
    this.end = event.revision;
    this.arrived();
  }

  private async stopUnused(stopped: AbortSignal): Promise<void> {
    while (!stopped.aborted && this.world.now() < this.usedAt + unusedMs) await this.sleep(unusedMs, stopped);
    if (!stopped.aborted) this.stop();
  }

  private sleep(milliseconds: number, stopped: AbortSignal): Promise<void> {
    return this.world.delay(milliseconds, stopped).catch(() => undefined);
  }
}
