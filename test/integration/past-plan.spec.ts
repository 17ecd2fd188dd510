import { pastBalances } from '@read-models/balances/past-balances';
import { type Tables } from '@read-models/queries/tables';
import { blockSizes } from '@read-models/statements/dated-blocks';
import { credit, debit, opened, openLedger, post } from '../support/given';
import { queriedBooks } from '../support/queried-books';

const ledger = queriedBooks();

interface PlanNode {
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** How Postgres finds a past balance: every step of the plans. */
async function planned(tables: Tables): Promise<PlanNode[]> {
  const steps = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(steps)];
  const found: PlanNode[] = [];
  const explaining = Object.create(tables, {
    rows: {
      value: async (name: string, text: string, values: readonly unknown[]) => {
        const explained = await tables.composed<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
          `explain (format json) ${text}`,
          values,
        );
        found.push(...steps(explained[0]!['QUERY PLAN'][0]!.Plan));
        return tables.rows(name, text, values);
      },
    },
  }) as Tables;
  const past = { ledger: 0, seq: 1_000_000n, effectiveBefore: '2026-01-01T00:00:00.000Z' };
  await pastBalances(explaining, past, 'ann');
  return found;
}

it('the dated lines after the last full block are found by their numbers, though Postgres has no statistics yet', async () => {
  const { books, tables } = ledger.now;
  await tables.composed('alter table dated_lines set (autovacuum_enabled = false)', []);
  for (const command of [openLedger(), opened('bank'), opened('ann', 'liability')]) books.perform(command);
  const postings = Array.from({ length: 50 }, () => [debit('bank', '1.00'), credit('ann', '1.00')]).flat();
  for (let lines = 0; lines < 2 * blockSizes[0]; lines += 50)
    books.perform({ ...post(...postings), effectiveAt: '2025-06-01T00:00:00.000Z' });
  await ledger.now.applied();
  const after = (await planned(tables)).filter((step) => step['Index Cond']?.includes('(number > '));
  expect(after.map((step) => step['Index Name'])).toEqual(['dated_lines_pkey']);
});
