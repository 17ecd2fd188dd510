import type { ReportingView } from '../reporting-view';
import { wholeLedgerInScope } from '../scope';

export const rates: ReportingView = {
  name: 'rates',
  comment:
    'Every rate of the sets that you may read: units of the counter currency for one unit of the base.',
  columns: {
    ledger: ['l.id', 'Id of the ledger.'],
    seq: ['s.seq', 'Seq of the entry that published its set.'],
    source: ['s.source', 'Name of the source.'],
    type: ['s.type', 'spot, reference, closing, average, scheme or customer.'],
    observed_at: ['s.observed_at', 'When the source observed it.'],
    base: ['r.base', 'Code of the base currency.'],
    counter: ['r.counter', 'Code of the counter currency.'],
    bid: ['r.bid', 'What the source pays for the base; null if it gave none.'],
    mid: ['r.mid', 'Mid rate, exactly as it was published.'],
    ask: ['r.ask', 'What the source asks for the base; null if it gave none.'],
  },
  from: `rate_sets s join ledgers l on l.ledger = s.ledger
    cross join lateral jsonb_to_recordset(s.rates)
      as r (base text, counter text, bid numeric, mid numeric, ask numeric)`,
  scope: wholeLedgerInScope('l.id'),
};
