import { journalPrefix, type Stream, type Subscription } from '@journal/stream';
import type { Client } from 'pg';
import { batchEntriesMax, Overtaken, Turn, Unprojectable, type Written } from './turn';
import { standBy } from './turns';

/** Clock, timers and randomness: what a simulation replaces. Times in milliseconds. */
export interface ProjectorWorld {
  now(): number;
  delay(milliseconds: number): Promise<void>;
  /** As soon as what is at hand has been read. */
  soon(): Promise<void>;
  /** 0 <= n < 1 */
  random(): number;
}

export type ProjectorState = 'standing by' | 'projecting' | 'stopped';

/** Is told what happens; metrics and logs are made of it. */
export interface ProjectorObserver {
  state(state: ProjectorState): void;
  written(written: Written, milliseconds: number): void;
  /** A subscription ended and the next begins: routine on stores that drop slow consumers. */
  resubscribed(cause: unknown): void;
  /** A journal has a gap or an entry that cannot be projected: its read models stay until somebody looks into it. */
  ledgerStopped(sentence: string): void;
  /** Something keeps us from going on; tried again after a pause. */
  failed(error: unknown): void;
}

export interface ProjectorOptions {
  readonly databaseUrl: string;
  readonly stream: Stream;
  readonly world: ProjectorWorld;
  readonly observer: ProjectorObserver;
}

/** A batch of at least so many entries means that more are coming fast: the next one waits a little for company. */
const busyFrom = 16;
const lingerMs = 15;

/** Least time from one batch to the next, however small: a commit costs as much as dozens of entries. */
const pacedMs = 4;

const pauseMaxMs = 5_000;
const settledAfterMs = 2_000;
const yieldMs = 500;

/**
 * Keeps all read models up with the journals: stands by until it is its turn, then takes entries from one
 * subscription into batches, and writes one batch while the next one gathers.
 */
export class Projector {
  private turn: Turn | undefined;
  private subscription: Subscription | undefined;
  private isStopping = false;
  private isYielding = false;
  /** A batch holds an entry that cannot be projected; the next turn finds out which. */
  private isBadEntry = false;
  private wakeWriter: () => void = () => undefined;
  private wakeReader: () => void = () => undefined;
  private wakeSleeper: () => void = () => undefined;
  private lastEntries = 0;
  private lastWrittenAt = -Infinity;
  private fruitless = 0;
  private running: Promise<void> | undefined;
  /** Why the last turn failed, and why the store cannot be read; undefined once it went on. */
  private failure: string | undefined;
  private storeFailure: string | undefined;

  constructor(private readonly options: ProjectorOptions) {}

  /** Starts, once. Whatever fails is told to the observer and tried again. */
  start(): void {
    this.running ??= this.run();
  }

  /** Writes what was taken, then gives the turn back. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.endTurn();
    await this.running;
  }

  /** Why it does not go on at the moment, or undefined. */
  get trouble(): string | undefined {
    return this.failure ?? this.storeFailure;
  }

  /** One sentence for each ledger whose journal has a gap or an entry that cannot be projected. */
  get stoppedLedgers(): string[] {
    return [...(this.turn?.stopped.values() ?? [])];
  }

  /** Ledger id -> seq of the last entry taken; empty while standing by. */
  get taken(): ReadonlyMap<string, number> {
    return this.turn?.taken ?? new Map();
  }

  private async run(): Promise<void> {
    const { observer } = this.options;
    for (let failures = 0; !this.isStopping;) {
      observer.state('standing by');
      try {
        await this.serve(() => {
          failures = 0;
          this.failure = undefined;
        });
        if (this.isYielding) await this.sleep(yieldMs);
      } catch (error) {
        this.failure = (error as Error).message;
        this.isBadEntry ||= error instanceof Unprojectable;
        observer.failed(error);
        await this.sleep(this.pauseMs(failures++));
      }
    }
    observer.state('stopped');
  }

  /** One turn, from getting the lock to giving it back. */
  private async serve(succeeded: () => void): Promise<void> {
    const { databaseUrl, world, observer } = this.options;
    this.isYielding = false;
    const patience = {
      delay: (milliseconds: number) => {
        // Standing by is all that is asked of it.
        this.failure = undefined;
        return this.sleep(milliseconds);
      },
      isOver: () => this.isStopping,
    };
    const asked = () => {
      this.isYielding = true;
      this.endTurn();
    };
    const client = await standBy(databaseUrl, patience, asked);
    if (!client) return;
    try {
      const turn = await Turn.begin(client, {
        singly: this.isBadEntry ? batchEntriesMax : 0,
        ledgerStopped: (sentence) => observer.ledgerStopped(sentence),
      });
      this.turn = turn;
      this.isBadEntry = false;
      this.failure = undefined;
      observer.state('projecting');
      client.once('end', () => this.endTurn());
      await this.project(turn, () => {
        succeeded();
        return world.now();
      });
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
    } finally {
      this.turn = undefined;
      await end(client);
    }
  }

  /** Reads and writes side by side; when one of them fails, the other ends too. */
  private async project(turn: Turn, succeeded: () => number): Promise<void> {
    const ending = (error: unknown) => {
      this.endTurn();
      throw error;
    };
    const reading = this.read(turn).catch(ending);
    const writing = this.write(turn, succeeded).catch(ending);
    const [read, written] = await Promise.allSettled([reading, writing]);
    for (const side of [written, read]) if (side.status === 'rejected') throw side.reason;
  }

  private get isOver(): boolean {
    return this.isStopping || this.isYielding || this.turn === undefined;
  }

  private endTurn(): void {
    this.turn = undefined;
    void this.subscription?.close();
    this.wakeReader();
    this.wakeWriter();
    this.wakeSleeper();
  }

  /** Takes entries until the turn is over, subscribing again after every drop from the last entry taken. */
  private async read(turn: Turn): Promise<void> {
    const { stream, observer } = this.options;
    for (this.fruitless = 0; !this.isOver;) {
      this.subscription = stream.subscribe(journalPrefix, turn.position);
      const cause = await this.consume(this.subscription, turn);
      if (this.isOver) return;
      observer.resubscribed(cause);
      // A drop after entries came is routine. The store is gone only when it drops us again before any came.
      if (this.fruitless > 1) {
        this.storeFailure = `the event store cannot be read: ${reasonOf(cause)}`;
        await this.sleep(this.pauseMs(this.fruitless));
      }
    }
  }

  /** Answers why the subscription ended; undefined for a clean end. */
  private async consume(subscription: Subscription, turn: Turn): Promise<unknown> {
    this.fruitless += 1;
    // Nothing may come for hours: a subscription that lasts is one, too.
    void this.options.world.delay(settledAfterMs).then(() => {
      if (this.subscription === subscription) this.settled();
    });
    try {
      for await (const event of subscription) {
        if (this.isOver) break;
        turn.take(event);
        this.settled();
        this.wakeWriter();
        if (turn.isFull) await this.room(turn);
      }
    } catch (error) {
      if (error instanceof Unprojectable) throw error;
      return error;
    } finally {
      this.subscription = undefined;
      await subscription.close();
    }
    return undefined;
  }

  private settled(): void {
    this.fruitless = 0;
    this.storeFailure = undefined;
  }

  private async room(turn: Turn): Promise<void> {
    while (!this.isOver && turn.isFull) {
      await new Promise<void>((resolve) => (this.wakeReader = resolve));
    }
  }

  private async write(turn: Turn, succeeded: () => number): Promise<void> {
    const { observer, world } = this.options;
    while (!this.isOver || turn.waiting > 0) {
      if (turn.waiting === 0) {
        await new Promise<void>((resolve) => (this.wakeWriter = resolve));
        continue;
      }
      await this.linger(turn);
      const startedAt = world.now();
      const writing = turn.write();
      this.wakeReader();
      const written = await writing;
      this.wakeReader();
      this.lastEntries = written?.entries ?? 0;
      this.lastWrittenAt = world.now();
      if (written) observer.written(written, succeeded() - startedAt);
    }
  }

  /** Nothing when it is quiet; a few milliseconds when entries come fast, since a larger batch costs each entry less. */
  private async linger(turn: Turn): Promise<void> {
    const { world } = this.options;
    if (this.isOver || turn.isFull) return;
    const wait = this.lastEntries < busyFrom ? this.lastWrittenAt + pacedMs - world.now() : lingerMs;
    await (wait > 0 ? world.delay(wait) : world.soon());
  }

  /** Twice as long after every failure, spread by half so that several do not come back at once. */
  private pauseMs(failures: number): number {
    return Math.min(100 * 2 ** failures, pauseMaxMs) * (0.5 + this.options.world.random() / 2);
  }

  private async sleep(milliseconds: number): Promise<void> {
    if (this.isStopping) return;
    await Promise.race([
      this.options.world.delay(milliseconds),
      new Promise<void>((resolve) => (this.wakeSleeper = resolve)),
    ]);
  }
}

function reasonOf(cause: unknown): string {
  return cause === undefined ? 'it ended the subscription' : String((cause as Error).message);
}

async function end(client: Client): Promise<void> {
  await client.end().catch(() => undefined);
}
