import { GetTree, GetTreeHandler } from '@read-models/account-tree/account-tree.queries';
import { ListAccounts, ListAccountsHandler } from '@read-models/accounts/accounts.queries';
import type { AsOf } from '@read-models/queries/as-of';
import { GetBalances, GetBalancesHandler } from '@read-models/balances/balances.queries';
import { rebuild } from '@read-models/projection/rebuild';
import { GetStatement, GetStatementHandler } from '@read-models/statements/statements.queries';
import { ListTransactions, ListTransactionsHandler } from '@read-models/transactions/transactions.queries';
import { BusyBooks } from '../support/busy-books';
import { queriedBooks } from '../support/queried-books';
import { seeded } from '../support/seeded';

const ledger = queriedBooks();

/** One answer of every query, as of a past. */
async function answers(asOf: AsOf): Promise<unknown[]> {
  const { tables } = ledger.now;
  return [
    await new GetBalancesHandler(tables).execute(new GetBalances('acme', 'bank', asOf)),
    await new GetBalancesHandler(tables).execute(new GetBalances('acme', 'customers', asOf)),
    await new GetTreeHandler(tables).execute(new GetTree('acme', undefined, 12, asOf)),
    await new GetStatementHandler(tables).execute(
      new GetStatement('acme', 'bank', {}, { ...asOf, limit: 5 }),
    ),
    await new ListTransactionsHandler(tables).execute(new ListTransactions('acme', {}, { limit: 7 }, asOf)),
    await new ListAccountsHandler(tables).execute(new ListAccounts('acme', {}, {}, asOf)),
  ];
}

it('an answer of the past never changes, whatever is recorded afterwards, and after a rebuild', async () => {
  const busy = new BusyBooks(ledger.now.books, seeded(21)).live(150);
  await ledger.now.applied();
  const { entries } = ledger.now.books;
  const [early, late] = [entries[60]!, entries.at(-1)!];
  const asOfs: AsOf[] = [
    { knownAtSeq: BigInt(late.seq) },
    { knownAtSeq: BigInt(early.seq), effectiveAt: entries[40]!.recordedAt },
    { knownAt: late.recordedAt, effectiveAt: entries[90]!.recordedAt },
    { knownAt: early.recordedAt },
  ];
  const before: unknown[][] = [];
  for (const asOf of asOfs) before.push(await answers(asOf));
  busy.live(150);
  await ledger.now.applied();
  for (const [i, asOf] of asOfs.entries()) expect(await answers(asOf)).toEqual(before[i]);
  await rebuild({
    databaseUrl: ledger.now.databaseUrl,
    stream: ledger.now.stream,
    readModels: 'all',
    onProgress: () => undefined,
  });
  for (const [i, asOf] of asOfs.entries()) expect(await answers(asOf)).toEqual(before[i]);
});
