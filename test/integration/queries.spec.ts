import { MemoryStore, MemoryStream } from '../support/memory-stream';
import { GetTree, GetTreeHandler } from '@read-models/account-tree/account-tree.queries';
import {
  GetAccount,
  GetAccountHandler,
  ListAccounts,
  ListAccountsHandler,
} from '@read-models/accounts/accounts.queries';
import { GetBalances, GetBalancesHandler } from '@read-models/balances/balances.queries';
import {
  GetLedger,
  GetLedgerHandler,
  ListLedgers,
  ListLedgersHandler,
} from '@read-models/ledgers/ledgers.queries';
import { migrate } from '@read-models/migrate';
import { InvalidCursor, type Page, type PageRequest } from '@read-models/page';
import { Tables } from '@read-models/tables';
import type { TransactionFilter } from '@read-models/transactions/transaction-filter';
import {
  GetTransaction,
  GetTransactionHandler,
  ListTransactions,
  ListTransactionsHandler,
} from '@read-models/transactions/transactions.queries';
import { ReadModelBehind } from '@read-models/wait-for';
import {
  changed,
  credit,
  currency,
  debit,
  frozen,
  idAt,
  opened,
  openLedger,
  paid,
  post,
} from '../support/given';
import { startTestPostgres, type TestPostgres } from '../support/postgres';
import { ObservedProjector } from '../support/projecting';
import { RecordedBooks } from '../support/recorded-books';

jest.setTimeout(60_000);

let postgres: TestPostgres;
let stream: MemoryStream;
let books: RecordedBooks;
let projector: ObservedProjector;
let tables: Tables;
beforeAll(async () => {
  postgres = await startTestPostgres(migrate);
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  const databaseUrl = await postgres.createDatabase();
  stream = new MemoryStream(new MemoryStore());
  books = new RecordedBooks(stream, 'acme');
  projector = new ObservedProjector(databaseUrl, stream).start();
  tables = await Tables.open(databaseUrl, 4);
  const chart = [{ pattern: 'customers:*:wallet', type: 'liability' as const }];
  for (const command of [openLedger({ chart }), opened('bank'), opened('income:fees', 'income')])
    books.perform(command);
});
afterEach(async () => {
  await tables.close();
  await projector.stop();
});

async function applied(): Promise<void> {
  const after = await books.store();
  await tables.waitFor('acme', { after, waitMs: 30_000 });
}

const wallet = (customer: string) => `customers:${customer}:wallet`;
const balancesOf = (account: string) =>
  new GetBalancesHandler(tables).execute(new GetBalances('acme', account));
const transactions = (filter: TransactionFilter = {}, request: PageRequest = {}) =>
  new ListTransactionsHandler(tables).execute(new ListTransactions('acme', filter, request));
const seqsOf = async (filter: TransactionFilter) =>
  (await transactions(filter)).items.map(({ seq }) => Number(seq));
const seqOf = (entry: { seq: string }) => Number(entry.seq);

describe('balances', () => {
  it('have exactly the decimals of their currency, with no digit lost', async () => {
    books.perform(currency('ETH', 18));
    const amounts = [
      ['EUR', '1.10'],
      ['JPY', '1200'],
      ['ETH', '12345678901234567890.000000000000000001'],
    ] as const;
    for (const [code, amount] of amounts)
      books.perform(post(debit('bank', amount, code), credit(wallet('ann'), amount, code)));
    await applied();
    const { items, type } = await balancesOf(wallet('ann'));
    expect(type).toBe('liability');
    expect(items.map((item) => [item.currency, item.posted, item.debits])).toEqual([
      ['ETH', '12345678901234567890.000000000000000001', '0.000000000000000000'],
      ['EUR', '1.10', '0.00'],
      ['JPY', '1200', '0'],
    ]);
  });

  it('show own figures on the normal side, and those of all accounts below', async () => {
    books.perform(opened('customers', 'liability'));
    books.perform(paid('100.00', 'bank', wallet('ann')));
    books.perform(paid('30.00', wallet('ann'), 'customers'));
    await applied();
    const none = { debits: '0.00', credits: '0.00' };
    expect((await balancesOf('customers')).items).toEqual([
      {
        currency: 'EUR',
        ...{
          posted: '30.00',
          available: '30.00',
          held: none,
          debits: '0.00',
          credits: '30.00',
          version: '1',
        },
        rolledUp: { debits: '30.00', credits: '130.00', posted: '100.00' },
      },
    ]);
  });

  it('of a node that is no account are sums alone, without a side', async () => {
    books.perform(paid('5.00', 'bank', wallet('ann')));
    await applied();
    const answer = await balancesOf('customers');
    expect(answer.type).toBeNull();
    expect(answer.items).toEqual([{ currency: 'EUR', rolledUp: { debits: '0.00', credits: '5.00' } }]);
  });

  it('of what was never opened are refused', async () => {
    await applied();
    await expect(balancesOf('customers')).rejects.toMatchObject({ code: 'AccountNotFound' });
    const elsewhere = new GetBalancesHandler(tables).execute(new GetBalances('nowhere', 'bank'));
    await expect(elsewhere).rejects.toMatchObject({ code: 'LedgerNotFound' });
  });
});

describe('the tree', () => {
  it('has every prefix of every path as a node, down to the depth asked for', async () => {
    books.perform(paid('5.00', 'bank', wallet('ann')));
    await applied();
    const tree = (root: string | undefined, depth: number) =>
      new GetTreeHandler(tables).execute(new GetTree('acme', root, depth));
    expect((await tree(undefined, 12)).items.map(({ path }) => path)).toEqual([
      ...['bank', 'customers', 'customers:ann', 'customers:ann:wallet', 'income', 'income:fees'],
    ]);
    const { items } = await tree('customers', 1);
    expect(items.map(({ path, type }) => [path, type])).toEqual([
      ['customers', null],
      ['customers:ann', null],
    ]);
    expect(items[1]!.balances).toEqual([{ currency: 'EUR', debits: '0.00', credits: '5.00' }]);
  });
});

describe('transactions', () => {
  it('are found by account, subtree, category, tag, metadata, reference and by several of them', async () => {
    const [ann, bob] = [wallet('ann'), wallet('bob')];
    const card = { tags: ['card', 'web'], metadata: { psp: 'acme', note: 'a "b" \\' } };
    const first = seqOf(books.perform(paid('1.00', 'bank', ann, { category: 'wallet.top_up', ...card })));
    const second = seqOf(books.perform(paid('1.00', ann, bob, { reference: 'r-2', tags: ['card'] })));
    const third = seqOf(
      books.perform(paid('0.50', bob, 'income:fees', { category: 'fee.fx', metadata: { psp: 'other' } })),
    );
    await applied();
    expect(await seqsOf({})).toEqual([third, second, first]);
    expect(await seqsOf({ account: ann })).toEqual([second, first]);
    expect(await seqsOf({ account: 'customers' })).toEqual([]);
    expect(await seqsOf({ under: 'customers' })).toEqual([third, second, first]);
    expect(await seqsOf({ under: 'income' })).toEqual([third]);
    expect(await seqsOf({ category: 'wallet.top_up' })).toEqual([first]);
    expect(await seqsOf({ tag: 'card' })).toEqual([second, first]);
    expect(await seqsOf({ metadata: { psp: 'acme', note: 'a "b" \\' } })).toEqual([first]);
    expect(await seqsOf({ metadata: { psp: 'acme', note: 'else' } })).toEqual([]);
    expect(await seqsOf({ reference: 'r-2' })).toEqual([second]);
    expect(await seqsOf({ account: bob, tag: 'card' })).toEqual([second]);
    expect(await seqsOf({ account: ann, under: ann, category: 'wallet.top_up' })).toEqual([first]);
  });

  it('are found by when they were recorded and by when they are effective', async () => {
    const early = books.perform(paid('1.00', 'bank', wallet('ann')));
    const between = books.now();
    const late = books.perform(paid('1.00', 'bank', wallet('ann'), { effectiveAt: early.recordedAt }));
    await applied();
    expect(await seqsOf({ recordedFrom: between })).toEqual([seqOf(late)]);
    expect(await seqsOf({ recordedTo: between })).toEqual([seqOf(early)]);
    expect(await seqsOf({ effectiveTo: between })).toEqual([seqOf(late), seqOf(early)]);
    expect(await seqsOf({ effectiveFrom: between })).toEqual([]);
    expect(await seqsOf({ effectiveFrom: early.recordedAt, recordedFrom: between })).toEqual([seqOf(late)]);
    expect(
      await seqsOf({ recordedFrom: '1970-01-01T00:00:00.000Z', recordedTo: '2100-01-01T00:00:00.000Z' }),
    ).toHaveLength(2);
  });

  it('show their postings in order, and point to what they reverse and what reversed them', async () => {
    const paying = books.perform(paid('1.50', 'bank', wallet('ann'), { description: 'Top-up' }));
    if (paying.type !== 'TransactionPosted') throw new Error('the last entry is the transaction');
    const original = { id: paying.id, seq: seqOf(paying), postings: paying.body.postings };
    const reversal = books.perform({
      type: 'ReverseTransaction',
      transaction: paying.id,
      original,
      reason: 'mistake',
    });
    await applied();
    const get = (id: string) => new GetTransactionHandler(tables).execute(new GetTransaction('acme', id));
    const { transaction, seq } = await get(paying.id);
    expect(seq).toBe(reversal.seq);
    expect(transaction).toEqual({
      ...{ id: paying.id, ledger: 'acme', seq: paying.seq, recordedAt: paying.recordedAt },
      ...{ effectiveAt: paying.recordedAt, category: null, reference: null, description: 'Top-up' },
      ...{
        reason: null,
        reverses: null,
        reversedBy: { id: reversal.id, seq: reversal.seq },
        tags: [],
        metadata: {},
      },
      postings: [
        { account: 'bank', side: 'debit', amount: '1.50', currency: 'EUR', posted: '1.50' },
        { account: wallet('ann'), side: 'credit', amount: '1.50', currency: 'EUR', posted: '1.50' },
      ],
    });
    expect((await get(reversal.id)).transaction).toMatchObject({
      reason: 'mistake',
      reverses: { id: paying.id, seq: paying.seq },
    });
    await expect(get(idAt(999_999))).rejects.toMatchObject({ code: 'TransactionNotFound' });
    await expect(get('no-uuid')).rejects.toMatchObject({ code: 'TransactionNotFound' });
  });
});

/** All pages of a list, with something done after each. */
async function allPages<Item>(
  get: (request: PageRequest) => Promise<Page<Item>>,
  request: PageRequest,
  between: () => Promise<void>,
): Promise<{ items: Item[]; seqs: Set<string> }> {
  const items: Item[] = [];
  const seqs = new Set<string>();
  for (let cursor: string | null | undefined; cursor !== null;) {
    const found: Page<Item> = await get({ ...request, ...(cursor !== undefined && { cursor }) });
    items.push(...found.items);
    seqs.add(found.seq);
    cursor = found.next;
    await between();
  }
  return { items, seqs };
}

describe('pages', () => {
  it.each(['asc', 'desc'] as const)('of transactions never tear while writes go on: %s', async (order) => {
    const expected = Array.from({ length: 7 }, () => books.perform(paid('1.00', 'bank', wallet('ann'))).seq);
    await applied();
    const write = async () => {
      books.perform(paid('1.00', 'bank', wallet('ann')));
      await applied();
    };
    const { items, seqs } = await allPages(
      (request) => transactions({ under: 'customers' }, request),
      { limit: 2, order },
      write,
    );
    expect(items.map(({ seq }) => seq)).toEqual(order === 'asc' ? expected : expected.reverse());
    expect(seqs.size).toBe(1);
  });

  it('of accounts show them all as they were at the first page', async () => {
    const names = ['a', 'b', 'c', 'd'].map((name) => `shop:${name}`);
    for (const name of names)
      books.perform(opened(name, { accountType: 'asset', tags: ['shop'], metadata: { n: name } }));
    await applied();
    const list = (request: PageRequest) =>
      new ListAccountsHandler(tables).execute(
        new ListAccounts('acme', { under: 'shop', tag: 'shop', status: 'open' }, request),
      );
    let writes = 0;
    const write = async () => {
      books.perform(opened(`shop:b${(writes += 1)}`, { accountType: 'asset', tags: ['shop'] }));
      books.perform(changed('shop:d', { tags: [], metadata: { n: null } }));
      if (writes === 1) books.perform(frozen('shop:c'));
      await applied();
    };
    const { items } = await allPages(list, { limit: 1 }, write);
    expect(items.map(({ path, status, metadata }) => [path, status, metadata['n']])).toEqual(
      names.map((name) => [name, 'open', name]),
    );
    const now = await list({});
    expect(now.items.map(({ path }) => path)).toEqual([
      'shop:a',
      'shop:b',
      ...Array.from({ length: writes }, (_, i) => `shop:b${i + 1}`),
    ]);
  });

  it('refuse a cursor that is malformed, or of another list, other filters or another order', async () => {
    for (let i = 0; i < 3; i += 1) books.perform(paid('1.00', 'bank', wallet('ann')));
    await applied();
    const { next } = await transactions({}, { limit: 1, order: 'asc' });
    const cursor = next!;
    await expect(transactions({}, { limit: 1, cursor })).resolves.toMatchObject({ items: [{}] });
    const forged = Buffer.from('["x"]').toString('base64url');
    for (const bad of [
      '',
      '%%%',
      `${cursor}=`,
      cursor.slice(0, -3),
      forged,
      Buffer.from('{').toString('base64url'),
    ]) {
      await expect(transactions({}, { cursor: bad })).rejects.toBeInstanceOf(InvalidCursor);
    }
    await expect(transactions({ tag: 'x' }, { cursor })).rejects.toBeInstanceOf(InvalidCursor);
    await expect(transactions({}, { cursor, order: 'desc' })).rejects.toBeInstanceOf(InvalidCursor);
  });
});

describe('after', () => {
  it('waits until the entry is applied', async () => {
    await applied();
    const waiting = balancesOf(wallet('ann')).catch((error: unknown) => error);
    expect(await waiting).toMatchObject({ code: 'AccountNotFound' });
    books.perform(paid('1.00', 'bank', wallet('ann')));
    const after = BigInt(books.entries.length - 1);
    const query = new GetBalances('acme', wallet('ann'), { after, waitMs: 30_000 });
    const answer = new GetBalancesHandler(tables).execute(query);
    await books.store();
    expect(BigInt((await answer).seq)).toBeGreaterThanOrEqual(after);
  });

  it('gives up when the time is over, and tells what is applied', async () => {
    await applied();
    const reached = BigInt(books.entries.length - 1);
    const query = new GetBalances('acme', 'bank', { after: reached + 1n, waitMs: 20 });
    const behind = await new GetBalancesHandler(tables).execute(query).catch((error: unknown) => error);
    expect(behind).toBeInstanceOf(ReadModelBehind);
    expect(behind).toMatchObject({ ledger: 'acme', reached });
    const unknown = new GetBalances('nowhere', 'bank', { after: 0n, waitMs: 20 });
    await expect(new GetBalancesHandler(tables).execute(unknown)).rejects.toMatchObject({
      reached: undefined,
    });
  });
});

it('tells of a ledger and of an account what was declared', async () => {
  books.perform(currency('PTS', 0));
  books.perform(
    opened('shop', {
      accountType: 'asset',
      currencies: ['EUR'],
      limits: [{ currency: 'EUR', least: '-5.00' }],
    }),
  );
  const other = new RecordedBooks(stream, 'other', 1_000_000);
  other.perform(openLedger({ name: 'Other' }));
  await other.store();
  await applied();
  await tables.waitFor('other', { after: 1n, waitMs: 30_000 });
  expect(await new GetLedgerHandler(tables).execute(new GetLedger('acme'))).toMatchObject({
    id: 'acme',
    currencies: [{ code: 'PTS', decimals: 0, name: 'The PTS' }],
    chart: [{ pattern: 'customers:*:wallet', type: 'liability' }],
    seq: String(books.entries.length - 1),
  });
  const list = (request: PageRequest) => new ListLedgersHandler(tables).execute(new ListLedgers(request));
  const first = await list({ limit: 1 });
  expect(first.items.map(({ id }) => id)).toEqual(['acme']);
  const second = await list({ limit: 1, cursor: first.next! });
  expect([second.items.map(({ id }) => id), second.next]).toEqual([['other'], null]);
  expect(await new GetAccountHandler(tables).execute(new GetAccount('acme', 'shop'))).toMatchObject({
    ...{ path: 'shop', type: 'asset', status: 'open', currencies: ['EUR'], pattern: null },
    limits: [{ currency: 'EUR', least: '-5.00' }],
  });
});
