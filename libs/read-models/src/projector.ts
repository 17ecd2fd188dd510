import type { Stream } from '@streams/stream';
import { Reading, type Reader, type ReadingObserver } from '@worker/reading';
import { Turns, type TurnsObserver } from '@worker/turns';
import type { WorkerWorld } from '@worker/world';
import type { Client } from 'pg';
import { batchEntriesMax, Overtaken, Turn, Unprojectable, type Written } from './turn';
import { turnLock, whenAsked } from './turns';

export interface ProjectorWorld extends WorkerWorld {
  /** As soon as what is at hand has been read. */
  soon(): Promise<void>;
}

export type ProjectorState = 'standing by' | 'projecting' | 'stopped';

/** Is told what happens; metrics and logs are made of it. */
export interface ProjectorObserver extends TurnsObserver, ReadingObserver {
  state(state: ProjectorState): void;
  written(written: Written, milliseconds: number): void;
  /** A journal has a gap or an entry that cannot be projected: its read models stay until somebody looks into it. */
  ledgerStopped(sentence: string): void;
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

/** Minimum time from one batch to the next, however small: a commit costs as much as dozens of entries. */
const pacedMs = 4;

const yieldMs = 500;

/**
 * Keeps all read models up with the journals: stands by until it is its turn, then takes entries from one
 * subscription into batches, and writes one batch while the next one gathers.
 */
export class Projector {
  private readonly turns: Turns<Turn>;
  private readonly reading: Reading;
  /** A batch holds an entry that cannot be projected; the next turn finds out which. */
  private isBadEntry = false;
  private wakeWriter: () => void = () => undefined;
  private wakeReader: () => void = () => undefined;
  private lastEntries = 0;
  private lastWrittenAt = -Infinity;

  constructor(private readonly options: ProjectorOptions) {
    const { databaseUrl, world, observer } = options;
    this.turns = new Turns({
      lock: turnLock(databaseUrl, 'ledger-projector'),
      world,
      observer: {
        state: (state) => observer.state(state),
        failed: (error) => {
          this.isBadEntry ||= error instanceof Unprojectable;
          observer.failed(error);
        },
      },
      begin: (client) => this.begin(client),
      sides: (turn) => this.project(turn),
      ended: () => {
        this.reading.end();
        this.wakeReader();
        this.wakeWriter();
      },
    });
    this.reading = new Reading(this.turns, options);
  }

  /** Starts, once. Whatever fails is told to the observer and tried again. */
  start(): void {
    this.turns.start();
  }

  /** Writes what was taken, then gives the turn back. */
  stop(): Promise<void> {
    return this.turns.stop();
  }

  /** Why it does not go on at the moment, or undefined. */
  get trouble(): string | undefined {
    return this.turns.trouble ?? this.reading.trouble;
  }

  /** One sentence for each ledger whose journal has a gap or an entry that cannot be projected. */
  get stoppedLedgers(): string[] {
    return [...(this.turns.present?.stopped.values() ?? [])];
  }

  get isProjecting(): boolean {
    return this.turns.present !== undefined;
  }

  /** Ledger id -> seq of the last entry taken; empty while standing by. */
  get taken(): ReadonlyMap<string, number> {
    return this.turns.present?.taken ?? new Map();
  }

  private async begin(client: Client): Promise<Turn> {
    await whenAsked(client, () => this.turns.end(yieldMs));
    const turn = await Turn.begin(client, {
      singly: this.isBadEntry ? batchEntriesMax : 0,
      ledgerStopped: (sentence) => this.options.observer.ledgerStopped(sentence),
    });
    this.isBadEntry = false;
    return turn;
  }

  private project(turn: Turn): readonly Promise<void>[] {
    this.options.observer.state('projecting');
    const writing = this.write(turn).catch((error: unknown) => {
      // What is in memory is void; nothing has failed.
      if (error instanceof Overtaken) this.turns.end();
      else throw error;
    });
    return [writing, this.reading.read(this.reader(turn))];
  }

  private reader(turn: Turn): Reader {
    return {
      get position() {
        return turn.position;
      },
      take: (event) => {
        turn.take(event);
        this.wakeWriter();
        return undefined;
      },
      get isFull() {
        return turn.isFull;
      },
      room: () => this.room(turn),
    };
  }

  private async room(turn: Turn): Promise<void> {
    while (!this.turns.isOver && turn.isFull) {
      await new Promise<void>((resolve) => (this.wakeReader = resolve));
    }
  }

  private async write(turn: Turn): Promise<void> {
    const { observer, world } = this.options;
    while (!this.turns.isOver || turn.waiting > 0) {
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
      if (!written) continue;
      this.turns.succeeded();
      observer.written(written, world.now() - startedAt);
    }
  }

  /** Nothing when it is quiet; a few milliseconds when entries come fast, since a larger batch costs each entry less. */
  private async linger(turn: Turn): Promise<void> {
    const { world } = this.options;
    if (this.turns.isOver || turn.isFull) return;
    const wait = this.lastEntries < busyFrom ? this.lastWrittenAt + pacedMs - world.now() : lingerMs;
    await (wait > 0 ? world.delay(wait) : world.soon());
  }
}
