import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import { topUp } from '../support/api';
import type { Child } from '../support/child';
import { databaseClient } from '../support/database-client';
import { runAlone, runCommand, startCommand } from '../support/ledger-command';
import { startServices, type Services } from '../support/services';
import { Analysts } from '../../apps/projector/src/analysts';
import { connectEventStore } from '@streams/eventstore-stream';

let services: Services;
let projector: Child;
let ledger: string;
let file: string;
beforeAll(async () => {
  services = await startServices({ withProjector: false });
  projector = await services.startProjector();
  const path = await services.api.openLedger();
  ledger = path.slice('/v1/ledgers/'.length);
  const { seq } = await services.api.accepted(`${path}/transactions`, topUp('alice', '50.00'));
  await services.api.accepted(`${path}/transactions`, topUp('bob', '7.50'));
  await services.api.get(
    `${path}/accounts/customers:alice:wallet/balances?after=${Number(seq) + 1}&wait=30s`,
  );
  file = join(services.dataDir, 'emma-pgpass');
});
afterAll(() => services.stop());

/** A session of the user in a password file, as a client that reads it makes one. */
async function session(): Promise<Client> {
  const [host, port, database, user, password] = readFileSync(file, 'utf8').trim().split(':');
  const client = databaseClient(`postgres://${user}:${password}@${host}:${port}/${database}`);
  await client.connect();
  return client;
}

const wallets = async (client: Client): Promise<string[]> => {
  const { rows } = await client.query<{ line: string }>(
    `select account || ' ' || posted as line from balances where account like 'customers:%' order by 1`,
  );
  return rows.map(({ line }) => line);
};

/** A busy machine is slow; what takes longer than this has another reason. */
const patienceMs = 60_000;

/** Looks again and again, until what it finds is as expected. @throws Error with what it found last */
async function until<T>(look: () => Promise<T>, expected: T): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = JSON.stringify(await look());
    if (found === JSON.stringify(expected)) return;
    if (Date.now() > deadline) throw new Error(`It still finds ${found}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const untilReads = (client: Client, expected: readonly string[]) => until(() => wallets(client), expected);

const ok = async (...words: string[]) => {
  const { code, stderr, stdout, report } = await runCommand(services, ...words);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return { stdout, report };
};

const grant = async (account: string) => {
  const to = ['emma', '--role', 'analyst', '--ledger', ledger, '--account', account];
  const { report } = await ok('access', 'grant', 'add', ...to, '--database-user', 'emma_sql');
  return String(report['seq']);
};

it('reads by SQL what is granted, from the grant to its revocation, until it is removed', async () => {
  const made = await startCommand(services, 'analyst', 'add', 'emma_sql', '--file', file).exit;
  const first = readFileSync(file, 'utf8').trim().split(':').at(-1)!;
  expect({ code: made.code, mode: statSync(file).mode & 0o777 }).toEqual({ code: 0, mode: 0o600 });
  expect(first).toMatch(/^[\w-]{32}$/);
  expect(made.stdout + made.stderr).not.toContain(first);
  expect(made.stdout).toContain(`PGPASSFILE=${file} psql -h 127.0.0.1 -p `);

  await ok('access', 'principal', 'add', 'emma');
  const emma = await session();
  expect(await wallets(emma)).toEqual([]);
  const alice = await grant('customers:alice');
  await untilReads(emma, ['customers:alice:wallet 50.00']);
  await grant('customers');
  await untilReads(emma, ['customers:alice:wallet 50.00', 'customers:bob:wallet 7.50']);
  const { stdout } = await ok('analyst', 'list');
  expect(JSON.parse(stdout)).toEqual([{ name: 'emma_sql', connections: 1, scopes: 2 }]);

  await ok('access', 'grant', 'revoke', alice, '--reason', 'Too much');
  await ok('access', 'principal', 'suspend', 'emma', '--reason', 'Away');
  await untilReads(emma, []);
  await ok('access', 'principal', 'restore', 'emma', '--reason', 'Back');
  await untilReads(emma, ['customers:alice:wallet 50.00', 'customers:bob:wallet 7.50']);

  await ok('analyst', 'password', 'emma_sql', '--file', file);
  expect(readFileSync(file, 'utf8')).not.toContain(first);
  await (await session()).end();
  await ok('analyst', 'remove', 'emma_sql');
  await expect(emma.query('select 1')).rejects.toThrow();
  await expect(session()).rejects.toThrow('password authentication failed');
});

it('is refused in one sentence, and no file is left, where the user is there already or is none of ours', async () => {
  const other = join(services.dataDir, 'other-pgpass');
  const refused = async (...words: string[]) => {
    const { code, stderr } = await startCommand(services, 'analyst', ...words).exit;
    return `${code}: ${stderr.trim()}`;
  };
  const owner = new URL(services.databaseUrl).username;
  expect(await refused('add', owner, '--file', other)).toBe(`1: Postgres has a user ${owner} already.`);
  expect(statSync(other, { throwIfNoEntry: false })).toBeUndefined();
  expect(await refused('add', 'ben_sql', '--file', file)).toBe(`3: There is a file ${file} already.`);
  expect(await refused('password', owner, '--file', other)).toBe(
    `1: There is no analyst ${owner} in Postgres.`,
  );
  expect(await refused('remove', owner)).toBe(`1: There is no analyst ${owner} in Postgres.`);
  expect(await refused('add', 'Robert"; drop', '--file', other)).toContain('3: ');
});

it('reads nothing where the projector does not know the root key of the access journal', async () => {
  const owner = databaseClient(services.databaseUrl);
  await owner.connect();
  const count = async () =>
    (await owner.query(`select from analyst_scopes where database_user = 'ben_sql'`)).rowCount;
  const { databaseUrl, eventStore } = services;
  await ok('access', 'principal', 'add', 'ben');
  await ok(
    'access',
    'grant',
    'add',
    'ben',
    '--role',
    'analyst',
    '--ledger',
    '*',
    '--database-user',
    'ben_sql',
  );
  await until(count, 1);
  const stream = connectEventStore(eventStore.url);
  const unaware = new Analysts({ databaseUrl, stream, root: undefined });
  const watched = databaseClient(databaseUrl);
  await watched.connect();
  await watched.query('create table cleared as select 0 as rows where false');
  await watched.query(
    `create function note() returns trigger language plpgsql as
       $$ begin insert into cleared select count(*) from analyst_scopes; return null; end $$;
     create trigger note after delete on analyst_scopes for each statement execute function note()`,
  );
  unaware.start();
  await unaware.stop();
  const { rows } = await watched.query('select rows from cleared');
  expect(rows).toContainEqual({ rows: 0 });
  // The projector, which knows it, puts them back.
  await until(count, 1);
  await watched.end();
  await owner.end();
  await stream.close();
});

it('is found by verification where the rows that say what he may read were changed', async () => {
  const owner = databaseClient(services.databaseUrl);
  await owner.connect();
  const keys = { KEYS_DIR: join(services.dataDir, 'keys') };
  const verified = async (of: string) => {
    const { eventStore, databaseUrl, dataDir } = services;
    const env = { EVENTSTORE_URL: eventStore.url, DATABASE_URL: databaseUrl, DATA_DIR: dataDir, ...keys };
    const { code, stdout } = await runAlone(env, 'verify', '--ledger', of);
    return `${code}: ${stdout}`;
  };
  await ok('access', 'principal', 'add', 'carol');
  const expires = ['--expires-at', '2099-01-01T00:00:00.000Z', '--database-user', 'carol_sql'];
  await ok('access', 'grant', 'add', 'carol', '--role', 'analyst', '--ledger', ledger, ...expires);
  const rows = async () =>
    (await owner.query(`select from analyst_scopes where database_user = 'carol_sql'`)).rowCount;
  await until(rows, 1);
  expect(await verified('_access')).toMatch(
    /^0: OK: _access[^]*in the table analyst_scopes of the read models/,
  );
  // Nobody puts right what is changed from now on.
  projector.kill('SIGTERM');
  await projector.exit;
  for (const [change, found] of [
    [`update analyst_scopes set path = 'bank' where database_user = 'carol_sql'`, 'path '],
    [`update analyst_scopes set expires_at = null where database_user = 'carol_sql'`, 'expires_at is null'],
    [`insert into analyst_scopes values ('mallory', 1, '', '*')`, 'database_user mallory'],
    [`delete from analyst_scopes where database_user = 'carol_sql'`, 'no row for database_user carol_sql'],
    ['update analyst_scopes_at set seq = seq + 1000', 'analyst_scopes_at has entry'],
  ] as const) {
    await owner.query('create temp table kept as select * from analyst_scopes');
    await owner.query('create temp table kept_at as select * from analyst_scopes_at');
    await owner.query(change);
    for (const journal of ['_access', ledger]) {
      const said = await verified(journal);
      expect(said).toMatch(/^1: TAMPERED: _access[^]*ReadModelDiffers/);
      expect(said).toContain(found);
    }
    await owner.query(
      `truncate analyst_scopes, analyst_scopes_at; insert into analyst_scopes select * from kept;
       insert into analyst_scopes_at select * from kept_at; drop table kept, kept_at`,
    );
  }
  await owner.end();
});
