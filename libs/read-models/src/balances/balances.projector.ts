import { formatUnits } from '@ledger/money/amount';
import type { Movement } from '../batch/batch';
import type { ReadModel } from '../batch/read-model';
import { balances } from './balances.table';

const written = balances.insert<Movement>(
  {
    ledger: ({ ledger }) => ledger,
    account: ({ node }) => node.number,
    currency: ({ currency }) => currency.number,
    debits: ({ debits, currency }) => formatUnits(debits, currency.decimals),
    credits: ({ credits, currency }) => formatUnits(credits, currency.decimals),
    version: ({ version }) => version,
    first_seq: ({ firstSeq }) => firstSeq,
  },
  `on conflict (ledger, account, currency) do update
        set debits = balances.debits + excluded.debits, credits = balances.credits + excluded.credits,
          version = excluded.version`,
);

/** Totals and version of each account in each currency. */
export const balancesProjector: ReadModel = {
  name: 'balances',
  keyedTables: [balances],
  addedTables: [],
  members: [written.sql],
  values: (batch) => [written.parameters([...batch.movements()])],
};
