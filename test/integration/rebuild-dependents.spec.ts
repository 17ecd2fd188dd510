import { migrate } from '@read-models/schema/migrate';
import { readModelNames, rebuild } from '@read-models/projection/rebuild';
import { analystSession, giveScopes } from '../support/analyst-session';
import { opened, openLedger, paid } from '../support/given';
import { MemoryStore, MemoryStream } from '../support/memory-stream';
import { startTestPostgres, type TestPostgres } from '../support/postgres';
import { ObservedProjector, rowsOfAll, withClient } from '../support/projecting';
import { RecordedBooks } from '../support/recorded-books';

jest.setTimeout(300_000);

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startTestPostgres(migrate);
});
afterAll(() => postgres.stop());

/** A ledger with one transaction in the tables, and its journal. */
async function projectedBooks() {
  const databaseUrl = await postgres.createDatabase();
  const stream = new MemoryStream(new MemoryStore());
  const books = new RecordedBooks(stream, 'acme');
  for (const command of [
    openLedger(),
    opened('bank'),
    opened('fees', 'income'),
    paid('5.00', 'bank', 'fees'),
  ])
    books.perform(command);
  await books.store();
  const projector = new ObservedProjector(databaseUrl, stream).start();
  await projector.until(() => projector.entries === books.entries.length);
  await projector.stop();
  const run = (sql: string) =>
    withClient(databaseUrl, async (client) => (await client.query(sql)).rows as unknown[]);
  const again = (readModels: readonly string[] | 'all' = 'all') => {
    const steps: string[] = [];
    const onProgress = ({ step }: { step: string }) => void steps.push(step);
    return rebuild({ databaseUrl, stream, readModels, onProgress }).then(
      () => 'rebuilt',
      (error: Error) => `${error.name} after ${steps.length} steps: ${error.message}`,
    );
  };
  return { databaseUrl, stream, run, again };
}

const viewsAsTheyAre = `
  select c.oid::int, c.relname, c.relacl::text, c.reloptions, obj_description(c.oid, 'pg_class') as comment,
    (select json_agg(col_description(c.oid, a.attnum) order by a.attnum) from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0) as columns
  from pg_class c where c.relnamespace in (to_regnamespace('reporting'), to_regnamespace('analysis')) order by c.oid`;

describe('a rebuild', () => {
  it('keeps the views for analysts, with their oids, comments, grants and options, and whatever stands on them', async () => {
    const { databaseUrl, run, again } = await projectedBooks();
    const emma = await analystSession(databaseUrl, 'emma_sql');
    await giveScopes(databaseUrl, 0, [{ databaseUser: 'emma_sql', ledger: 'acme' }]);
    await run(
      `create schema analysis; grant usage on schema analysis to emma_sql;
       create view analysis.fees as select sum(signed)::text as fees from reporting.balances where account = 'fees';
       comment on view analysis.fees is 'Made by Emma.'; grant select on analysis.fees to emma_sql`,
    );
    const before = await run(viewsAsTheyAre);
    expect(before.length).toBeGreaterThan(7);
    for (const readModels of [...readModelNames.map((name) => [name]), 'all' as const])
      expect(await again(readModels)).toBe('rebuilt');
    expect(await run(viewsAsTheyAre)).toEqual(before);
    const { rows } = await emma.query('select account, posted::text from balances order by account');
    expect(rows).toEqual([
      { account: 'bank', posted: '5.00' },
      { account: 'fees', posted: '5.00' },
    ]);
    await emma.end();
  });

  it('keeps what others were granted on the tables', async () => {
    const { run, again } = await projectedBooks();
    await run('create role backup; grant select on balances, transactions to backup with grant option');
    const granted = `select relname, relacl::text from pg_class where relname in ('balances', 'transactions') order by 1`;
    const before = await run(granted);
    expect(await again()).toBe('rebuilt');
    expect(await run(granted)).toEqual(before);
  });

  it.each([
    ['create view totals as select sum(debits) from balances', 'view totals on table balances'],
    [
      'create materialized view totals as select sum(debits) from balances',
      'materialized view totals on table balances',
    ],
    ['create view reporting.mine as select * from balances', 'view reporting.mine on table balances'],
    [
      `create function total() returns numeric begin atomic select sum(debits) from balances; end`,
      'function total() on table balances',
    ],
    [
      'create table notes (ledger int, seq bigint, foreign key (ledger, seq) references transactions (ledger, seq))',
      'constraint notes_ledger_seq_fkey on table notes on table transactions',
    ],
    [
      `create function f() returns trigger language plpgsql as 'begin return null; end';
       create trigger heard after insert on balances for each row execute function f()`,
      'trigger heard on table balances on table balances',
    ],
    [
      'create publication p for table balances',
      'publication of table balances in publication p on table balances',
    ],
  ])('refuses by name, before it replays anything, after: %s', async (sql, named) => {
    const { databaseUrl, run, again } = await projectedBooks();
    await run(sql);
    const before = await rowsOfAll(databaseUrl);
    const refused = await again();
    expect(refused).toContain('CannotRebuild after 0 steps');
    expect(refused).toContain(`${named}.`);
    expect(await rowsOfAll(databaseUrl)).toEqual(before);
  });

  it('of a model does not mind what depends on the tables of another', async () => {
    const { run, again } = await projectedBooks();
    await run('create view totals as select sum(debits) from balances');
    expect(await again(['transactions'])).toBe('rebuilt');
  });

  it('refuses what came to depend on a table while it replayed, and leaves the tables as they are', async () => {
    const { databaseUrl, stream, run } = await projectedBooks();
    const before = await rowsOfAll(databaseUrl);
    let made: Promise<unknown> | undefined;
    const later = {
      async *read(...given: Parameters<typeof stream.read>) {
        await (made ??= run('create view totals as select sum(debits) from balances'));
        yield* stream.read(...given);
      },
    };
    const rebuilding = rebuild({
      databaseUrl,
      stream: later,
      readModels: 'all',
      onProgress: () => undefined,
    });
    await expect(rebuilding).rejects.toThrow('view totals on table balances');
    expect(await rowsOfAll(databaseUrl)).toEqual(before);
  });
});
