import { GetTree, GetTreeHandler, type TreeNode } from '@read-models/account-tree/account-tree.queries';
import {
  ListAccounts,
  ListAccountsHandler,
  type AccountFilter,
} from '@read-models/accounts/accounts.queries';
import type { AsOf } from '@read-models/queries/as-of';
import { GetBalances, GetBalancesHandler } from '@read-models/balances/balances.queries';
import { credit, debit, opened, openLedger, post } from '../support/given';
import { queriedBooks } from '../support/queried-books';

jest.setTimeout(300_000);

const ledger = queriedBooks();

/** Opens a bank and so many wallets, each with 1.00 EUR. */
async function wallets(count: number): Promise<void> {
  const { books } = ledger.now;
  books.perform(openLedger({ chart: [{ pattern: 'customers:*', type: 'liability' }] }));
  books.perform(opened('bank'));
  for (let first = 0; first < count; first += 100) {
    const paths = Array.from({ length: Math.min(100, count - first) }, (_, i) => `customers:c${first + i}`);
    books.perform(post(debit('bank', `${paths.length}.00`), ...paths.map((path) => credit(path, '1.00'))));
  }
  await ledger.now.applied();
}

/** All nodes, page by page, with what is done between two pages. */
async function treeInPages(
  depth: number,
  request: AsOf & { limit?: number },
  between: () => Promise<void> = async () => undefined,
) {
  const pages: (readonly TreeNode[])[] = [];
  const seqs = new Set<string>();
  let cursor: string | undefined;
  do {
    const asked = { ...request, ...(cursor !== undefined && { cursor }) };
    const page = await new GetTreeHandler(ledger.now.tables).execute(
      new GetTree('acme', 'customers', depth, asked),
    );
    pages.push(page.items);
    seqs.add(page.seq);
    cursor = page.next ?? undefined;
    if (cursor !== undefined) await between();
  } while (cursor !== undefined);
  return { pages, nodes: pages.flat(), seqs };
}

const accountsIn = async (filter: AccountFilter, limit: number, asOf: AsOf = {}, cursor?: string) =>
  new ListAccountsHandler(ledger.now.tables).execute(
    new ListAccounts('acme', filter, { limit, withBalances: true, ...(cursor && { cursor }) }, asOf),
  );

it('a node with 50,100 children is read in pages, each node once', async () => {
  await wallets(50_100);
  const { pages, nodes } = await treeInPages(1, {});

  expect(pages.map(({ length }) => length)).toEqual([50_000, 101]);
  expect(new Set(nodes.map(({ path }) => path)).size).toBe(50_101);
  expect(nodes[0]).toMatchObject({ path: 'customers', balances: [{ currency: 'EUR', credits: '50100.00' }] });
  expect(nodes.at(-1)).toMatchObject({ path: 'customers:c9999', balances: [{ posted: '1.00' }] });
});

it('all pages of a tree show the seq of the first, whatever is posted between them', async () => {
  await wallets(30);
  const whole = await treeInPages(1, {});
  const torn = await treeInPages(1, { limit: 7 }, async () => {
    ledger.now.books.perform(opened(`customers:c${Math.random().toString(36).slice(2, 8)}x`, 'liability'));
    ledger.now.books.perform(post(debit('bank', '5.00'), credit('customers:c9', '5.00')));
    await ledger.now.applied();
  });
  const past = await treeInPages(1, { limit: 4, knownAtSeq: BigInt([...whole.seqs][0]!) });

  expect(torn.pages).toHaveLength(5);
  expect(torn.nodes).toEqual(whole.nodes);
  expect(torn.seqs).toEqual(whole.seqs);
  expect(past.nodes).toEqual(whole.nodes);
});

it('accounts with their balances have those that each has alone, at the seq of the first page', async () => {
  await wallets(25);
  const { tables, books } = ledger.now;
  books.perform({
    type: 'PlaceHold',
    postings: [
      { account: 'customers:c7', side: 'debit', amount: '0.40', currency: 'EUR' },
      { account: 'bank', side: 'credit', amount: '0.40', currency: 'EUR' },
    ],
  });
  books.perform(opened('customers:quiet', 'liability'));
  await ledger.now.applied();
  const alone = await Promise.all(
    ['customers:c7', 'customers:c8'].map((path) =>
      new GetBalancesHandler(tables).execute(new GetBalances('acme', path)),
    ),
  );
  const first = await accountsIn({ under: 'customers' }, 20);
  books.perform(post(debit('bank', '9.00'), credit('customers:c8', '9.00')));
  await ledger.now.applied();
  const second = await accountsIn({ under: 'customers' }, 20, {}, first.next!);
  const items = [...first.items, ...second.items];
  const balancesOf = (path: string) => items.find((item) => item.path === path)!.balances;

  expect(items).toHaveLength(26);
  expect(second.seq).toBe(first.seq);
  for (const { account, items: balances } of alone)
    expect(balancesOf(account)).toEqual(balances.map(({ rolledUp: _, ...own }) => own));
  expect(balancesOf('customers:c7')).toMatchObject([{ posted: '1.00', available: '0.60' }]);
  expect(balancesOf('customers:quiet')).toEqual([]);
});

it('accounts with their balances as of an effective time say nothing of holds', async () => {
  await wallets(3);
  const { books } = ledger.now;
  const late = post(debit('bank', '2.00'), credit('customers:c1', '2.00'));
  books.perform({ ...late, effectiveAt: '2020-05-01T00:00:00.000Z' });
  await ledger.now.applied();
  const { items } = await accountsIn({ under: 'customers' }, 10, { effectiveAt: '2020-06-01T00:00:00.000Z' });

  expect(items.map(({ path, balances }) => [path, balances])).toEqual([
    ['customers:c0', [{ currency: 'EUR', posted: '0.00', debits: '0.00', credits: '0.00' }]],
    ['customers:c1', [{ currency: 'EUR', posted: '2.00', debits: '0.00', credits: '2.00' }]],
    ['customers:c2', [{ currency: 'EUR', posted: '0.00', debits: '0.00', credits: '0.00' }]],
  ]);
});
