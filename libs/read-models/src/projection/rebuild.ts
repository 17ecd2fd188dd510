import type { Entry } from '@entries/entry';
import { EntryMalformed, FromLaterRelease, readKnownEntry } from '@entries/known-entry';
import { EntryFromTheFuture } from '@entries/upcast';
import { journalOf, type Stream } from '@streams/stream';
import type { Client } from 'pg';
import { Batch } from '../batch/batch';
import { BatchStatement } from '../batch/batch-statement';
import { LedgerNames } from '../batch/names';
import { CannotRebuild } from './cannot-rebuild';
import { projectors } from './projectors';
import type { ReadModel } from '../batch/read-model';
import { takeEntry } from '../batch/take-entry';
import { ShadowTables } from './shadow-tables';
import { batchEntriesMax } from './leading-projector';
import { takeLeadership } from './projector-lock';

export interface RebuildProgress {
  /** Entries replayed so far, and to be replayed in all. */
  readonly entries: number;
  readonly of: number;
  /** What is being done. */
  readonly step: 'replaying' | 'indexing' | 'exchanging' | 'done';
}

export interface RebuildOptions {
  readonly databaseUrl: string;
  readonly stream: Pick<Stream, 'read'>;
  /** Names of read models, or all of them. */
  readonly readModels: readonly string[] | 'all';
  readonly onProgress: (progress: RebuildProgress) => void;
}

/** Names of all read models that can be rebuilt. */
export const readModelNames: readonly string[] = projectors.map(({ name }) => name);

/**
 * Rebuilds read models from the journals, up to the entries that the live ones have applied. The projector stands
 * by meanwhile; queries are answered from the present tables until the new ones take their place, all at once.
 * Whatever fails before that leaves the present tables as they are.
 * @returns how many entries were replayed
 * @throws CannotRebuild
 */
export async function rebuild({
  databaseUrl,
  stream,
  readModels,
  onProgress,
}: RebuildOptions): Promise<number> {
  const chosen = choose(readModels);
  const client = await takeLeadership(databaseUrl, delay);
  try {
    const progress = await client.query<Progress>('select ledger, id, seq from progress order by ledger');
    const of = progress.rows.reduce((sum, { seq }) => sum + Number(seq) + 1, 0);
    const report = (step: RebuildProgress['step'], entries: number) => onProgress({ step, entries, of });
    const shadow = await ShadowTables.create(client, chosen);
    const replay = new Replay(client, chosen, (entries) => report('replaying', entries));
    for (const each of progress.rows) await replay.ledger(stream, each);
    report('indexing', of);
    await shadow.index();
    report('exchanging', of);
    await shadow.exchange(delay);
    report('done', of);
    return of;
  } finally {
    await client.end().catch(() => undefined);
  }
}

interface Progress {
  readonly ledger: number;
  readonly id: string;
  readonly seq: string;
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function choose(names: readonly string[] | 'all'): readonly ReadModel[] {
  if (names === 'all') return projectors;
  const unknown = names.filter((name) => !readModelNames.includes(name));
  if (unknown.length > 0) {
    throw new CannotRebuild(
      `There is no read model ${unknown.join(', ')}; there are: ${readModelNames.join(', ')}.`,
    );
  }
  return projectors.filter(({ name }) => names.includes(name));
}

function known(ledger: string, data: Uint8Array): Entry {
  try {
    return readKnownEntry(data);
  } catch (error) {
    const isOfEntry = [EntryMalformed, FromLaterRelease, EntryFromTheFuture].some(
      (each) => error instanceof each,
    );
    if (!isOfEntry) throw error;
    const { seq, message } = error as EntryMalformed | FromLaterRelease | EntryFromTheFuture;
    throw new CannotRebuild(`Entry ${seq} of ${ledger} cannot be replayed: ${message}`);
  }
}

/** Reads journals and writes batches, the next one gathering while one is written. */
class Replay {
  private batch = new Batch();
  private writing: Promise<unknown> = Promise.resolve();
  private entries = 0;
  private readonly statement;

  constructor(
    private readonly client: Client,
    readModels: readonly ReadModel[],
    private readonly onProgress: (entries: number) => void,
  ) {
    // Nobody else can write these tables: the one row that all members draw from is always there.
    const head = { members: 'advanced as (select 1)', parameters: 0, answer: 'select' };
    this.statement = new BatchStatement('rebuild', head, readModels);
  }

  /** @throws CannotRebuild when the journal does not reach the progress without a gap */
  async ledger(stream: Pick<Stream, 'read'>, { ledger, id, seq }: Progress): Promise<void> {
    const names = new LedgerNames(ledger, id);
    const entriesWanted = Number(seq) + 1;
    for await (const event of stream.read(journalOf(id), 0, entriesWanted)) {
      if (event.revision !== names.seq + 1) throw gap(id, names.seq + 1);
      takeEntry(this.batch, names, known(id, event.data));
      if (this.batch.entries >= batchEntriesMax) await this.flush();
    }
    if (names.seq + 1 !== entriesWanted) throw gap(id, names.seq + 1);
    await this.flush();
    await this.writing;
  }

  private async flush(): Promise<void> {
    const { batch } = this;
    this.batch = new Batch();
    await this.writing;
    this.onProgress(this.entries);
    this.entries += batch.entries;
    this.writing = this.write(batch);
    // The next await reports its failure; until then it must not count as unhandled.
    this.writing.catch(() => undefined);
  }

  private async write(batch: Batch): Promise<void> {
    const rows = async <Row>(sql: string, parameters: unknown[]) => {
      const found = await this.client.query(sql, parameters);
      return found.rows as Row[];
    };
    await this.client.query(await this.statement.of(batch, [], rows));
  }
}

function gap(ledger: string, seq: number): CannotRebuild {
  return new CannotRebuild(
    `The journal of ${ledger} has no entry ${seq}, which its read models have applied; nothing was changed.`,
  );
}
