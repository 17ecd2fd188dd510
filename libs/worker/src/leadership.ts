import type { Client } from 'pg';
import { standBy, type Lock } from './lock';
import type { WorkerWorld } from './world';

/** Receives state changes and errors. */
export interface LeadershipObserver {
  state(state: 'standing by' | 'stopped'): void;
  /** Something keeps us from going on; tried again after a pause. */
  failed(error: unknown): void;
}

/** What a worker does when it leads. */
export interface Work<Leader> {
  /** Its holder leads. */
  readonly lock: Lock;
  readonly world: WorkerWorld;
  readonly observer: LeadershipObserver;
  /** Makes what is kept in memory while leadership lasts. The connection ends with it. */
  begin(client: Client): Promise<Leader>;
  /** Begins what is done side by side until leadership ends. Of several that fail the first says why. */
  sides(leader: Leader): readonly Promise<void>[];
  /** Leadership is over: releases all that wait for something. May be called again, and before it leads. */
  ended(leader: Leader | undefined): void;
}

const pauseMaxMs = 5_000;

/**
 * One worker of several leads: it stands by until the lock is its own, works until leadership ends, and stands
 * by again. Whatever fails ends leadership, is reported, and is followed by a pause.
 */
export class Leadership<Leader> {
  private leader: Leader | undefined;
  private isStopping = false;
  private isEnded = false;
  private awayMs = 0;
  private failures = 0;
  private failure: string | undefined;
  private wakeSleeper: () => void = () => undefined;
  private running: Promise<void> | undefined;

  constructor(private readonly work: Work<Leader>) {}

  /** Starts, once. Whatever fails is reported to the observer and tried again. */
  start(): void {
    this.running ??= this.run();
  }

  /** Ends what is under way, then gives leadership up. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.end();
    await this.running;
  }

  /** What is kept in memory; undefined while standing by, and as soon as leadership is over. */
  get present(): Leader | undefined {
    return this.leader;
  }

  /** Whether those who work should end. */
  get isOver(): boolean {
    return this.isStopping || this.isEnded;
  }

  /** Why leadership ended with an error; undefined once it went on. */
  get lastError(): string | undefined {
    return this.failure;
  }

  /** Something has been done: the next pause is a short one again. */
  succeeded(): void {
    this.failures = 0;
    this.failure = undefined;
  }

  /** Ends leadership, and leaves it to others for so many milliseconds. */
  end(awayMs = 0): void {
    this.isEnded = true;
    this.awayMs = Math.max(this.awayMs, awayMs);
    this.work.ended(this.leader);
    this.leader = undefined;
    this.wakeSleeper();
  }

  /**
   * Twice as long after every failure, spread by half so that several do not come back at once; until leadership ends
   * at the most.
   */
  pause(failures: number): Promise<void> {
    return this.sleep(Math.min(100 * 2 ** failures, pauseMaxMs) * (0.5 + this.work.world.random() / 2));
  }

  /** So many milliseconds; until leadership ends at the most. */
  rest(milliseconds: number): Promise<void> {
    return this.sleep(milliseconds);
  }

  private async run(): Promise<void> {
    const { observer } = this.work;
    while (!this.isStopping) {
      observer.state('standing by');
      try {
        await this.serve();
        if (this.awayMs > 0) await this.sleep(this.awayMs);
      } catch (error) {
        this.failure = (error as Error).message;
        observer.failed(error);
        await this.pause(this.failures++);
      }
    }
    observer.state('stopped');
  }

  /** One leadership, from getting the lock to giving it back. */
  private async serve(): Promise<void> {
    this.awayMs = 0;
    const client = await this.standBy();
    if (!client) return;
    this.isEnded = false;
    try {
      const leader = await this.work.begin(client);
      this.leader = leader;
      this.failure = undefined;
      client.once('end', () => this.end());
      await this.sideBySide(leader);
    } finally {
      this.leader = undefined;
      await client.end().catch(() => undefined);
    }
  }

  private standBy(): Promise<Client | undefined> {
    return standBy(this.work.lock, {
      delay: (milliseconds) => {
        // Standing by is all that is asked of it.
        this.failure = undefined;
        return this.sleep(milliseconds);
      },
      isOver: () => this.isStopping,
    });
  }

  /** When one side fails, the others end too. */
  private async sideBySide(leader: Leader): Promise<void> {
    const ending = (error: unknown) => {
      this.end();
      throw error;
    };
    const sides = this.work.sides(leader).map((side) => side.catch(ending));
    for (const side of await Promise.allSettled(sides)) if (side.status === 'rejected') throw side.reason;
  }

  private async sleep(milliseconds: number): Promise<void> {
    if (this.isStopping) return;
    await Promise.race([
      this.work.world.delay(milliseconds),
      new Promise<void>((resolve) => (this.wakeSleeper = resolve)),
    ]);
  }
}
