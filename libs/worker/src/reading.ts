import {
  journalPrefix,
  type Position,
  type StoredEvent,
  type Stream,
  type Subscription,
} from '@streams/stream';
import type { Turns } from './turns';
import type { WorkerWorld } from './world';

/** Who takes the events of all journals, one after the other. */
export interface Reader {
  /** Of the last event taken; undefined before the first. A subscription goes on after it. */
  readonly position: Position | undefined;
  /** Takes the next event. A promise only where that takes time. @throws whatever ends the turn */
  take(event: StoredEvent): Promise<void> | undefined;
  /** Nothing more may be taken for the moment. */
  readonly isFull: boolean;
  /** Resolves when more may be taken, or the turn is over. */
  room(): Promise<void>;
}

export interface ReadingOptions {
  readonly stream: Pick<Stream, 'subscribe'>;
  readonly world: Pick<WorkerWorld, 'delay'>;
  readonly observer: ReadingObserver;
}

export interface ReadingObserver {
  /** A subscription ended and the next begins: routine on stores that drop slow consumers. */
  resubscribed(cause: unknown): void;
}

const settledAfterMs = 2_000;

/** Reads all journals while it is a worker's turn, subscribing again after every drop. */
export class Reading {
  private subscription: Subscription | undefined;
  /** Subscriptions in a row that brought nothing. */
  private fruitless = 0;
  private failure: string | undefined;

  constructor(
    private readonly turns: Pick<Turns<unknown>, 'isOver' | 'pause'>,
    private readonly options: ReadingOptions,
  ) {}

  /** Why the event store cannot be read; undefined once it can. */
  get trouble(): string | undefined {
    return this.failure;
  }

  /** Closes the subscription; only to be called when the turn is over. */
  end(): void {
    void this.subscription?.close();
  }

  /** Has entries taken until the turn is over, subscribing again after every drop from the last entry taken. */
  async read(reader: Reader): Promise<void> {
    const { turns } = this;
    const { stream, observer } = this.options;
    for (this.fruitless = 0; !turns.isOver;) {
      this.subscription = stream.subscribe(journalPrefix, reader.position);
      const cause = await this.consume(this.subscription, reader);
      if (turns.isOver) return;
      observer.resubscribed(cause);
      // A drop after entries came is routine. The store is gone only when it drops us again before any came.
      if (this.fruitless > 1) {
        this.failure = `the event store cannot be read: ${reasonOf(cause)}`;
        await turns.pause(this.fruitless);
      }
    }
  }

  /** Answers why the subscription ended; undefined for a clean end. */
  private async consume(subscription: Subscription, reader: Reader): Promise<unknown> {
    this.fruitless += 1;
    // Nothing may come for hours: a subscription that lasts is one, too.
    void this.options.world.delay(settledAfterMs).then(() => {
      if (this.subscription === subscription) this.settled();
    });
    let isTaking = false;
    try {
      for await (const event of subscription) {
        if (this.turns.isOver) break;
        this.settled();
        isTaking = true;
        const taking = reader.take(event);
        if (taking) await taking;
        if (reader.isFull) await reader.room();
        isTaking = false;
      }
    } catch (error) {
      if (isTaking) throw error;
      return error;
    } finally {
      this.subscription = undefined;
      await subscription.close();
    }
    return undefined;
  }

  private settled(): void {
    this.fruitless = 0;
    this.failure = undefined;
  }
}

function reasonOf(cause: unknown): string {
  return cause === undefined ? 'it ended the subscription' : String((cause as Error).message);
}
