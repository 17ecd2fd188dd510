import { ListAccounts, ListAccountsHandler } from '@read-models/accounts/accounts.queries';
import { InvalidCursor, type Page, type PageRequest } from '@read-models/queries/page';
import type { TransactionFilter } from '@read-models/transactions/transaction-filter';
import {
  GetTransaction,
  GetTransactionHandler,
  ListTransactions,
  ListTransactionsHandler,
} from '@read-models/transactions/transactions.queries';
import { originalOf } from '@ledger/transactions/reversal';
import { changed, frozen, idAt, opened, paid } from '../support/given';
import { customerBooks } from '../support/queried-books';

const { ledger, perform, applied } = customerBooks();

const wallet = (customer: string) => `customers:${customer}:wallet`;
const transactions = (filter: TransactionFilter = {}, request: PageRequest = {}) =>
  new ListTransactionsHandler(ledger.now.tables).execute(new ListTransactions('acme', filter, request));
const seqsOf = async (filter: TransactionFilter) =>
  (await transactions(filter)).items.map(({ seq }) => Number(seq));
const seqOf = (entry: { seq: string }) => Number(entry.seq);

describe('transactions', () => {
  it('are found by account, subtree, category, tag, metadata, reference and by several of them', async () => {
    const [ann, bob] = [wallet('ann'), wallet('bob')];
    const card = { tags: ['card', 'web'], metadata: { psp: 'acme', note: 'a "b" \\' } };
    const first = seqOf(perform(paid('1.00', 'bank', ann, { category: 'wallet.top_up', ...card })));
    const second = seqOf(perform(paid('1.00', ann, bob, { reference: 'r-2', tags: ['card'] })));
    const third = seqOf(
      perform(paid('0.50', bob, 'income:fees', { category: 'fee.fx', metadata: { psp: 'other' } })),
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

  it('are found by the amount of a posting on an account, its ends included', async () => {
    const ann = wallet('ann');
    const small = seqOf(perform(paid('5.00', 'bank', ann)));
    const large = seqOf(perform(paid('100.00', 'bank', ann)));
    const other = seqOf(perform(paid('7.00', 'bank', wallet('bob'))));
    await applied();
    const ofAnn = (amounts: TransactionFilter) => seqsOf({ account: ann, currency: 'EUR', ...amounts });
    expect(await ofAnn({ amountFrom: '5.00', amountTo: '5.00' })).toEqual([small]);
    expect(await ofAnn({ amountFrom: '5.01' })).toEqual([large]);
    expect(await ofAnn({ amountTo: '99.99' })).toEqual([small]);
    expect(await ofAnn({})).toEqual([large, small]);
    expect(await seqsOf({ account: ann, currency: 'USD', amountFrom: '1.00' })).toEqual([]);
    expect(await seqsOf({ account: ann, currency: 'NIL' })).toEqual([]);
    expect(await seqsOf({ account: 'bank', currency: 'EUR', amountTo: '50.00' })).toEqual([other, small]);
  });

  it('are found by when they were recorded and by when they are effective', async () => {
    const early = perform(paid('1.00', 'bank', wallet('ann')));
    const between = ledger.now.books.now();
    const late = perform(paid('1.00', 'bank', wallet('ann'), { effectiveAt: early.recordedAt }));
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
    const paying = perform(paid('1.50', 'bank', wallet('ann'), { description: 'Top-up' }));
    if (paying.type !== 'TransactionPosted') throw new Error('the last entry is the transaction');
    const original = originalOf(paying);
    const reversal = perform({
      type: 'ReverseTransaction',
      transaction: paying.id,
      original,
      reason: 'mistake',
    });
    await applied();
    const get = (id: string) =>
      new GetTransactionHandler(ledger.now.tables).execute(new GetTransaction('acme', id));
    const { transaction, seq } = await get(paying.id);
    expect(seq).toBe(reversal.seq);
    expect(transaction).toEqual({
      ...{ id: paying.id, ledger: 'acme', seq: paying.seq, recordedAt: paying.recordedAt },
      ...{ effectiveAt: paying.recordedAt, category: null, reference: null, description: 'Top-up' },
      ...{
        reason: null,
        lateReason: null,
        imported: false,
        captures: null,
        reverses: null,
        reversedBy: [{ id: reversal.id, seq: reversal.seq, amounts: ['1.50', '1.50'] }],
        tags: [],
        metadata: {},
      },
      postings: [
        {
          account: 'bank',
          side: 'debit',
          amount: '1.50',
          currency: 'EUR',
          posted: '1.50',
          remaining: '0.00',
        },
        {
          account: wallet('ann'),
          side: 'credit',
          amount: '1.50',
          currency: 'EUR',
          posted: '1.50',
          remaining: '0.00',
        },
      ],
    });
    expect((await get(reversal.id)).transaction).toMatchObject({
      reason: 'mistake',
      reverses: { id: paying.id, seq: paying.seq },
    });
    await expect(get(idAt(999_999))).rejects.toMatchObject({ code: 'TransactionNotFound' });
    expect((await get(reversal.id)).transaction.postings.map(({ remaining }) => remaining)).toEqual([
      '1.50',
      '1.50',
    ]);
    await expect(get('no-uuid')).rejects.toMatchObject({ code: 'TransactionNotFound' });
  });
});

it('A transaction shows what each of its reversals in part took, and what is left of each posting', async () => {
  const paying = perform(paid('10.00', 'bank', wallet('ann')));
  if (paying.type !== 'TransactionPosted') throw new Error('the last entry is the transaction');
  const original = originalOf(paying);
  const reversal = {
    type: 'ReverseTransaction' as const,
    transaction: paying.id,
    original,
    reason: 'returned',
  };
  const first = perform({ ...reversal, amount: '3.00' });
  const second = perform({ ...reversal, amount: '0.50' });
  await applied();
  const reported = async (knownAtSeq: string) => {
    const asked = new GetTransaction('acme', paying.id, { knownAtSeq: BigInt(knownAtSeq) });
    const { transaction } = await new GetTransactionHandler(ledger.now.tables).execute(asked);
    const { reversedBy, postings } = transaction;
    return [reversedBy.map(({ amounts }) => amounts), postings.map(({ remaining }) => remaining)];
  };
  expect(await reported(paying.seq)).toEqual([[], ['10.00', '10.00']]);
  expect(await reported(first.seq)).toEqual([[['3.00', '3.00']], ['7.00', '7.00']]);
  expect(await reported(second.seq)).toEqual([
    [
      ['3.00', '3.00'],
      ['0.50', '0.50'],
    ],
    ['6.50', '6.50'],
  ]);
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
    const expected = Array.from({ length: 7 }, () => perform(paid('1.00', 'bank', wallet('ann'))).seq);
    await applied();
    const write = async () => {
      perform(paid('1.00', 'bank', wallet('ann')));
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
      perform(opened(name, { accountType: 'asset', tags: ['shop'], metadata: { n: name } }));
    await applied();
    const list = (request: PageRequest) =>
      new ListAccountsHandler(ledger.now.tables).execute(
        new ListAccounts('acme', { under: 'shop', tag: 'shop', status: 'open' }, request),
      );
    let writes = 0;
    const write = async () => {
      perform(opened(`shop:b${(writes += 1)}`, { accountType: 'asset', tags: ['shop'] }));
      perform(changed('shop:d', { tags: [], metadata: { n: null } }));
      if (writes === 1) perform(frozen('shop:c'));
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
    for (let i = 0; i < 3; i += 1) perform(paid('1.00', 'bank', wallet('ann')));
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
