import { readEntry } from '@journal/entry';
import { journalOf, type Position, type StoredEvent } from '@journal/stream';
import type { Client } from 'pg';
import { Batch } from './batch';
import { BatchStatement } from './batch-statement';
import { plainColumn, seconds, textColumn } from './columns';
import { LedgerNames } from './names';
import { appliedChannel } from './projection.table';
import { projectors } from './projectors';

/** Rows and checkpoint moved on without us: another projector wrote. What is in memory here is void. */
export class Overtaken extends Error {
  constructor() {
    super('another projector has written since this one began');
    this.name = 'Overtaken';
  }
}

/** An entry that no rule can have made. Nothing of its batch was written. */
export class Unprojectable extends Error {
  constructor({ stream, revision }: StoredEvent, cause: unknown) {
    super(`entry ${revision} of ${stream} cannot be projected: ${(cause as Error).message}`, { cause });
    this.name = 'Unprojectable';
  }
}

/**
 * Writes a batch and moves the checkpoint on, or does nothing at all: every member draws from `advanced`, which has
 * no row unless the count of batches is the one this turn knows.
 */
const statement = new BatchStatement(
  'batch',
  {
    members: `
    advanced as (
      update projection set batch = batch + 1, position_commit = $2, position_prepare = $3
      where batch = $1 returning batch
    ),
    reached as (
      insert into checkpoints as c (ledger, id, seq, recorded_at)
      select x.ledger, x.id, x.seq, to_timestamp(x.recorded_at)
      from advanced, unnest($4::int[], $5::text[], $6::bigint[], $7::float8[]) as x (ledger, id, seq, recorded_at)
      on conflict (ledger) do update set seq = excluded.seq, recorded_at = excluded.recorded_at
      returning id, seq
    )`,
    parameters: 7,
    answer: `select pg_notify('${appliedChannel}', id || ' ' || seq) from reached`,
  },
  projectors,
);

/** What was written: how many entries, of which ledgers, and when the youngest of them was recorded (RFC 3339). */
export interface Written {
  readonly entries: number;
  readonly ledgers: readonly string[];
  readonly recordedAt: string;
}

/**
 * What a projector keeps in memory while it is its turn: the numbers of everything, how far each ledger was taken, and
 * the batch that gathers. Void as soon as a write fails.
 */
export class Turn {
  private batch = new Batch();
  private readonly ledgers = new Map<string, LedgerNames>();
  /** Journal -> the sentence that says why nothing of it is taken any more. */
  readonly stopped = new Map<string, string>();

  private constructor(
    private readonly client: Client,
    private batches: bigint,
    /** Of the last event taken, in the whole store; everything up to it was taken. */
    private reached: Position | undefined,
  ) {}

  /** Reads from the tables where the projector before got to. `client` must not be used for anything else. */
  static async begin(client: Client): Promise<Turn> {
    const projection = await client.query<{
      batch: string;
      position_commit: string | null;
      position_prepare: string | null;
    }>('select batch, position_commit, position_prepare from projection');
    const { batch, position_commit: commit, position_prepare: prepare } = projection.rows[0]!;
    const position =
      commit === null || prepare === null ? undefined : { commit: BigInt(commit), prepare: BigInt(prepare) };
    const turn = new Turn(client, BigInt(batch), position);
    await turn.restoreNames();
    return turn;
  }

  private async restoreNames(): Promise<void> {
    const byNumber = new Map<number, LedgerNames>();
    const checkpoints = await this.client.query<{ ledger: number; id: string; seq: string }>(
      'select ledger, id, seq from checkpoints order by ledger',
    );
    for (const { ledger, id, seq } of checkpoints.rows) {
      const names = new LedgerNames(ledger, id);
      names.seq = Number(seq);
      byNumber.set(ledger, names);
      this.ledgers.set(journalOf(id), names);
    }
    const currencies = await this.client.query<CurrencyOfLedger>(
      'select ledger, currency as number, code, decimals, name, is_registered as "isRegistered" from currencies order by ledger, currency',
    );
    for (const { ledger, ...currency } of currencies.rows) byNumber.get(ledger)?.restoreCurrency(currency);
    const nodes = await this.client.query<{ ledger: number; path: string }>(
      'select ledger, path from nodes order by ledger, node',
    );
    // In the order of their numbers, so that each gets its own again.
    for (const { ledger, path } of nodes.rows) byNumber.get(ledger)?.addNode(path);
  }

  /** Where a subscription goes on. */
  get position(): Position | undefined {
    return this.reached;
  }

  /** Entries that wait to be written. */
  get waiting(): number {
    return this.batch.entries;
  }

  /** Ledger id -> seq of the last entry taken, written or not. */
  get taken(): ReadonlyMap<string, number> {
    return new Map([...this.ledgers.values()].map(({ id, seq }) => [id, seq]));
  }

  /**
   * Takes an event into the batch; one that was taken before is passed over. A gap stops its ledger for good: nothing
   * more of it is taken, and the position stays before the gap, so that the next turn meets it again.
   * @returns the sentence that says so, when this event is the one that does it
   * @throws Unprojectable
   */
  take(event: StoredEvent): string | undefined {
    if (this.stopped.has(event.stream)) return undefined;
    const names = this.ledgers.get(event.stream);
    const next = (names?.seq ?? -1) + 1;
    if (event.revision > next) {
      const sentence = `${event.stream} goes on at entry ${event.revision}, but entry ${next} has not come; its read models stay as of entry ${next - 1}.`;
      this.stopped.set(event.stream, sentence);
      return sentence;
    }
    if (event.revision === next) this.takeNext(names, event);
    if (this.stopped.size === 0) this.reached = event.position;
    return undefined;
  }

  private takeNext(names: LedgerNames | undefined, event: StoredEvent): void {
    try {
      const entry = readEntry(event.data);
      if (entry.seq !== String(event.revision)) throw new Error(`it calls itself entry ${entry.seq}`);
      this.batch.take(names ?? this.addLedger(event.stream, entry.ledger), entry);
    } catch (error) {
      // Part of the entry may be in the batch.
      this.batch = new Batch();
      throw new Unprojectable(event, error);
    }
  }

  private addLedger(stream: string, id: string): LedgerNames {
    if (journalOf(id) !== stream) throw new Error(`it belongs to ledger ${id}`);
    const names = new LedgerNames(this.ledgers.size, id);
    this.ledgers.set(stream, names);
    return names;
  }

  /**
   * Writes the batch and begins the next one, in which entries may be taken meanwhile. Rows, checkpoint and the
   * notice to those who wait are one transaction.
   * @throws Overtaken, or what Postgres says; in either case the turn is over
   */
  async write(): Promise<Written | undefined> {
    const { batch, position } = this;
    if (batch.entries === 0) return undefined;
    this.batch = new Batch();
    const reached = [...batch.reached.values()];
    const head = [
      this.batches,
      position?.commit ?? null,
      position?.prepare ?? null,
      plainColumn(reached.map(({ names }) => names.number)),
      textColumn(reached.map(({ names }) => names.id)),
      plainColumn(reached.map(({ seq }) => seq)),
      plainColumn(reached.map(({ recordedAt }) => seconds(recordedAt))),
    ];
    const rows = async <Row>(sql: string, parameters: unknown[]) => {
      const found = await this.client.query(sql, parameters);
      return found.rows as Row[];
    };
    const { rowCount } = await this.client.query(await statement.of(batch, head, rows));
    if (rowCount !== reached.length) throw new Overtaken();
    this.batches += 1n;
    return {
      entries: batch.entries,
      ledgers: reached.map(({ names }) => names.id),
      recordedAt: youngest(reached.map(({ recordedAt }) => recordedAt)),
    };
  }
}

interface CurrencyOfLedger {
  readonly ledger: number;
  readonly number: number;
  readonly code: string;
  readonly decimals: number;
  readonly name: string;
  readonly isRegistered: boolean;
}

function youngest(times: readonly string[]): string {
  return times.reduce((last, time) => (time > last ? time : last), '');
}
