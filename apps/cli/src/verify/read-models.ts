import { Client } from 'pg';
import type { Entry } from '@entries/entry';
import { JournalFault } from '@verifier/journal/fault';
import { derivedTables, firstDerivedDifference } from './tables/derived-tables';
import { sentenceOf, type Difference } from './tables/difference';
import type { Numbers } from './tables/numbers';
import { printStatement, type FoundSums, type Prints } from './tables/prints';
import { firstDifference } from './tables/search';
import { tableNames, type TableName } from './tables/table';

/** What of the read models was found equal to the journal. */
export interface EqualReadModels {
  /** The last entry they have applied, to which the journal was folded for the comparison. */
  readonly seq: number;
  /** Rows of the ledger, by table. */
  readonly rows: Readonly<Record<string, number>>;
}

/** What the journal implies of the read models, up to the entry that they have applied last. */
export interface Implied {
  readonly prints: Prints;
  readonly numbers: Numbers;
  /** Reads the same entries again, from the first. */
  again(): AsyncIterable<Entry>;
}

const pollMs = 100;

/** The read models of one ledger as they were at one moment, while the projector goes on. */
export class ReadModelSnapshot {
  private constructor(
    private readonly client: Client,
    private readonly ledger: number,
    /** The last entry applied. */
    readonly seq: number,
  ) {}

  /**
   * Waits until the entry `until` is applied, or `waitMs` have passed, and keeps that moment.
   * @returns undefined where the read models do not know the ledger
   */
  static async open(
    url: string,
    ledger: string,
    until: number,
    waitMs: number,
  ): Promise<ReadModelSnapshot | undefined> {
    const client = new Client({ connectionString: url, application_name: 'ledger-verify' });
    // Where the connection breaks, the query under way or the next one fails.
    client.on('error', () => undefined);
    await client.connect();
    try {
      const deadline = Date.now() + waitMs;
      while (((await applied(client, ledger))?.seq ?? -1) < until && Date.now() < deadline) {
        await new Promise((wake) => setTimeout(wake, pollMs));
      }
      await client.query('begin transaction isolation level repeatable read, read only');
      const at = await applied(client, ledger);
      // Without the row that says how far it is, the ledger is compared at its end, where that row is missed.
      const number = at?.number ?? (await numberOf(client, ledger));
      if (number !== undefined) return new ReadModelSnapshot(client, number, at?.seq ?? until);
    } catch (error) {
      await client.end();
      throw error;
    }
    await client.end();
    return undefined;
  }

  async close(): Promise<void> {
    await this.client.end();
  }

  /**
   * Compares every row with those that the journal implies at the entry {@link seq}.
   * @throws JournalFault ReadModelDiffers, naming a table, a row and a column that differ
   */
  async compare(implied: Implied): Promise<EqualReadModels> {
    await this.requireOneNumber();
    for (const table of tableNames) await this.compareTable(table, implied);
    const rows = Object.fromEntries(tableNames.map((table) => [table, implied.prints.of(table).rows]));
    for (const derived of derivedTables) {
      const difference = await firstDerivedDifference(this.client, this.ledger, derived);
      if (difference) this.differ(difference, implied.numbers);
      rows[derived.table] = await rowsIn(this.client, this.ledger, derived.table);
    }
    return { seq: this.seq, rows };
  }

  private async compareTable(table: TableName, { prints, again, numbers }: Implied): Promise<void> {
    const { client, ledger } = this;
    const { rows } = await client.query<FoundSums>(printStatement(table), [ledger]);
    const differing = prints.of(table).differences(rows);
    if (differing.length === 0) return;
    const difference = await firstDifference({ client, ledger, entries: again() }, table, differing);
    if (difference) this.differ(difference, numbers);
    // Only where the journal is another than a moment ago.
    throw this.fault(`Table ${table} has other rows than the journal implies.`);
  }

  /** Every ledger has one number: rows of another number are looked for by nobody. */
  private async requireOneNumber(): Promise<void> {
    const { rows } = await this.client.query<{
      id: string;
      progress: number | null;
      ledger: number | null;
    }>(
      `select id, c.ledger as progress, l.ledger from progress c full join ledgers l using (id)
       where c.ledger is distinct from l.ledger order by id limit 1`,
    );
    if (!rows[0]) return;
    const { id, progress, ledger } = rows[0];
    const number = (found: number | null) => (found === null ? 'no number' : `number ${found}`);
    throw this.fault(
      `Ledger ${id} has ${number(progress)} in table progress, but ${number(ledger)} in table ledgers.`,
    );
  }

  private differ(difference: Difference, numbers: Numbers): never {
    throw this.fault(sentenceOf(difference, (column, number) => numbers.nameOf(column, number)));
  }

  private fault(sentence: string): JournalFault {
    return new JournalFault('ReadModelDiffers', this.seq, sentence);
  }
}

async function applied(
  client: Client,
  ledger: string,
): Promise<{ readonly number: number; readonly seq: number } | undefined> {
  const sql = 'select ledger, seq from progress where id = $1';
  const { rows } = await client.query<{ ledger: number; seq: string }>(sql, [ledger]);
  return rows[0] && { number: rows[0].ledger, seq: Number(rows[0].seq) };
}

async function numberOf(client: Client, ledger: string): Promise<number | undefined> {
  const { rows } = await client.query<{ ledger: number }>('select ledger from ledgers where id = $1', [
    ledger,
  ]);
  return rows[0]?.ledger;
}

async function rowsIn(client: Client, ledger: number, table: string): Promise<number> {
  const { rows } = await client.query<{ count: string }>(`select count(*) from ${table} where ledger = $1`, [
    ledger,
  ]);
  return Number(rows[0]!.count);
}
