import { formatUnits } from '@ledger/money/amount';
import type { Batch } from '../batch';
import { plainColumn } from '../columns';
import type { ReadModel } from '../read-model';

/** Totals and version of each account in each currency. */
export const balancesProjector: ReadModel = {
  name: 'balances',
  keyedTables: ['balances'],
  addedTables: [],
  members: [
    `
    balances_written as (
      insert into balances as b (ledger, account, currency, debits, credits, version, first_seq)
      select x.* from advanced,
        unnest($1::int[], $2::int[], $3::smallint[], $4::numeric[], $5::numeric[], $6::bigint[],
          $7::bigint[]) as x
      on conflict (ledger, account, currency) do update
        set debits = b.debits + excluded.debits, credits = b.credits + excluded.credits, version = excluded.version
    )`,
  ],
  values(batch: Batch): string[][] {
    const movements = [...batch.movements()];
    return [
      [
        plainColumn(movements.map((each) => each.ledger)),
        plainColumn(movements.map((each) => each.node.number)),
        plainColumn(movements.map((each) => each.currency.number)),
        plainColumn(movements.map((each) => formatUnits(each.debits, each.currency.decimals))),
        plainColumn(movements.map((each) => formatUnits(each.credits, each.currency.decimals))),
        plainColumn(movements.map((each) => each.version)),
        plainColumn(movements.map((each) => each.firstSeq)),
      ],
    ];
  },
};
