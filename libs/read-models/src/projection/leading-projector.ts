import type { Entry } from '@entries/entry';
import { readKnownEntry } from '@entries/known-entry';
import { journalOf, journalPrefix, type Position, type StoredEvent } from '@streams/stream';
import { isLedgerId } from '@ledger/ledger-id';
import { DatabaseError, type Client, type QueryConfig, type QueryResult } from 'pg';
import { Batch, type Reached } from '../batch/batch';
import { BatchStatement } from '../batch/batch-statement';
import { LedgerNames } from '../batch/names';
import { progress } from './projection.table';
import { projectors } from './projectors';
import { restoredNames } from '../batch/restored-names';
import { takeEntry } from '../batch/take-entry';

/** Rows and progress moved on without us: another projector wrote. What is in memory here is void. */
export class Overtaken extends Error {
  constructor() {
    super('another projector has written since this one began');
    this.name = 'Overtaken';
  }
}

/**
 * A batch holds an entry that no rule can have made; nothing of the batch was written. Leadership is over: one that takes
 * entries singly finds out which it is, and stops no ledger but its own.
 */
export class Unprojectable extends Error {
  constructor(cause: unknown) {
    super(`a batch cannot be written, its entries are taken singly: ${reasonOf(cause)}`, { cause });
    this.name = 'Unprojectable';
  }
}

/** Postgres could not be asked, or declines for a reason that lies in no entry. */
class Unanswered extends Error {
  constructor(cause: unknown) {
    super('Postgres did not answer', { cause });
  }
}

/** Classes of SQLSTATE that say something about the values: data exception, constraint, limit exceeded. */
const classesOfValues = ['22', '23', '54'];

const reached = progress.insert<Reached>(
  {
    ledger: ({ names }) => names.number,
    id: ({ names }) => names.id,
    seq: ({ seq }) => seq,
    recorded_at: ({ recordedAt }) => recordedAt,
  },
  'on conflict (ledger) do update set seq = excluded.seq, recorded_at = excluded.recorded_at returning id, seq',
);

/**
 * Writes a batch and moves the progress on, or does nothing at all: every member draws from `advanced`, which has
 * no row unless the count of batches is the one this leader knows.
 */
const statement = new BatchStatement(
  'batch',
  {
    members: `
    advanced as (
      update projection set batch = batch + 1, position_commit = $2, position_prepare = $3
      where batch = $1 returning batch
    )`,
    parameters: 3,
    answer: `select pg_notify((select channel from projection), id || ' ' || seq) from progress_written`,
  },
  [
    {
      members: [reached.sql],
      values: (batch) => [reached.parameters([...batch.reached.values()])],
    },
    ...projectors,
  ],
);

/** How entries are taken, and who is notified that a ledger stops. */
export interface LeadingOptions {
  /** So many entries get a batch of their own, the next one being taken when it is written. 0 unless given. */
  readonly singly?: number;
  /** Receives, in one sentence, why nothing more of a ledger is taken. */
  readonly ledgerStopped?: (sentence: string) => void;
}

/** Most entries of one batch: more cost Postgres as much each, and take longer to be seen. */
export const batchEntriesMax = 2_000;

/** What was written: how many entries, of which ledgers, and when the youngest of them was recorded (RFC 3339). */
export interface Written {
  readonly entries: number;
  readonly ledgers: readonly string[];
  readonly recordedAt: string;
}

/**
 * What a projector keeps in memory while it leads: the numbers of everything, how far each ledger was taken, and
 * the batch that gathers. Void as soon as a write fails.
 */
export class LeadingProjector {
  private batch = new Batch();
  /** Journal -> the sentence that says why nothing of it is taken any more. */
  readonly stopped = new Map<string, string>();
  /** `reached` as it was before the last entry was taken. */
  private before: Position | undefined;
  private singly: number;
  private isWriting = false;

  private batches: bigint;
  /** Of the last event taken, in the whole store; everything up to it was taken. */
  private reached: Position | undefined;

  private constructor(
    private readonly client: Client,
    { batches, position }: { readonly batches: bigint; readonly position: Position | undefined },
    private readonly ledgers: Map<string, LedgerNames>,
    private readonly options: LeadingOptions,
  ) {
    this.batches = batches;
    this.reached = position;
    this.singly = options.singly ?? 0;
  }

  /** Reads from the tables where the projector before got to. `client` must not be used for anything else. */
  static async begin(client: Client, options: LeadingOptions = {}): Promise<LeadingProjector> {
    const projection = await client.query<{
      batch: string;
      position_commit: string | null;
      position_prepare: string | null;
    }>('select batch, position_commit, position_prepare from projection');
    const { batch, position_commit: commit, position_prepare: prepare } = projection.rows[0]!;
    const position =
      commit === null || prepare === null ? undefined : { commit: BigInt(commit), prepare: BigInt(prepare) };
    const ledgers = await restoredNames(client);
    return new LeadingProjector(client, { batches: BigInt(batch), position }, ledgers, options);
  }

  /** Where a subscription goes on. */
  get position(): Position | undefined {
    return this.reached;
  }

  /** Entries that wait to be written. */
  get waiting(): number {
    return this.batch.entries;
  }

  /** Nothing more may be taken until a batch is written. */
  get isFull(): boolean {
    if (this.singly > 0) return this.isWriting || this.waiting > 0;
    return this.waiting >= batchEntriesMax;
  }

  /** Ledger id -> seq of the last entry taken, written or not. */
  get taken(): ReadonlyMap<string, number> {
    return new Map([...this.ledgers.values()].map(({ id, seq }) => [id, seq]));
  }

  /**
   * Takes an event into the batch; one that was taken before is passed over, and so are journals of other books. A gap, or an entry that cannot be read,
   * stops its ledger for good: nothing more of it is taken, and the position stays before it, so that the next leader
   * meets it again. Only to be called while it is not full.
   * @throws Unprojectable when part of the entry is in the batch already; then leadership is over
   */
  take(event: StoredEvent): void {
    if (this.stopped.has(event.stream)) return;
    if (isLedgerId(event.stream.slice(journalPrefix.length))) this.takeEntry(event);
    else if (this.stopped.size === 0) this.reached = event.position;
  }

  private takeEntry(event: StoredEvent): void {
    const names = this.ledgers.get(event.stream);
    const next = (names?.seq ?? -1) + 1;
    if (event.revision > next) {
      const gap = `${event.stream} goes on at entry ${event.revision}, but entry ${next} has not come`;
      return this.stopLedger(event.stream, next, gap);
    }
    if (event.revision === next && !this.takeNext(names, event)) return;
    if (this.stopped.size === 0) this.reached = event.position;
  }

  /** Answers whether it was taken. */
  private takeNext(names: LedgerNames | undefined, event: StoredEvent): boolean {
    this.before = this.reached;
    let entry: Entry;
    try {
      entry = entryOf(event);
    } catch (error) {
      this.stopAt(event.stream, event.revision, error);
      return false;
    }
    try {
      takeEntry(this.batch, names ?? this.addLedger(event.stream, entry.ledger), entry);
    } catch (error) {
      // Part of the entry may be in the batch.
      this.batch = new Batch();
      if (this.singly === 0) throw new Unprojectable(error);
      this.takeBack(event.stream, event.revision, error);
      return false;
    }
    return true;
  }

  /** Stops a ledger at the only entry under way, as if it had not come. */
  private takeBack(stream: string, seq: number, error: unknown): void {
    const names = this.ledgers.get(stream);
    if (names) names.seq = seq - 1;
    // Its number is for the next ledger that comes.
    if (seq === 0) this.ledgers.delete(stream);
    this.reached = this.before;
    this.stopAt(stream, seq, error);
  }

  private stopAt(stream: string, seq: number, error: unknown): void {
    this.stopLedger(stream, seq, `entry ${seq} of ${stream} cannot be projected: ${reasonOf(error)}`);
  }

  private stopLedger(stream: string, seq: number, why: string): void {
    const sentence = `${why}; ${seq === 0 ? 'it has no read models' : `its read models stay as of entry ${seq - 1}`}.`;
    this.stopped.set(stream, sentence);
    this.options.ledgerStopped?.(sentence);
  }

  private addLedger(stream: string, id: string): LedgerNames {
    const names = new LedgerNames(this.ledgers.size, id);
    this.ledgers.set(stream, names);
    return names;
  }

  /**
   * Writes the batch and begins the next one, in which entries may be taken meanwhile. Rows, progress and the
   * notice to those who wait are one transaction. An entry taken singly that Postgres does not accept stops its ledger.
   * @returns undefined where nothing was written
   * @throws Overtaken, Unprojectable, or what Postgres says; in each case leadership is over
   */
  async write(): Promise<Written | undefined> {
    const { batch } = this;
    if (batch.entries === 0) return undefined;
    this.batch = new Batch();
    this.isWriting = true;
    try {
      return await this.writeBatch(batch);
    } catch (error) {
      if (error instanceof Overtaken) throw error;
      if (error instanceof Unanswered) throw error.cause;
      if (this.singly === 0) throw new Unprojectable(error);
      for (const { names, seq } of batch.reached.values()) {
        this.takeBack(journalOf(names.id), Number(seq), error);
      }
      return undefined;
    } finally {
      this.isWriting = false;
      this.singly = Math.max(0, this.singly - 1);
    }
  }

  private async writeBatch(batch: Batch): Promise<Written> {
    const head = [this.batches, this.position?.commit ?? null, this.position?.prepare ?? null];
    const rows = async <Row>(text: string, values: unknown[]) =>
      (await this.ask({ text, values })).rows as Row[];
    const { rowCount } = await this.ask(await statement.of(batch, head, rows));
    if (rowCount !== batch.reached.size) throw new Overtaken();
    this.batches += 1n;
    const written = [...batch.reached.values()];
    return {
      entries: batch.entries,
      ledgers: written.map(({ names }) => names.id),
      recordedAt: youngest(written.map(({ recordedAt }) => recordedAt)),
    };
  }

  /** @throws Unanswered, or what Postgres says about the values */
  private async ask(query: QueryConfig): Promise<QueryResult> {
    try {
      return await this.client.query(query);
    } catch (error) {
      const isOfValues =
        error instanceof DatabaseError && classesOfValues.includes(error.code?.slice(0, 2) ?? '');
      throw isOfValues ? error : new Unanswered(error);
    }
  }
}

/** @throws EntryFromTheFuture, Error with the reason */
function entryOf({ data, stream, revision }: StoredEvent): Entry {
  const entry = readKnownEntry(data);
  if (entry.seq !== String(revision)) throw new Error(`it calls itself entry ${entry.seq}`);
  if (journalOf(entry.ledger) !== stream) throw new Error(`it belongs to ledger ${entry.ledger}`);
  return entry;
}

/** Without the full stop, and without the bytes that a parser would quote. */
function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError) return 'its bytes are no JSON';
  if (error instanceof TypeError) return `it has not the shape of an entry (${error.message})`;
  return (error as Error).message.replace(/\.$/, '');
}

function youngest(times: readonly string[]): string {
  return times.reduce((last, time) => (time > last ? time : last), '');
}
