import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { Refusal } from '@ledger/refusal';
import { connectTables, poolOf } from '../schema/data-source';
import { AppliedSeqs } from './applied-seqs';

/** How fresh an answer must be: having applied the entry `after`, for which it waits up to `waitMs`. */
export interface Freshness {
  readonly after?: bigint;
  /** 2,000 unless given. */
  readonly waitMs?: number;
}

const waitDefaultMs = 2_000;

/** A ledger as the tables name it, and the last entry that an answer knows. */
export interface At {
  readonly ledger: number;
  readonly seq: bigint;
}

/** The tables of the read models, for queries. */
export class Tables {
  readonly pool: Pool;
  private readonly applied: AppliedSeqs;

  private constructor(
    readonly source: DataSource,
    databaseUrl: string,
    readonly callersAheadMs: number,
  ) {
    this.pool = poolOf(source);
    this.applied = new AppliedSeqs(databaseUrl, this.pool);
  }

  /**
   * Connects. The caller closes them.
   * @param options at most 10 connections unless given; by how many milliseconds the clocks of callers may be ahead, 0 unless given
   */
  static async open(
    databaseUrl: string,
    { connectionsMax = 10, callersAheadMs = 0 }: { connectionsMax?: number; callersAheadMs?: number } = {},
  ): Promise<Tables> {
    return new Tables(await connectTables(databaseUrl, connectionsMax), databaseUrl, callersAheadMs);
  }

  async close(): Promise<void> {
    await this.applied.close();
    await this.source.destroy();
  }

  /** Rows of a statement, which a connection prepares once under `name`. */
  async rows<Row>(name: string, text: string, values: readonly unknown[]): Promise<Row[]> {
    const result = await this.pool.query({ name, text, values: [...values] });
    return result.rows as Row[];
  }

  /** Rows of a statement that is composed again each time. */
  async composed<Row>(text: string, values: readonly unknown[]): Promise<Row[]> {
    const result = await this.pool.query(text, [...values]);
    return result.rows as Row[];
  }

  /** @throws ReadModelBehind */
  async waitFor(ledger: string, { after, waitMs = waitDefaultMs }: Freshness): Promise<void> {
    if (after !== undefined) await this.applied.waitFor(ledger, after, waitMs);
  }
}

export function ledgerNotFound(ledger: string): Refusal {
  return new Refusal('LedgerNotFound', `No ledger has the id ${ledger}.`, { ledger });
}

export function accountNotFound(path: string): Refusal {
  return new Refusal('AccountNotFound', `No account is open at ${path}.`, { account: path });
}
