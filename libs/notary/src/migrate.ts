import { Client } from 'pg';

/** Chosen at random; two processes that migrate at once take turns by it. */
const migrationLock = 7_302_114_861;

/** Each is applied once, in this order; one that was released is never edited. */
const migrations: readonly string[] = [
  `
  create table notary.trees (
    ledger text collate "C" primary key,
    size bigint not null check (size > 0)
  );
  create table notary.tiles (
    ledger text collate "C" not null,
    level smallint not null,
    index bigint not null,
    width smallint not null check (width between 1 and 256),
    -- The hashes of the tile, then the complete subtrees over two of them, over four, and so on.
    hashes bytea not null check (length(hashes) between 32 * width and 64 * width and length(hashes) % 32 = 0),
    primary key (ledger, level, index)
  );
  -- Hashes do not get smaller by compressing them.
  alter table notary.tiles alter column hashes set storage external;
  create table notary.checkpoints (
    ledger text collate "C" not null,
    size bigint not null check (size > 0),
    note text not null,
    released_at timestamptz not null default now(),
    primary key (ledger, size)
  );
  create table notary.position (
    is_only boolean primary key default true check (is_only),
    commit bigint not null,
    prepare bigint not null
  );
  `,
];

/** Brings the notary's tables at `databaseUrl` to the present shape; does nothing where they have it already. */
export async function migrateNotary(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl, application_name: 'ledger-notary' });
  // Where the connection breaks, the query under way or the next one fails.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await client.query('create schema if not exists notary');
    await client.query('create table if not exists notary.migrations (number int primary key)');
    const { rows } = await client.query<{ done: number }>(
      'select count(*)::int as done from notary.migrations',
    );
    for (const [number, sql] of migrations.entries()) {
      if (number < rows[0]!.done) continue;
      await client.query(`begin; ${sql}; insert into notary.migrations values (${number}); commit`);
    }
  } finally {
    await client.end();
  }
}
