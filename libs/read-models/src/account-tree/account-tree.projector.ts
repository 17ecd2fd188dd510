import { formatUnits } from '@ledger/money/amount';
import type { Batch, Movement } from '../batch';
import { plainColumn, textColumn } from '../columns';
import type { ReadModel } from '../read-model';

/** The nodes, and what the accounts below each add up to. */
export const accountTreeProjector: ReadModel = {
  name: 'account-tree',
  keyedTables: ['node_sums'],
  addedTables: ['nodes'],
  members: [
    `
    nodes_written as (
      insert into nodes (ledger, node, parent, depth, path)
      select x.* from advanced,
        unnest($1::int[], $2::int[], $3::int[], $4::smallint[], $5::text[]) as x
    )`,
    `
    sums_written as (
      insert into node_sums as s (ledger, node, currency, debits_below, credits_below)
      select x.* from advanced,
        unnest($1::int[], $2::int[], $3::smallint[], $4::numeric[], $5::numeric[]) as x
      on conflict (ledger, node, currency) do update
        set debits_below = s.debits_below + excluded.debits_below, credits_below = s.credits_below + excluded.credits_below
    )`,
  ],
  values(batch: Batch): string[][] {
    const { nodes } = batch;
    const sums = sumsAbove(batch);
    return [
      [
        plainColumn(nodes.map(({ ledger }) => ledger)),
        plainColumn(nodes.map(({ node }) => node.number)),
        plainColumn(nodes.map(({ node }) => node.parent?.number)),
        plainColumn(nodes.map(({ node }) => node.depth)),
        textColumn(nodes.map(({ node }) => node.path)),
      ],
      [
        plainColumn(sums.map((each) => each.ledger)),
        plainColumn(sums.map((each) => each.node.number)),
        plainColumn(sums.map((each) => each.currency.number)),
        plainColumn(sums.map((each) => formatUnits(each.debits, each.currency.decimals))),
        plainColumn(sums.map((each) => formatUnits(each.credits, each.currency.decimals))),
      ],
    ];
  },
};

type Sum = Omit<Movement, 'version' | 'firstSeq'>;

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
