import { GetTree, GetTreeHandler } from '@read-models/account-tree/account-tree.queries';
import { GetAccount, GetAccountHandler } from '@read-models/accounts/accounts.queries';
import { GetBalances, GetBalancesHandler } from '@read-models/balances/balances.queries';
import {
  GetLedger,
  GetLedgerHandler,
  ListLedgers,
  ListLedgersHandler,
} from '@read-models/ledgers/ledgers.queries';
import type { PageRequest } from '@read-models/queries/page';
import { ReadModelBehind } from '@read-models/queries/applied-seqs';
import { credit, currency, debit, frozen, opened, openLedger, paid, post, unfrozen } from '../support/given';
import { customerBooks } from '../support/queried-books';
import { RecordedBooks } from '../support/recorded-books';

const { ledger, perform, applied } = customerBooks();

const wallet = (customer: string) => `customers:${customer}:wallet`;
const balancesOf = (account: string) =>
  new GetBalancesHandler(ledger.now.tables).execute(new GetBalances('acme', account));

describe('balances', () => {
  it('have exactly the decimals of their currency, with no digit lost', async () => {
    perform(currency('ETH', 18));
    const amounts = [
      ['EUR', '1.10'],
      ['JPY', '1200'],
      ['ETH', '12345678901234567890.000000000000000001'],
    ] as const;
    for (const [code, amount] of amounts)
      perform(post(debit('bank', amount, code), credit(wallet('ann'), amount, code)));
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
    perform(opened('customers', 'liability'));
    perform(paid('100.00', 'bank', wallet('ann')));
    perform(paid('30.00', wallet('ann'), 'customers'));
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
    perform(paid('5.00', 'bank', wallet('ann')));
    await applied();
    const answer = await balancesOf('customers');
    expect(answer.type).toBeNull();
    expect(answer.items).toEqual([{ currency: 'EUR', rolledUp: { debits: '0.00', credits: '5.00' } }]);
  });

  it('of what was never opened are refused', async () => {
    await applied();
    await expect(balancesOf('customers')).rejects.toMatchObject({ code: 'AccountNotFound' });
    const elsewhere = new GetBalancesHandler(ledger.now.tables).execute(new GetBalances('nowhere', 'bank'));
    await expect(elsewhere).rejects.toMatchObject({ code: 'LedgerNotFound' });
  });
});

describe('the tree', () => {
  it('has every prefix of every path as a node, down to the depth asked for', async () => {
    perform(paid('5.00', 'bank', wallet('ann')));
    await applied();
    const tree = (root: string | undefined, depth: number) =>
      new GetTreeHandler(ledger.now.tables).execute(new GetTree('acme', root, depth));
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

describe('after', () => {
  it('waits until the entry is applied', async () => {
    await applied();
    const waiting = balancesOf(wallet('ann')).catch((error: unknown) => error);
    expect(await waiting).toMatchObject({ code: 'AccountNotFound' });
    perform(paid('1.00', 'bank', wallet('ann')));
    const after = BigInt(ledger.now.books.entries.length - 1);
    const query = new GetBalances('acme', wallet('ann'), { after, waitMs: 30_000 });
    const answer = new GetBalancesHandler(ledger.now.tables).execute(query);
    await ledger.now.books.store();
    expect(BigInt((await answer).seq)).toBeGreaterThanOrEqual(after);
  });

  it('gives up when the time is over, and reports what is applied', async () => {
    await applied();
    const reached = BigInt(ledger.now.books.entries.length - 1);
    const query = new GetBalances('acme', 'bank', { after: reached + 1n, waitMs: 20 });
    const behind = await new GetBalancesHandler(ledger.now.tables)
      .execute(query)
      .catch((error: unknown) => error);
    expect(behind).toBeInstanceOf(ReadModelBehind);
    expect(behind).toMatchObject({ ledger: 'acme', reached });
    const unknown = new GetBalances('nowhere', 'bank', { after: 0n, waitMs: 20 });
    await expect(new GetBalancesHandler(ledger.now.tables).execute(unknown)).rejects.toMatchObject({
      reached: undefined,
    });
  });
});

it('shows of a ledger and of an account what was declared', async () => {
  perform(currency('PTS', 0));
  perform(
    opened('shop', {
      accountType: 'asset',
      currencies: ['EUR'],
      limits: [{ currency: 'EUR', minimum: '-5.00' }],
    }),
  );
  const other = new RecordedBooks(ledger.now.stream, 'other', 1_000_000);
  other.perform(openLedger({ name: 'Other' }));
  await other.store();
  await applied();
  await ledger.now.tables.waitFor('other', { after: 1n, waitMs: 30_000 });
  expect(await new GetLedgerHandler(ledger.now.tables).execute(new GetLedger('acme'))).toMatchObject({
    id: 'acme',
    currencies: [{ code: 'PTS', decimals: 0, name: 'The PTS' }],
    chart: [{ pattern: 'customers:*:wallet', type: 'liability' }],
    seq: String(ledger.now.books.entries.length - 1),
  });
  const list = (request: PageRequest) =>
    new ListLedgersHandler(ledger.now.tables).execute(new ListLedgers(request));
  const first = await list({ limit: 1 });
  expect(first.items.map(({ id }) => id)).toEqual(['acme']);
  const second = await list({ limit: 1, cursor: first.next! });
  expect([second.items.map(({ id }) => id), second.next]).toEqual([['other'], null]);
  expect(
    await new GetAccountHandler(ledger.now.tables).execute(new GetAccount('acme', 'shop')),
  ).toMatchObject({
    ...{ path: 'shop', type: 'asset', status: 'open', currencies: ['EUR'], pattern: null },
    limits: [{ currency: 'EUR', minimum: '-5.00' }],
  });
});

it('shows on which frozen sides of an account open holds may still be captured', async () => {
  perform(opened('Card.1'));
  perform({ ...frozen('Card.1', 'debit'), exceptHolds: true });
  await applied();
  const account = () => new GetAccountHandler(ledger.now.tables).execute(new GetAccount('acme', 'Card.1'));
  expect(await account()).toMatchObject({ status: 'debit-frozen', exceptHolds: ['debit'] });
  perform(unfrozen('Card.1'));
  await applied();
  expect(await account()).not.toHaveProperty('exceptHolds');
});
