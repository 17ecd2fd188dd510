import { Client } from 'pg';
import { formatUnits } from '@ledger/money/amount';
import type { BookBalance } from '@verifier/journal/running-balance';
import type { Books } from '@verifier/journal/books';
import { JournalFault } from '@verifier/journal/fault';
import { firstContradiction } from './derived-figures';
import { sumsBelow, unitsOfNumeric } from './expected-sums';
import { printStatements, type TransactionPrints } from './prints';

/** What of the read models was found equal to the journal. */
export interface EqualReadModels {
  /** The last entry they have applied, to which the journal was folded for the comparison. */
  readonly seq: number;
  readonly balances: number;
  readonly nodeSums: number;
  readonly accounts: number;
  readonly statementLines: number;
  readonly transactions: number;
}

/**
 * What the numbers in the tables stand for. They are looked up here and not joined, since right after a bulk the
 * planner has no statistics and joins row by row.
 */
interface Names {
  readonly nodes: ReadonlyMap<number, string>;
  readonly currencies: ReadonlyMap<number, string>;
}

/** Rows fetched at a time. */
const portion = 5_000;
const pollMs = 100;

/** The read models of one ledger as they were at one moment, while the projector goes on. */
export class ReadModelSnapshot {
  private constructor(
    private readonly client: Client,
    private readonly ledger: number,
    /** The last entry applied. */
    readonly seq: number,
    private readonly names: Names,
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
    await client.connect();
    try {
      const deadline = Date.now() + waitMs;
      while ((await checkpoint(client, ledger)).seq < until && Date.now() < deadline) {
        await new Promise((wake) => setTimeout(wake, pollMs));
      }
      await client.query('begin transaction isolation level repeatable read, read only');
      const { number, seq } = await checkpoint(client, ledger);
      if (seq >= 0) return new ReadModelSnapshot(client, number, seq, await namesOf(client, number));
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
   * Compares every row with the books folded to the entry {@link seq}.
   * @throws JournalFault ReadModelDiffers, naming the first row that differs
   */
  async compare(books: Books, prints: TransactionPrints): Promise<EqualReadModels> {
    const { seq } = this;
    const equal = {
      seq,
      balances: await this.compareBalances(books),
      nodeSums: await this.compareTree(books),
      accounts: await this.compareAccounts(books),
      statementLines: await this.compareStatements(books),
      transactions: await this.compareTransactions(prints),
    };
    const derived = await firstContradiction(this.client, this.ledger);
    if (derived)
      this.differ(`${derived.what} of entry ${derived.seq}`, 'has other contents', 'a changed row');
    return equal;
  }

  private async compareBalances(books: Books): Promise<number> {
    const sql = 'select account as node, currency, debits, credits, version from balances where ledger = $1';
    return this.compareRows('balance', sql, balancesOf(books), ({ debits, credits, version, currency }) => [
      ['debits', debits, currency.decimals],
      ['credits', credits, currency.decimals],
      ['version', BigInt(version), 0],
    ]);
  }

  private async compareTree(books: Books): Promise<number> {
    const sql = `select node, currency, debits_below as debits, credits_below as credits from node_sums
      where ledger = $1`;
    return this.compareRows('roll-up', sql, sumsBelow(books), ({ debits, credits, decimals }) => [
      ['debits', debits, decimals],
      ['credits', credits, decimals],
    ]);
  }

  private async compareStatements(books: Books): Promise<number> {
    const sql = `select account as node, currency, count(*) as lines,
      coalesce(sum(amount) filter (where not is_credit), 0) as debits,
      coalesce(sum(amount) filter (where is_credit), 0) as credits, sum(posted) as posted
      from statement_lines where ledger = $1 group by account, currency`;
    await this.compareRows(
      'statement',
      sql,
      balancesOf(books),
      ({ debits, credits, version, postedSum, currency }) => [
        ['lines', BigInt(version), 0],
        ['debits', debits, currency.decimals],
        ['credits', credits, currency.decimals],
        ['posted', postedSum, currency.decimals],
      ],
    );
    return books.postings;
  }

  private async compareAccounts({ accounts }: Books): Promise<number> {
    const sql = 'select path, type from accounts where ledger = $1 and until_seq is null';
    let count = 0;
    for await (const { path, type } of this.rows(sql)) {
      count += 1;
      const expected = accounts.get(path ?? '');
      if (expected?.type !== type)
        this.differ(`account ${path}`, `is ${expected?.type ?? 'not open'}`, String(type));
    }
    if (count !== accounts.size)
      this.differ('table of accounts', `has ${accounts.size} accounts`, String(count));
    return count;
  }

  private async compareTransactions({ all }: TransactionPrints): Promise<number> {
    for (const [name, { rows, sum }] of Object.entries(all)) {
      const sql = printStatements[name as keyof typeof all];
      const { rows: found } = await this.client.query<{ rows: string; sum: string }>(sql, [this.ledger]);
      if (found[0]!.rows !== String(rows))
        this.differ(`table of ${titles[name]}`, `has ${rows} rows`, found[0]!.rows);
      if (found[0]!.sum !== String(sum))
        this.differ(`table of ${titles[name]}`, 'has other contents', 'changed rows');
    }
    return all.transactions.rows;
  }

  /** Holds every row against what is expected under its path and currency, and misses none. */
  private async compareRows<Expected>(
    name: string,
    sql: string,
    expected: ReadonlyMap<string, Expected>,
    figuresOf: (expected: Expected) => readonly [column: string, units: bigint, decimals: number][],
  ): Promise<number> {
    const missing = new Set(expected.keys());
    for await (const row of this.rows(sql)) {
      const key = `${this.names.nodes.get(Number(row['node']))} ${this.names.currencies.get(Number(row['currency']))}`;
      const known = expected.get(key);
      if (known === undefined) return this.differ(`${name} of ${key}`, 'has no posting', 'a row');
      missing.delete(key);
      for (const [column, units, decimals] of figuresOf(known)) {
        if (unitsOfNumeric(row[column] ?? null, decimals) === units) continue;
        this.differ(
          `${name} of ${key}`,
          `has ${column} ${formatUnits(units, decimals)}`,
          String(row[column]),
        );
      }
    }
    const [first] = missing;
    if (first !== undefined) this.differ(`${name} of ${first}`, 'exists', 'nothing');
    return expected.size;
  }

  /** All rows of a statement, a portion at a time. */
  private async *rows(sql: string): AsyncGenerator<Readonly<Record<string, string | null>>> {
    await this.client.query(`declare rows no scroll cursor for ${sql}`, [this.ledger]);
    for (let count = portion; count === portion;) {
      const { rows } = await this.client.query<Record<string, string | null>>(`fetch ${portion} from rows`);
      yield* rows;
      count = rows.length;
    }
    await this.client.query('close rows');
  }

  private differ(what: string, journal: string, found: string): never {
    const detail = `At ${this.seq}, by the journal the ${what} ${journal}; the read model has ${found}.`;
    throw new JournalFault('ReadModelDiffers', this.seq, detail);
  }
}

const titles: Readonly<Record<string, string>> = {
  transactions: 'transactions',
  tags: 'tags of transactions',
  members: 'metadata of transactions',
};

function balancesOf(books: Books): Map<string, BookBalance> {
  const balances = new Map<string, BookBalance>();
  for (const account of books.accounts.values()) {
    for (const balance of account.balances) {
      // Where nothing was ever posted, holds alone make no balance.
      if (balance.version > 0) balances.set(`${account.path} ${balance.currency.code}`, balance);
    }
  }
  return balances;
}

async function checkpoint(client: Client, ledger: string): Promise<{ number: number; seq: number }> {
  const sql = 'select ledger, seq from checkpoints where id = $1';
  const { rows } = await client.query<{ ledger: number; seq: string }>(sql, [ledger]);
  return rows[0] ? { number: rows[0].ledger, seq: Number(rows[0].seq) } : { number: -1, seq: -1 };
}

async function namesOf(client: Client, ledger: number): Promise<Names> {
  const namesIn = async (sql: string) => {
    const { rows } = await client.query<[number, string]>({ text: sql, values: [ledger], rowMode: 'array' });
    return new Map(rows);
  };
  return {
    nodes: await namesIn('select node, path from nodes where ledger = $1'),
    currencies: await namesIn('select currency, code from currencies where ledger = $1'),
  };
}
