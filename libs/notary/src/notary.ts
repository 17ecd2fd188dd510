import type { Client } from 'pg';
import { journalPrefix, type Stream, type Subscription } from '@journal/stream';
import type { Signer } from '@journal/note';
import type { CheckpointSink } from './checkpoint-sink';
import { NotaryTurn, type TurnObserver } from './notary-turn';
import { SignedHeads } from './signed-heads';
import { standBy } from './stand-by';
import { WritableTables } from './tables';
import type { Witnesses } from './witnesses';

/** Clock, timers and randomness: what a simulation replaces. Times in milliseconds. */
export interface NotaryWorld {
  now(): number;
  delay(milliseconds: number): Promise<void>;
  /** 0 <= n < 1 */
  random(): number;
}

export type NotaryState = 'standing by' | 'signing' | 'stopped';

/** Is told what happens; metrics and logs are made of it. */
export interface NotaryObserver extends TurnObserver {
  state(state: NotaryState): void;
  /** A subscription ended and the next begins: routine on stores that drop slow consumers. */
  resubscribed(cause: unknown): void;
  /** Something keeps us from going on; tried again after a pause. */
  failed(error: unknown): void;
}

export interface NotaryOptions {
  readonly databaseUrl: string;
  readonly stream: Stream;
  /** Folder of the notary's own memory, which nobody else writes. */
  readonly folder: string;
  /** The notary's keys under the name of a ledger's log. */
  readonly signers: (ledger: string) => readonly Signer[];
  /** Who is asked to cosign each checkpoint. */
  readonly witnesses?: Pick<Witnesses, 'cosigned'> | undefined;
  /** What gets each checkpoint beside the tables. */
  readonly sinks?: readonly CheckpointSink[];
  readonly world: NotaryWorld;
  readonly observer: NotaryObserver;
}

const pauseMaxMs = 5_000;

/**
 * Signs a checkpoint of every ledger as it grows: stands by until it is its turn, then takes committed entries from one
 * subscription, re-checks each, and signs what has grown, at most once a second and ledger.
 */
export class Notary {
  private turn: NotaryTurn | undefined;
  private subscription: Subscription | undefined;
  private isStopping = false;
  private wakeWriter: () => void = () => undefined;
  private wakeSleeper: () => void = () => undefined;
  private fruitless = 0;
  private running: Promise<void> | undefined;
  /** Why the last turn failed, and why the store cannot be read; undefined once it went on. */
  private failure: string | undefined;
  private storeFailure: string | undefined;

  constructor(private readonly options: NotaryOptions) {}

  /** Starts, once. Whatever fails is told to the observer and tried again. */
  start(): void {
    this.running ??= this.run();
  }

  /** Ends what is under way, then gives the turn back. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.endTurn();
    await this.running;
  }

  /** Why it does not go on at the moment, or undefined. */
  get trouble(): string | undefined {
    return this.failure ?? this.storeFailure;
  }

  /** One sentence for each ledger whose journal is not what was signed, or not as a writer writes it. */
  get stoppedLedgers(): string[] {
    return [...(this.turn?.stopped.values() ?? [])];
  }

  /** Ledgers that have not registered the notary's key. */
  get unregisteredLedgers(): string[] {
    return [...(this.turn?.unregistered.keys() ?? [])];
  }

  /** Ledger id -> entries under its last checkpoint; empty while standing by. */
  get signedSizes(): ReadonlyMap<string, number> {
    return this.turn?.signedSizes ?? new Map();
  }

  /** When the oldest entry that was taken and is under no checkpoint was recorded, RFC 3339. */
  get unsignedSince(): string | undefined {
    return this.turn?.unsignedSince;
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
      } catch (error) {
        this.failure = (error as Error).message;
        observer.failed(error);
        await this.sleep(this.pauseMs(failures++));
      }
    }
    observer.state('stopped');
  }

  /** One turn, from getting the lock to giving it back. */
  private async serve(succeeded: () => void): Promise<void> {
    const patience = {
      delay: (milliseconds: number) => {
        // Standing by is all that is asked of it.
        this.failure = undefined;
        return this.sleep(milliseconds);
      },
      isOver: () => this.isStopping,
    };
    const client = await standBy(this.options.databaseUrl, patience);
    if (!client) return;
    try {
      await this.sign(client, succeeded);
    } finally {
      this.turn = undefined;
      await client.end().catch(() => undefined);
    }
  }

  /** Reads and signs side by side; when one of them fails, the other ends too. */
  private async sign(client: Client, succeeded: () => void): Promise<void> {
    const { stream, folder, signers, sinks = [], witnesses, world, observer } = this.options;
    const turn = await NotaryTurn.begin({
      // Read anew: whoever had the turn before may be this process.
      heads: new SignedHeads(folder),
      tables: new WritableTables(client),
      now: () => world.now(),
      stream,
      signers,
      sinks,
      witnesses,
      observer,
      hasNews: () => this.wakeWriter(),
    });
    this.turn = turn;
    this.failure = undefined;
    observer.state('signing');
    client.once('end', () => this.endTurn());
    const ending = (error: unknown) => {
      this.endTurn();
      throw error;
    };
    const sides = [this.write(turn, succeeded).catch(ending), this.read(turn).catch(ending)];
    for (const side of await Promise.allSettled(sides)) if (side.status === 'rejected') throw side.reason;
  }

  private get isOver(): boolean {
    return this.isStopping || this.turn === undefined;
  }

  private endTurn(): void {
    this.turn?.end();
    this.turn = undefined;
    void this.subscription?.close();
    this.wakeWriter();
    this.wakeSleeper();
  }

  /** Takes entries until the turn is over, subscribing again after every drop from the last entry taken. */
  private async read(turn: NotaryTurn): Promise<void> {
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
  private async consume(subscription: Subscription, turn: NotaryTurn): Promise<unknown> {
    this.fruitless += 1;
    const events = subscription[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await events.next().catch((error: unknown) => ({ error }));
        if ('error' in next) return next.error;
        if (next.done || this.isOver) return undefined;
        this.fruitless = 0;
        this.storeFailure = undefined;
        const taking = turn.take(next.value);
        if (taking) await taking;
        if (turn.isFull) await turn.room();
      }
    } finally {
      this.subscription = undefined;
      await subscription.close();
    }
  }

  private async write(turn: NotaryTurn, succeeded: () => void): Promise<void> {
    while (!this.isOver) {
      const dueIn = turn.dueIn();
      if (dueIn > 0) {
        await this.news(dueIn);
        continue;
      }
      await turn.round();
      succeeded();
    }
  }

  /** Until something is due, or there is more to do. */
  private async news(dueIn: number): Promise<void> {
    const news = new Promise<void>((resolve) => (this.wakeWriter = resolve));
    await (dueIn < Infinity ? Promise.race([news, this.options.world.delay(dueIn)]) : news);
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
