import type { Stream } from '@streams/stream';
import { Projector, type ProjectorObserver, type ProjectorState } from '@read-models/projection/projector';
import { projectedTables } from '@read-models/projection/projectors';
import { systemWorld } from '@worker/world';
import type { Client } from 'pg';
import { Observed } from './observed';
import { databaseClient } from './database-client';

/** A projector in this process, and what it reported. */
export class ObservedProjector implements ProjectorObserver {
  readonly states: ProjectorState[] = [];
  readonly stopped: string[] = [];
  readonly failures: unknown[] = [];
  /** Causes of drops; undefined for a clean end. */
  readonly drops: unknown[] = [];
  entries = 0;
  readonly projector: Projector;
  private readonly reported = new Observed();

  constructor(databaseUrl: string, stream: Stream, delay = systemWorld.delay) {
    this.projector = new Projector({ databaseUrl, stream, world: { ...systemWorld, delay }, observer: this });
  }

  start(): this {
    this.projector.start();
    return this;
  }

  stop(): Promise<void> {
    return this.projector.stop();
  }

  /** Resolves as soon as what was reported makes it true. */
  until(isTrue: () => boolean): Promise<void> {
    return this.reported.until(isTrue);
  }

  state(state: ProjectorState): void {
    this.reported.note(() => this.states.push(state));
  }

  written({ entries }: { entries: number }): void {
    this.reported.note(() => (this.entries += entries));
  }

  ledgerStopped(sentence: string): void {
    this.reported.note(() => this.stopped.push(sentence));
  }

  resubscribed(cause: unknown): void {
    this.reported.note(() => this.drops.push(cause));
  }

  failed(error: unknown): void {
    this.reported.note(() => this.failures.push(error));
  }
}

/** Table -> its rows as text, in order; of all tables but those that say how far they are. */
export async function rowsOfAll(databaseUrl: string): Promise<Record<string, string[]>> {
  return withClient(databaseUrl, async (client) => {
    const all: Record<string, string[]> = {};
    for (const { name: table } of projectedTables) {
      const { rows } = await client.query<{ row: string }>(
        `select t::text as row from ${table} t order by 1`,
      );
      all[table] = rows.map(({ row }) => row);
    }
    return all;
  });
}

export async function withClient<T>(databaseUrl: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = databaseClient(databaseUrl);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
