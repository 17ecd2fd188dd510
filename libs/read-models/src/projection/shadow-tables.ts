import type { Client } from 'pg';
import type { ReadModel } from '../batch/read-model';

/** The schema in which tables are rebuilt; its tables hide those of the same name. */
const shadow = 'rebuilding';

const lockTimeoutMs = 250;
const exchangeAttemptsMax = 40;

/** Indexes and keys of one table, as statements that make them on its shadow. */
interface Definition {
  readonly table: string;
  readonly sql: string;
  readonly is_key: boolean;
}

/**
 * Empty copies of the tables of some read models, to which everything the connection writes goes. Once filled they
 * get their indexes, and then take the place of the present tables in one transaction.
 */
export class ShadowTables {
  private constructor(
    private readonly client: Client,
    private readonly schema: string,
    private readonly tables: readonly string[],
    private readonly definitions: readonly Definition[],
  ) {}

  static async create(client: Client, readModels: readonly ReadModel[]): Promise<ShadowTables> {
    const schema = await presentSchema(client);
    const keyed = readModels.flatMap(({ keyedTables }) => keyedTables.map(({ name }) => name));
    const added = readModels.flatMap(({ addedTables }) => addedTables.map(({ name }) => name));
    const tables = [...keyed, ...added];
    // What is not exchanged is thrown away, so nobody need wait until it is on disk; the exchange itself does.
    await client.query('set synchronous_commit = off');
    await client.query(`drop schema if exists ${shadow} cascade`);
    await client.query(`create schema ${shadow}`);
    for (const table of tables) await createLike(client, schema, table);
    const definitions = await definitionsOf(client, schema, tables);
    const [now, later] = [true, false].map((isNow) =>
      definitions.filter(({ table, is_key: isKey }) => (isKey && keyed.includes(table)) === isNow),
    );
    for (const { sql } of now!) await client.query(sql);
    await client.query(`set search_path to ${shadow}, ${schema}`);
    return new ShadowTables(client, schema, tables, later!);
  }

  /** Builds the indexes, and what the planner needs to know. */
  async index(): Promise<void> {
    await this.client.query(`set maintenance_work_mem = '256MB'`);
    for (const { sql } of this.definitions) await this.client.query(sql);
    for (const table of this.tables) await this.client.query(`analyze ${shadow}.${table}`);
  }

  /**
   * Puts the new tables in the place of the present ones. Gives way to queries that hold some of them, so that none
   * of those is ended to break a deadlock.
   */
  async exchange(delay: (milliseconds: number) => Promise<void>): Promise<void> {
    await this.client.query('set synchronous_commit = on');
    await this.client.query(`set lock_timeout = ${lockTimeoutMs}`);
    const present = this.tables.map((table) => `${this.schema}.${table}`).join(', ');
    const moves = this.tables
      .map((table) => `alter table ${shadow}.${table} set schema ${this.schema}`)
      .join('; ');
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.client.query(
          `begin; lock table ${present} in access exclusive mode; drop table ${present}; ${moves}; drop schema ${shadow}; commit`,
        );
        return;
      } catch (error) {
        await this.client.query('rollback');
        if (attempt === exchangeAttemptsMax || !isLockTimeout(error)) throw error;
        await delay(lockTimeoutMs);
      }
    }
  }
}

function isLockTimeout(error: unknown): boolean {
  return ['55P03', '40P01'].includes((error as { code?: string }).code ?? '');
}

async function presentSchema(client: Client): Promise<string> {
  const { rows } = await client.query<{ schema: string }>('select quote_ident(current_schema()) as schema');
  return rows[0]!.schema;
}

/** Columns and storage parameters of the present table; no keys, no indexes. */
async function createLike(client: Client, schema: string, table: string): Promise<void> {
  await client.query(`create table ${shadow}.${table} (like ${schema}.${table} including defaults)`);
  const { rows } = await client.query<{ parameters: string }>(
    `select array_to_string(reloptions, ', ') as parameters from pg_class where oid = '${schema}.${table}'::regclass and reloptions is not null`,
  );
  if (rows[0]) await client.query(`alter table ${shadow}.${table} set (${rows[0].parameters})`);
}

/** Keys as constraints under their own names; all other indexes as their definitions say, but on the shadow. */
async function definitionsOf(
  client: Client,
  schema: string,
  tables: readonly string[],
): Promise<Definition[]> {
  const { rows } = await client.query<Definition>(
    `select t.relname as table, true as is_key,
       format('alter table ${shadow}.%I add constraint %I %s', t.relname, c.conname, pg_get_constraintdef(c.oid)) as sql
     from pg_constraint c join pg_class t on t.oid = c.conrelid
     where c.contype in ('p', 'u') and c.connamespace = $1::text::regnamespace and t.relname = any($2::text[])
     union all
     select i.tablename::text, false, replace(i.indexdef, format(' ON %s.', $1::text), ' ON ${shadow}.')
     from pg_indexes i
     where i.schemaname = $1::text and i.tablename = any($2::text[])
       and not exists (select from pg_constraint c where c.conindid = format('%I.%I', i.schemaname, i.indexname)::regclass)`,
    [schema, tables],
  );
  return rows;
}
