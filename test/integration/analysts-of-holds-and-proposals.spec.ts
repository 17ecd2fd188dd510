import type { Client } from 'pg';
import { covers } from '@ledger/accounts/path';
import { GetBalances, GetBalancesHandler } from '@read-models/balances/balances.queries';
import { ListHolds, ListHoldsHandler } from '@read-models/holds/holds.queries';
import { ListProposals, ListProposalsHandler } from '@read-models/proposals/proposals.queries';
import { rebuild } from '@read-models/projection/rebuild';
import { ListRateSets, ListRateSetsHandler } from '@read-models/rates/rate-sets.queries';
import { migrate } from '@read-models/schema/migrate';
import { Tables } from '@read-models/queries/tables';
import { journalOf } from '@streams/stream';
import { analystSession, giveScopes } from '../support/analyst-session';
import { opened, openLedger, paid } from '../support/given';
import { held } from '../support/given-holds';
import { page } from '../support/pages';
import { MemoryStore, MemoryStream } from '../support/memory-stream';
import { recordPayoutDesk } from '../support/payout-desk';
import { startTestPostgres, type TestPostgres } from '../support/postgres';
import { ObservedProjector } from '../support/projecting';
import { RecordedBooks } from '../support/recorded-books';
import { RecordedJournal } from '../support/recorded-journal';

const user = 'emma_sql';
const payouts = new RecordedJournal('payouts');
recordPayoutDesk(payouts);

let postgres: TestPostgres;
let databaseUrl: string;
let stream: MemoryStream;
let tables: Tables;
let emma: Client;
let seq = 0;

beforeAll(async () => {
  postgres = await startTestPostgres(migrate);
  databaseUrl = await postgres.createDatabase();
  stream = new MemoryStream(new MemoryStore());
  const books = cardBooks();
  const last = await books.store();
  await stream.append(journalOf('payouts'), 'no_stream', payouts.events);
  const projector = new ObservedProjector(databaseUrl, stream).start();
  tables = await Tables.open(databaseUrl, { connectionsMax: 4 });
  await tables.waitFor('sandbox', { after: last, waitMs: 30_000 });
  await tables.waitFor('payouts', { after: BigInt(payouts.entries().length - 1), waitMs: 30_000 });
  await projector.stop();
  emma = await analystSession(databaseUrl, user);
});
afterAll(async () => {
  await emma?.end();
  await tables?.close();
  await postgres?.stop();
});

/** Holds in every status, one of them due and not yet recorded as expired, and two sets of rates. */
function cardBooks(): RecordedBooks {
  const books = new RecordedBooks(stream, 'sandbox', 1_000_000);
  const perform = books.perform.bind(books);
  perform(openLedger({ chart: [{ pattern: 'customers:*:wallet', type: 'liability' }] }));
  for (const path of ['visa', 'bank']) perform(opened(path, 'liability'));
  for (const who of ['alice', 'bob']) perform(paid('100.00', 'bank', `customers:${who}:wallet`));
  const place = (amount: string, who: string, details = {}) =>
    perform(held(amount, `customers:${who}:wallet`, 'visa', details)).id;
  place('10.00', 'alice', { expiresAt: '2026-01-02T00:00:00.000Z' });
  place('7.50', 'alice');
  place('3.00', 'alice', { reference: 'hotel', tags: ['travel'] });
  perform({ type: 'VoidHold', hold: place('4.00', 'bob'), reason: 'not needed' });
  perform({ type: 'CaptureHold', hold: place('6.00', 'bob'), amount: '2.50' });
  const rate = { base: 'USD', counter: 'EUR', bid: '0.8998', mid: '0.9', ask: '0.9002' };
  const observedAt = '2025-12-31T15:00:00.000Z';
  const published = { type: 'PublishRates', source: 'ecb', rateType: 'reference', observedAt } as const;
  perform({ ...published, rates: [rate, { base: 'EUR', counter: 'JPY', mid: '163.27' }] });
  perform({ ...published, rates: [{ ...rate, mid: '0.90000001' }] });
  return books;
}

/** Grants the accounts of a ledger; without any, all of it. */
const grant = (ledger: string, ...paths: readonly string[]) =>
  giveScopes(
    databaseUrl,
    (seq += 1),
    (paths.length === 0 ? [{}] : paths.map((path) => ({ path }))).map((scope) => ({
      ...scope,
      ledger,
      databaseUser: user,
    })),
  );

async function rows(sql: string): Promise<unknown[][]> {
  const { rows: found } = await emma.query<unknown[]>({ text: sql, rowMode: 'array' });
  return found;
}

const within = (paths: readonly string[], account: string) =>
  paths.length === 0 || paths.some((path) => covers(path, account));

describe.each<[string, string[]]>([
  ['all of the ledger', []],
  ['one wallet', ['customers:alice']],
  ['what both wallets pay', ['visa']],
  ['a path that is only a beginning', ['customers:al']],
  ['wallets, and what is beside them', ['customers', 'bank']],
])('an analyst of %s', (_, paths) => {
  beforeEach(() => grant('sandbox', ...paths));

  it('sees the holds with a line on a covered account, and figures of covered accounts alone', async () => {
    const { items } = await new ListHoldsHandler(tables).execute(
      new ListHolds('sandbox', {}, { order: 'asc' }),
    );
    const seen = items.filter(({ lines }) => lines.some(({ account }) => within(paths, account)));
    expect(items.length).toBe(5);
    expect(await rows('select seq, id, status, reference, tags, reason from holds order by seq')).toEqual(
      seen.map((hold) => [hold.seq, hold.id, hold.status, hold.reference, hold.tags, hold.reason]),
    );
    expect(
      await rows(
        `select hold, line, account, side, currency, held::text, captured::text, remaining::text from hold_lines
         order by hold, line`,
      ),
    ).toEqual(
      seen.flatMap((hold) =>
        hold.lines.map((line, i) => {
          const isKnown = within(paths, line.account);
          const figures = [line.held, line.captured, line.remaining].map((each) => (isKnown ? each : null));
          return [hold.seq, i, line.account, line.side, line.currency, ...figures];
        }),
      ),
    );
  });

  it('sees what is held of covered accounts, as balances show it', async () => {
    const expected: unknown[] = [];
    for (const account of ['bank', 'customers:alice:wallet', 'customers:bob:wallet', 'visa']) {
      if (!within(paths, account)) continue;
      const { items } = await new GetBalancesHandler(tables).execute(new GetBalances('sandbox', account));
      for (const { currency, held: now } of items)
        if (now && (Number(now.debits) !== 0 || Number(now.credits) !== 0))
          expected.push([account, currency, now.debits, now.credits]);
    }
    const sql =
      'select account, currency, debits::text, credits::text from held_amounts where open_holds > 0 order by account';
    expect(await rows(sql)).toEqual(expected);
  });

  it('sees rates only with all of the ledger', async () => {
    const { items } = await new ListRateSetsHandler(tables).execute(
      new ListRateSets('sandbox', {}, { order: 'asc' }),
    );
    const sets = paths.length === 0 ? items : [];
    expect(items.length).toBe(2);
    expect(await rows('select seq, id, source, type, observed_at from rate_sets order by seq')).toEqual(
      sets.map((set) => [set.seq, set.id, set.source, set.type, new Date(set.observedAt)]),
    );
    const sql =
      'select seq, base, counter, bid::text, mid::text, ask::text from rates order by seq, base desc';
    expect(await rows(sql)).toEqual(
      sets.flatMap((set) =>
        set.rates.map(({ ask = null, base, bid = null, counter, mid }) => [
          ...[set.seq, base, counter],
          ...[bid, mid, ask],
        ]),
      ),
    );
  });
});

/** Accounts on which each proposal of the payout desk acts; a reversal on those of what it reverses. */
const actsOn: Readonly<Record<string, readonly string[]>> = {
  7: ['bank:payouts', 'partners:mills:payable'],
  12: ['bank:payouts', 'capital'],
  15: [],
  18: ['bank:payouts', 'capital'],
  20: [],
  22: [],
  25: ['bank:payouts', 'capital'],
  27: ['bank:payouts', 'capital'],
};

describe.each<[string, string[]]>([
  ['all of the ledger', []],
  ['the bank', ['bank']],
  ['a partner', ['partners:mills']],
  ['the capital', ['capital']],
  ['nothing that is acted on', ['partners:other']],
])('an analyst of %s', (_, paths) => {
  beforeEach(() => grant('payouts', ...paths));

  it('sees the proposals that act on a covered account, and their approvals', async () => {
    const { items } = await new ListProposalsHandler(tables).execute(
      new ListProposals('payouts', {}, { order: 'asc' }),
    );
    expect(items.map(({ seq: made }) => made)).toEqual(Object.keys(actsOn));
    const seen = items.filter(
      ({ seq: made }) => paths.length === 0 || actsOn[made]!.some((account) => within(paths, account)),
    );
    expect(
      await rows(
        `select seq, id, status, command, hash, rule, maker, approvals, ended_seq, ended_type, ended_by, reason
         from proposals order by seq`,
      ),
    ).toEqual(
      seen.map(({ end, ...made }) => [
        ...[made.seq, made.id, made.status, made.command.type, made.hash, made.rule, made.maker],
        Number(made.approvals),
        ...[end?.seq ?? null, end?.type ?? null, end?.by ?? null, end?.reason ?? null],
      ]),
    );
    expect(
      await rows('select proposal, seq, principal, approved_at from proposal_approvals order by seq'),
    ).toEqual(
      seen.flatMap(({ approvedBy, seq: made }) =>
        approvedBy.map((each) => [made, each.seq, each.principal, new Date(each.approvedAt)]),
      ),
    );
  });
});

it('shows neither holds, rates nor proposals of another ledger', async () => {
  await grant('payouts');
  for (const view of ['holds', 'hold_lines', 'held_amounts', 'rates', 'rate_sets'])
    expect(await rows(`select from ${view}`)).toEqual([]);
  await grant('sandbox');
  for (const view of ['proposals', 'proposal_approvals'])
    expect(await rows(`select from ${view}`)).toEqual([]);
});

it('answers the queries that docs/SQL.md shows', async () => {
  await grant('*');
  const blocks = [...page('docs/SQL.md').text.matchAll(/^```sql\n([^]*?)^```/gm)];
  const queries = blocks.flatMap(([, text]) => text!.split(/;\s*$/m)).filter((text) => text.trim() !== '');
  expect(queries.length).toBeGreaterThan(4);
  for (const query of queries) expect([query, (await rows(query)).length > 0]).toEqual([query, true]);
});

it('shows the same after a rebuild', async () => {
  await grant('*');
  const all = async () => {
    const shown: unknown[] = [];
    for (const view of [
      'holds',
      'hold_lines',
      'held_amounts',
      'rates',
      'rate_sets',
      'proposals',
      'proposal_approvals',
    ])
      shown.push(view, ...(await rows(`select x::text from ${view} x order by 1`)));
    return shown;
  };
  const before = await all();
  await rebuild({ databaseUrl, stream, readModels: 'all', onProgress: () => undefined });
  expect(await all()).toEqual(before);
});
