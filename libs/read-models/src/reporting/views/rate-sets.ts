import type { ReportingView } from '../reporting-view';
import { wholeLedgerInScope } from '../scope';

export const rateSets: ReportingView = {
  name: 'rate_sets',
  comment:
    'Sets of exchange rates as they were published, corrected ones too, where all of the ledger is granted.',
  columns: {
    ledger: ['l.id', 'Id of the ledger.'],
    seq: ['s.seq', 'Seq of the entry that published it; of two of one time, the later one counts.'],
    id: ['s.id', 'Id of the entry.'],
    source: ['s.source', 'Name of the source.'],
    type: ['s.type', 'spot, reference, closing, average, scheme or customer.'],
    observed_at: ['s.observed_at', 'When the source observed the rates.'],
    recorded_at: ['s.recorded_at', 'When they were recorded.'],
  },
  from: 'rate_sets s join ledgers l on l.ledger = s.ledger',
  scope: wholeLedgerInScope('l.id'),
};
