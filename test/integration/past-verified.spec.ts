import { blockSizes } from '@read-models/statements/dated-blocks';
import { firstContradiction } from '../../apps/cli/src/verify/derived-figures';
import { opened, openLedger, paid } from '../support/given';
import { withClient } from '../support/projecting';
import { queriedBooks } from '../support/queried-books';

const ledger = queriedBooks();

/** One block of dated lines, some after it, and some plain ones. */
async function live(): Promise<void> {
  const { books } = ledger.now;
  for (const command of [openLedger(), opened('bank'), opened('ann', 'liability')]) books.perform(command);
  for (let n = 0; n < blockSizes[0] + 20; n += 1) {
    const effectiveAt = new Date(Date.UTC(2025, 0, 1) + ((n * 7_919) % 600) * 1_000).toISOString();
    books.perform(paid('1.25', 'bank', 'ann', n % 10 ? { effectiveAt } : {}));
    if (n < 100) books.perform(paid('0.75', 'ann', 'bank', { effectiveAt }));
  }
  await ledger.now.applied();
}

const changes = [
  ['totals of a statement line', 'update statement_lines set debits = debits + 1 where seq = 60'],
  ['totals of a statement line', 'update statement_lines set version = version + 1 where seq = 60'],
  [
    'effective time of a statement line',
    `update statement_lines set effective_at = '2020-01-01Z' where seq = 60`,
  ],
  ['dated line', 'update dated_lines set debits = debits + 1, credits = credits + 1 where number = 9'],
  ['dated line', 'delete from dated_lines where number = 500'],
  ['amount of a dated line', 'update dated_lines set amount = amount + 1 where number = 520'],
  ['block of dated lines', 'update dated_sums set credits = credits + 1 where number = 77'],
  ['block of dated lines', 'delete from dated_sums where number = 77'],
  ['recorded time', 'delete from recorded_times where seq = 60'],
  ['recorded time', 'update recorded_times set seq = seq + 1 where seq = 60'],
] as const;

it('whatever past balances are looked up in follows from the lines, and a change is found', async () => {
  await live();
  await withClient(ledger.now.databaseUrl, async (client) => {
    expect(await firstContradiction(client, 0)).toBeUndefined();
    for (const [what, sql] of changes) {
      await client.query('begin');
      expect((await client.query(sql)).rowCount).toBeGreaterThan(0);
      expect(await firstContradiction(client, 0)).toMatchObject({ what });
      await client.query('rollback');
    }
  });
});
