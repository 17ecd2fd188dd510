import type { Client } from 'pg';
import type { ReadModel } from '../batch/read-model';
import { viewStatements } from '../reporting/make-views';
import { CannotRebuild } from './cannot-rebuild';
import { dependentsOf } from './dependents';

/** The schema in which tables are rebuilt; its tables hide those of the same name. */
const shadow = 'rebuilding';

/** The schema into which the tables go that were replaced, until nothing depends on them any more. */
const replaced = 'replaced_by_rebuild';

const lockTimeoutMs = 250;

/** Two minutes: a query of an analyst may hold the tables for one. */
const exchangeAttemptsMax = 240;

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

  /** @throws CannotRebuild where something that is not ours depends on one of the tables */
  static async create(client: Client, readModels: readonly ReadModel[]): Promise<ShadowTables> {
    const schema = await presentSchema(client);
    const keyed = readModels.flatMap(({ keyedTables }) => keyedTables.map(({ name }) => name));
    const added = readModels.flatMap(({ addedTables }) => addedTables.map(({ name }) => name));
    const tables = [...keyed, ...added];
    await requireNoDependents(client, schema, tables);
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
   * Puts the new tables in the place of the present ones, and has the views for analysts read them: these stay what they
   * are, with their grants and with whatever stands on them. Gives way to queries that hold some of the tables, so that
   * none of those is ended to break a deadlock.
   * @throws CannotRebuild where something depends on one of the tables by now, or queries hold them all the time
   */
  async exchange(delay: (milliseconds: number) => Promise<void>): Promise<void> {
    const { client, schema, tables } = this;
    await client.query('set synchronous_commit = on');
    await client.query(`set lock_timeout = ${lockTimeoutMs}`);
    for (let attempt = 1; ; attempt += 1) {
      try {
        await client.query('begin');
        await client.query(`lock table ${named(schema, tables)} in access exclusive mode`);
        await requireNoDependents(client, schema, tables);
        await client.query(await this.exchangeStatements());
        await client.query('commit');
        return;
      } catch (error) {
        await client.query('rollback');
        if (!isLockTimeout(error)) throw error;
        if (attempt === exchangeAttemptsMax)
          throw new CannotRebuild('Queries hold the tables all the time; nothing was changed.');
        await delay(lockTimeoutMs);
      }
    }
  }

  private async exchangeStatements(): Promise<string> {
    const { client, schema, tables } = this;
    const move = (from: string, to: string) =>
      tables.map((table) => `alter table ${from}.${table} set schema ${to}`);
    return [
      `create schema ${replaced}`,
      ...(await grantsOf(client, schema, tables)),
      ...move(schema, replaced),
      ...move(shadow, schema),
      ...viewStatements,
      // Without cascade: whatever depends on them still is not to go with them.
      `drop table ${named(replaced, tables)}`,
      `drop schema ${replaced}, ${shadow}`,
    ].join('; ');
  }
}

function named(schema: string, tables: readonly string[]): string {
  return tables.map((table) => `${schema}.${table}`).join(', ');
}

/** @throws CannotRebuild */
async function requireNoDependents(client: Client, schema: string, tables: readonly string[]): Promise<void> {
  const dependents = await dependentsOf(client, schema, tables);
  if (dependents.length === 0) return;
  throw new CannotRebuild(
    `A rebuild replaces the tables, and would break what depends on them: ${dependents.join('; ')}. Drop it, and make it anew afterwards, or let it read the views of the schema reporting; nothing was changed.`,
  );
}

/** What others were granted on the present tables, as statements that grant it on the shadows. */
async function grantsOf(client: Client, schema: string, tables: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ sql: string }>(
    `select format('grant %s on ${shadow}.%I to %s%s', a.privilege_type, t.relname,
       case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end,
       case when a.is_grantable then ' with grant option' end) as sql
     from pg_class t cross join lateral aclexplode(t.relacl) a
     where t.relnamespace = $1::text::regnamespace and t.relname = any($2::text[]) and a.grantee <> t.relowner`,
    [schema, tables],
  );
  return rows.map(({ sql }) => sql);
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
