import fc from 'fast-check';
import type { Client } from 'pg';
import { covers } from '@ledger/accounts/path';
import { ListAccounts, ListAccountsHandler } from '@read-models/accounts/accounts.queries';
import { migrate } from '@read-models/schema/migrate';
import { Tables } from '@read-models/queries/tables';
import { ListTransactions, ListTransactionsHandler } from '@read-models/transactions/transactions.queries';
import { projectedTables } from '@read-models/projection/projectors';
import { views } from '@read-models/reporting/views';
import { analystSession, giveScopes, type GivenScope } from '../support/analyst-session';
import { BusyBooks } from '../support/busy-books';
import { MemoryStore, MemoryStream } from '../support/memory-stream';
import { startTestPostgres, type TestPostgres } from '../support/postgres';
import { ObservedProjector, withClient } from '../support/projecting';
import { RecordedBooks } from '../support/recorded-books';
import { seeded } from '../support/seeded';

jest.setTimeout(600_000);

const ledgers = ['acme', 'other'] as const;
type Ledger = (typeof ledgers)[number];

const user = 'emma_sql';

let postgres: TestPostgres;
let databaseUrl: string;
let emma: Client;
/** All that the API shows to somebody who may read everything. */
let all: Record<Ledger, Awaited<ReturnType<typeof shownByApi>>>;
let seq = 0;

beforeAll(async () => {
  postgres = await startTestPostgres(migrate);
  databaseUrl = await postgres.createDatabase();
  const stream = new MemoryStream(new MemoryStore());
  const projector = new ObservedProjector(databaseUrl, stream).start();
  const tables = await Tables.open(databaseUrl, { connectionsMax: 4 });
  for (const [i, ledger] of ledgers.entries()) {
    const { books } = new BusyBooks(new RecordedBooks(stream, ledger, i * 1_000_000), seeded(11 + i)).live(
      300,
    );
    await tables.waitFor(ledger, { after: await books.store(), waitMs: 60_000 });
  }
  all = { acme: await shownByApi(tables, 'acme'), other: await shownByApi(tables, 'other') };
  await projector.stop();
  await tables.close();
  emma = await analystSession(databaseUrl, user);
});
afterAll(async () => {
  await emma.end();
  await postgres.stop();
});

async function shownByApi(tables: Tables, ledger: Ledger) {
  const { items: accounts } = await new ListAccountsHandler(tables).execute(
    new ListAccounts(ledger, {}, { limit: 10_000, withBalances: true }),
  );
  const { items: transactions } = await new ListTransactionsHandler(tables).execute(
    new ListTransactions(ledger, {}, { limit: 10_000 }),
  );
  return { accounts, transactions };
}

/** What is granted from now on. */
const grant = (...scopes: readonly Omit<GivenScope, 'databaseUser'>[]) =>
  giveScopes(
    databaseUrl,
    (seq += 1),
    scopes.map((scope) => ({ ...scope, databaseUser: user })),
  );

/** The column `text` of a query, in order. */
async function column(sql: string): Promise<string[]> {
  const { rows } = await emma.query<{ text: string }>(sql);
  return rows.map(({ text }) => text).sort();
}

const textOf = (value: unknown) => JSON.stringify(value);

/** Everything that the views show, a line for each row. */
async function shownBySql() {
  return {
    ledgers: await column('select ledger as text from ledgers'),
    accounts: await column(
      `select json_build_array(ledger, account, type, status)::text as text from accounts`,
    ),
    balances: await column(
      `select json_build_array(ledger, account, currency, debits::text, credits::text, posted::text, version::text)::text as text from balances`,
    ),
    transactions: await column(`select json_build_array(ledger, id)::text as text from transactions`),
    postings: await column(
      `select json_build_array(ledger, transaction, account, side, currency, amount::text, posted::text)::text as text from postings`,
    ),
  };
}

/** The same of what the API shows, cut by the scopes with the function that cuts it there. */
function shownWithin(scopes: readonly Omit<GivenScope, 'databaseUser'>[]) {
  const isCovered = (ledger: Ledger, account: string) =>
    scopes.some(
      (scope) =>
        ['*', ledger].includes(scope.ledger) && (scope.path === undefined || covers(scope.path, account)),
    );
  const rows = { ledgers: [], accounts: [], balances: [], transactions: [], postings: [] } as Record<
    keyof Awaited<ReturnType<typeof shownBySql>>,
    string[]
  >;
  for (const ledger of ledgers) {
    if (scopes.some((scope) => ['*', ledger].includes(scope.ledger))) rows.ledgers.push(ledger);
    for (const { path, type, status, balances = [] } of all[ledger].accounts) {
      if (!isCovered(ledger, path)) continue;
      rows.accounts.push(textOf([ledger, path, type, status]));
      for (const { currency, debits, credits, posted, version } of balances)
        rows.balances.push(textOf([ledger, path, currency, debits, credits, posted, version]));
    }
    for (const { id, postings } of all[ledger].transactions) {
      if (!postings.some(({ account }) => isCovered(ledger, account))) continue;
      rows.transactions.push(textOf([ledger, id]));
      for (const { account, side, currency, amount, posted } of postings) {
        const known = isCovered(ledger, account) ? posted : null;
        rows.postings.push(textOf([ledger, id, account, side, currency, amount, known]));
      }
    }
  }
  return Object.fromEntries(Object.entries(rows).map(([view, lines]) => [view, lines.sort()]));
}

/** Without the blanks that Postgres puts into its JSON. */
const compact = (rows: Record<string, string[]>) =>
  Object.fromEntries(
    Object.entries(rows).map(([view, lines]) => [
      view,
      lines.map((line) => (line.startsWith('[') ? textOf(JSON.parse(line)) : line)).sort(),
    ]),
  );

it('shows exactly what the API shows within the same scope, whatever is granted', async () => {
  const path = fc.constantFrom(
    undefined,
    'bank',
    'bank:vault',
    'bank:vault:cash',
    'bank:vaul',
    'customers',
    'customer',
    'customers:',
    ...all.acme.accounts.slice(0, 12).map((account) => account.path),
  );
  const scope = fc.record(
    { ledger: fc.constantFrom('*', ...ledgers, 'none'), path },
    { requiredKeys: ['ledger'] },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(scope, { maxLength: 4 }), async (generated) => {
      const scopes = generated.map(({ ledger, path: of }) => ({
        ledger,
        ...(of !== undefined && { path: of }),
      }));
      await grant(...scopes);
      expect(compact(await shownBySql())).toEqual(shownWithin(scopes));
    }),
    { numRuns: 30 },
  );
  expect(shownWithin([{ ledger: 'acme' }])['postings']!.length).toBeGreaterThan(50);
});

describe('an analyst', () => {
  it('reads no table of ours, and no other schema', async () => {
    const tables = ['analyst_scopes', 'analyst_scopes_at', 'progress', 'projection', 'migrations'];
    for (const table of [...tables, ...projectedTables.map(({ name }) => name)])
      await expect(emma.query(`select from public.${table}`)).rejects.toThrow('permission denied for table');
  });

  it('writes nothing, into no view and no schema, also after he lifts the settings of his session', async () => {
    await grant({ ledger: '*' });
    await emma.query('set default_transaction_read_only = off');
    for (const { name } of views)
      await expect(emma.query(`delete from reporting.${name}`)).rejects.toThrow(
        /permission denied|cannot delete/,
      );
    for (const schema of ['reporting', 'public'])
      await expect(emma.query(`create table ${schema}.mine (a int)`)).rejects.toThrow('permission denied');
    await expect(
      emma.query(`insert into public.analyst_scopes values ('${user}', 9, '', '*')`),
    ).rejects.toThrow('permission denied');
  });

  it('is not taken for another by a role, an authorization, a setting or a search path', async () => {
    await grant({ ledger: 'acme', path: 'bank' });
    const before = await shownBySql();
    const owner = new URL(databaseUrl).username;
    for (const trick of [`set role ${owner}`, `set session authorization ${owner}`, 'set role postgres'])
      await expect(emma.query(trick)).rejects.toThrow();
    await emma.query('set role ledger_analyst');
    expect(compact(await shownBySql())).toEqual(compact(before));
    await emma.query('reset role');
    await emma.query('set row_security = off');
    await emma.query(`set session "ledger.database_user" = '${owner}'`);
    await emma.query('set default_transaction_read_only = off');
    await emma.query(
      `create temp table analyst_scopes as select '${user}'::text as database_user, 1 as grant_seq, ''::text as path,
         '*'::text as ledger, null::timestamptz as begins_at, null::timestamptz as expires_at`,
    );
    await emma.query('set search_path = pg_temp, reporting');
    expect(compact(await shownBySql())).toEqual(compact(before));
    await emma.query('drop table pg_temp.analyst_scopes');
    await emma.query('set search_path = reporting');
  });

  it('sees no row out of scope through a function that costs nothing and repeats what it is given', async () => {
    await grant({ ledger: 'acme', path: 'bank:vault' });
    await emma.query('set default_transaction_read_only = off');
    await emma.query(
      `create function pg_temp.leak(ledger text, account text) returns boolean language plpgsql cost 0.0000001 as
       $$ begin raise notice '% %', ledger, account; return true; end $$`,
    );
    const seen = new Set<string>();
    const note = ({ message = '' }: { message?: string | undefined }) => void seen.add(message);
    emma.on('notice', note);
    await emma.query('select count(*) from accounts where pg_temp.leak(ledger, account)');
    await emma.query('select count(*) from balances where pg_temp.leak(ledger, account)');
    emma.off('notice', note);
    expect(seen.size).toBeGreaterThan(0);
    for (const line of seen) expect(line).toMatch(/^acme bank:vault(:|$)/);
  });

  it('reads nothing before a grant begins and nothing from when it expires, also in a transaction', async () => {
    const now = Date.now();
    const at = (ms: number) => new Date(now + ms).toISOString();
    await grant({ ledger: 'acme', startsAt: at(3_600_000) });
    expect(await column('select ledger as text from ledgers')).toEqual([]);
    await grant({ ledger: 'acme', expiresAt: at(-1) });
    expect(await column('select ledger as text from ledgers')).toEqual([]);
    await grant({ ledger: 'acme', startsAt: at(-3_600_000), expiresAt: at(3_600_000) });
    expect(await column('select ledger as text from ledgers')).toEqual(['acme']);
    const { rows } = await withClient(databaseUrl, (client) =>
      client.query<{ definition: string }>(
        `select pg_get_viewdef('reporting.accounts'::regclass) as definition`,
      ),
    );
    // now() stands still in a transaction, which could be kept open over the expiry.
    expect(rows[0]!.definition).not.toContain('now()');
  });

  it('reads nothing any more from the next statement on, once the grant is revoked', async () => {
    await grant({ ledger: 'acme' });
    await emma.query('begin');
    expect(await column('select ledger as text from ledgers')).toEqual(['acme']);
    await grant();
    expect(await column('select ledger as text from ledgers')).toEqual([]);
    await emma.query('commit');
  });

  it('sees which grants are his, and none of others', async () => {
    await giveScopes(databaseUrl, (seq += 1), [
      { databaseUser: user, ledger: 'acme', path: 'bank' },
      { databaseUser: 'somebody', ledger: '*' },
    ]);
    expect(await column(`select ledger || ' ' || account as text from scopes`)).toEqual(['acme bank']);
    expect(await column('select access_seq::text as text from about')).toEqual([String(seq)]);
  });

  it('cannot find out on which channel the projector says how far it is', async () => {
    const { rows } = await withClient(databaseUrl, (client) =>
      client.query('select channel from projection'),
    );
    const [{ channel }] = rows as [{ channel: string }];
    expect(channel).toMatch(/^ledger_[0-9a-f]{32}$/);
    await expect(emma.query('select channel from public.projection')).rejects.toThrow('permission denied');
    const catalog = await emma.query(
      `select * from pg_stat_activity a where a::text like '%' || $1 || '%' and pid <> pg_backend_pid()`,
      [channel],
    );
    expect(catalog.rowCount).toBe(0);
  });

  it('has four connections at most', async () => {
    const sessions: Client[] = [];
    try {
      for (let i = 0; i < 3; i += 1) sessions.push(await analystSession(databaseUrl, user));
      await expect(analystSession(databaseUrl, user)).rejects.toThrow('too many connections');
    } finally {
      for (const session of sessions) await session.end();
    }
  });
});

it('takes no scopes that are older than those which are there', async () => {
  await grant({ ledger: 'acme' });
  await giveScopes(databaseUrl, seq - 1, [{ databaseUser: user, ledger: '*' }]);
  expect(await column('select ledger as text from ledgers')).toEqual(['acme']);
});
