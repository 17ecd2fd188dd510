import {
  journalPrefix,
  type Position,
  type StoredEvent,
  type Stream,
  type Subscription,
} from '@streams/stream';
import type { Leadership } from './leadership';
import type { WorkerWorld } from './world';

/** Who takes the events of all journals, one after the other. */
export interface Reader {
  /** Of the last event taken; undefined before the first. A subscription goes on after it. */
  readonly position: Position | undefined;
  /** Takes the next event. A promise only where that takes time. @throws whatever ends leadership */
  take(event: StoredEvent): Promise<void> | undefined;
  /** Nothing more may be taken for the moment. */
  readonly isFull: boolean;
  /** Resolves when more may be taken, or leadership is over. */
  room(): Promise<void>;
}

/**
 * Entries taken a portion at a time, with a rest after each: where entries come singly, waking up for one costs far more
 * than taking it.
 */
export interface Portions {
  /** A portion ends once everything has been taken, but not earlier than so long after its first entry. */
  readonly gatherMs: number;
  readonly restMs: number;
}

export interface ReadingOptions {
  readonly stream: Pick<Stream, 'subscribe'>;
  readonly world: Pick<WorkerWorld, 'delay'>;
  readonly observer: ReadingObserver;
  /** Unless given, each entry is taken as soon as it comes. */
  readonly portions?: Portions | undefined;
}

export interface ReadingObserver {
  /** A subscription ended and the next begins: routine on stores that drop slow consumers. */
  resubscribed(cause: unknown): void;
}

const settledAfterMs = 2_000;

/** Reads all journals while a worker leads, subscribing again after every drop. */
export class Reading {
  private subscription: Subscription | undefined;
  /** Of the last event taken: the reader may have its own position stay behind. */
  private reached: Position | undefined;
  /** Subscriptions in a row that brought nothing. */
  private fruitless = 0;
  private failure: string | undefined;

  constructor(
    private readonly leadership: Pick<Leadership<unknown>, 'isOver' | 'pause' | 'rest'>,
    private readonly options: ReadingOptions,
  ) {}

  /** Why the event store cannot be read; undefined once it can. */
  get lastError(): string | undefined {
    return this.failure;
  }

  /** Closes the subscription; only to be called when leadership is over. */
  end(): void {
    void this.subscription?.close();
  }

  /** Has entries taken until leadership ends, subscribing again after every drop from the last entry taken. */
  async read(reader: Reader): Promise<void> {
    const { leadership } = this;
    const { stream, observer, portions } = this.options;
    this.reached = reader.position;
    for (this.fruitless = 0; !leadership.isOver;) {
      this.subscription = stream.subscribe(journalPrefix, this.reached);
      const { cause, taken } = await this.consume(this.subscription, reader);
      if (leadership.isOver) return;
      if (portions && cause === undefined && taken > 0) {
        await leadership.rest(portions.restMs);
        continue;
      }
      observer.resubscribed(cause);
      // A drop after entries came is routine. The store is gone only when it drops us again before any came.
      if (this.fruitless > 1) {
        this.failure = `the event store cannot be read: ${reasonOf(cause)}`;
        await leadership.pause(this.fruitless);
      }
    }
  }

  /** Answers how many entries were taken, and why the subscription ended; no cause is a clean end. */
  private async consume(subscription: Subscription, reader: Reader): Promise<Consumed> {
    this.fruitless += 1;
    // Nothing may come for hours: a subscription that lasts is one, too.
    void this.options.world.delay(settledAfterMs).then(() => {
      if (this.subscription === subscription) this.settled();
    });
    const portion = new Portion(subscription, this.options);
    let taken = 0;
    let isTaking = false;
    try {
      for await (const event of subscription) {
        if (this.leadership.isOver) break;
        this.settled();
        portion.begin();
        isTaking = true;
        const taking = reader.take(event);
        if (taking) await taking;
        this.reached = event.position;
        taken += 1;
        if (reader.isFull) await reader.room();
        isTaking = false;
        if (portion.isWhole) break;
      }
    } catch (error) {
      if (isTaking) throw error;
      return { cause: error, taken };
    } finally {
      this.subscription = undefined;
      await subscription.close();
    }
    return { cause: undefined, taken };
  }

  private settled(): void {
    this.fruitless = 0;
    this.failure = undefined;
  }
}

interface Consumed {
  readonly cause: unknown;
  readonly taken: number;
}

/** What a subscription brings before it is closed for a rest; without rests, everything. */
class Portion {
  private hasBegun = false;
  private isDue = false;

  constructor(
    private readonly subscription: Subscription,
    private readonly options: Pick<ReadingOptions, 'portions' | 'world'>,
  ) {}

  get isWhole(): boolean {
    return this.isDue && this.subscription.isCaughtUp;
  }

  /** An entry has come. */
  begin(): void {
    const { portions, world } = this.options;
    if (!portions || this.hasBegun) return;
    this.hasBegun = true;
    void world.delay(portions.gatherMs).then(() => {
      this.isDue = true;
      // Nothing more may come that would end it.
      if (this.isWhole) void this.subscription.close();
    });
  }
}

function reasonOf(cause: unknown): string {
  return cause === undefined ? 'it ended the subscription' : String((cause as Error).message);
}
