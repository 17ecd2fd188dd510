import type { Stream } from '@streams/stream';
import { Reading, type Reader, type ReadingObserver } from '@worker/reading';
import { Leadership, type LeadershipObserver } from '@worker/leadership';
import type { WorkerWorld } from '@worker/world';
import type { Client } from 'pg';
import {
  batchEntriesMax,
  LeadingProjector,
  Overtaken,
  Unprojectable,
  type Written,
} from './leading-projector';
import { projectorLock, whenAsked } from './projector-lock';

export interface ProjectorWorld extends WorkerWorld {
  /** As soon as what is at hand has been read. */
  soon(): Promise<void>;
}

export type ProjectorState = 'standing by' | 'projecting' | 'stopped';

/** Receives events for metrics and logs. */
export interface ProjectorObserver extends LeadershipObserver, ReadingObserver {
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
 * Keeps all read models up with the journals: stands by until it leads, then takes entries from one
 * subscription into batches, and writes one batch while the next one gathers.
 */
export class Projector {
  private readonly leadership: Leadership<LeadingProjector>;
  private readonly reading: Reading;
  /** A batch holds an entry that cannot be projected; the next leader finds out which. */
  private isBadEntry = false;
  private wakeWriter: () => void = () => undefined;
  private wakeReader: () => void = () => undefined;
  private lastEntries = 0;
  private lastWrittenAt = -Infinity;

  constructor(private readonly options: ProjectorOptions) {
    const { databaseUrl, world, observer } = options;
    this.leadership = new Leadership({
      lock: projectorLock(databaseUrl, 'ledger-projector'),
      world,
      observer: {
        state: (state) => observer.state(state),
        failed: (error) => {
          this.isBadEntry ||= error instanceof Unprojectable;
          observer.failed(error);
        },
      },
      begin: (client) => this.begin(client),
      sides: (leader) => this.project(leader),
      ended: () => {
        this.reading.end();
        this.wakeReader();
        this.wakeWriter();
      },
    });
    this.reading = new Reading(this.leadership, options);
  }

  /** Starts, once. Whatever fails is reported to the observer and tried again. */
  start(): void {
    this.leadership.start();
  }

  /** Writes what was taken, then gives leadership up. */
  stop(): Promise<void> {
    return this.leadership.stop();
  }

  /** Why it does not go on at the moment, or undefined. */
  get lastError(): string | undefined {
    return this.leadership.lastError ?? this.reading.lastError;
  }

  /** One sentence for each ledger whose journal has a gap or an entry that cannot be projected. */
  get stoppedLedgers(): string[] {
    return [...(this.leadership.present?.stopped.values() ?? [])];
  }

  get isProjecting(): boolean {
    return this.leadership.present !== undefined;
  }

  /** Ledger id -> seq of the last entry taken; empty while standing by. */
  get taken(): ReadonlyMap<string, number> {
    return this.leadership.present?.taken ?? new Map();
  }

  private async begin(client: Client): Promise<LeadingProjector> {
    await whenAsked(client, () => this.leadership.end(yieldMs));
    const leader = await LeadingProjector.begin(client, {
      singly: this.isBadEntry ? batchEntriesMax : 0,
      ledgerStopped: (sentence) => this.options.observer.ledgerStopped(sentence),
    });
    this.isBadEntry = false;
    return leader;
  }

  private project(leader: LeadingProjector): readonly Promise<void>[] {
    this.options.observer.state('projecting');
    const writing = this.write(leader).catch((error: unknown) => {
      // What is in memory is void; nothing has failed.
      if (error instanceof Overtaken) this.leadership.end();
      else throw error;
    });
    return [writing, this.reading.read(this.reader(leader))];
  }

  private reader(leader: LeadingProjector): Reader {
    return {
      get position() {
        return leader.position;
      },
      take: (event) => {
        leader.take(event);
        this.wakeWriter();
        return undefined;
      },
      get isFull() {
        return leader.isFull;
      },
      room: () => this.room(leader),
    };
  }

  private async room(leader: LeadingProjector): Promise<void> {
    while (!this.leadership.isOver && leader.isFull) {
      await new Promise<void>((resolve) => (this.wakeReader = resolve));
    }
  }

  private async write(leader: LeadingProjector): Promise<void> {
    const { observer, world } = this.options;
    while (!this.leadership.isOver || leader.waiting > 0) {
      if (leader.waiting === 0) {
        await new Promise<void>((resolve) => (this.wakeWriter = resolve));
        continue;
      }
      await this.linger(leader);
      const startedAt = world.now();
      const writing = leader.write();
      this.wakeReader();
      const written = await writing;
      this.wakeReader();
      this.lastEntries = written?.entries ?? 0;
      this.lastWrittenAt = world.now();
      if (!written) continue;
      this.leadership.succeeded();
      observer.written(written, world.now() - startedAt);
    }
  }

  /** Nothing when it is quiet; a few milliseconds when entries come fast, since a larger batch costs each entry less. */
  private async linger(leader: LeadingProjector): Promise<void> {
    const { world } = this.options;
    if (this.leadership.isOver || leader.isFull) return;
    const wait = this.lastEntries < busyFrom ? this.lastWrittenAt + pacedMs - world.now() : lingerMs;
    await (wait > 0 ? world.delay(wait) : world.soon());
  }
}
