import { formatUnits } from '@ledger/money/amount';
import type { Batch, Movement } from '../batch/batch';
import type { ReadModel } from '../batch/read-model';
import { nodes, nodeSums } from './account-tree.table';

type Sum = Omit<Movement, 'version' | 'firstSeq'>;

const nodesWritten = nodes.insert<Batch['nodes'][number]>({
  ledger: ({ ledger }) => ledger,
  node: ({ node }) => node.number,
  parent: ({ node }) => node.parent?.number,
  depth: ({ node }) => node.depth,
  path: ({ node }) => node.path,
});

const sumsWritten = nodeSums.insert<Sum>(
  {
    ledger: ({ ledger }) => ledger,
    node: ({ node }) => node.number,
    currency: ({ currency }) => currency.number,
    debits_below: ({ debits, currency }) => formatUnits(debits, currency.decimals),
    credits_below: ({ credits, currency }) => formatUnits(credits, currency.decimals),
  },
  `on conflict (ledger, node, currency) do update
        set debits_below = node_sums.debits_below + excluded.debits_below,
          credits_below = node_sums.credits_below + excluded.credits_below`,
);

/** The nodes, and what the accounts below each add up to. */
export const accountTreeProjector: ReadModel = {
  name: 'account-tree',
  keyedTables: [nodeSums],
  addedTables: [nodes],
  members: [nodesWritten.sql, sumsWritten.sql],
  values: (batch) => [nodesWritten.parameters(batch.nodes), sumsWritten.parameters(sumsAbove(batch))],
};

/** Each movement added to every node above its account. */
function sumsAbove(batch: Batch): Sum[] {
  const sums = new Map<string, Sum>();
  for (const { ledger, node: account, currency, debits, credits } of batch.movements()) {
    for (let node = account.parent; node; node = node.parent) {
      const key = `${ledger} ${node.number} ${currency.number}`;
      const sum = sums.get(key);
      if (!sum) {
        sums.set(key, { ledger, node, currency, debits, credits });
        continue;
      }
      sum.debits += debits;
      sum.credits += credits;
    }
  }
  return [...sums.values()];
}
