import type { ReportingView } from '../reporting-view';
import { ledgerInScope } from '../scope';

export const ledgers: ReportingView = {
  name: 'ledgers',
  comment: 'Ledgers of which you may read something, and how fresh the views are.',
  columns: {
    ledger: ['l.id', 'Id of the ledger.'],
    name: ['l.name', 'Name of the ledger.'],
    opened_at: ['l.opened_at', 'When it was opened.'],
    is_importing: ['l.is_importing', 'Whether history is still being moved in from another system.'],
    metadata: ['l.metadata', 'Keys and values that were given when it was opened.'],
    seq: ['p.seq', 'Seq of the last entry that the views contain.'],
    recorded_at: ['p.recorded_at', 'When that entry was recorded.'],
  },
  from: 'ledgers l join progress p on p.ledger = l.ledger',
  scope: ledgerInScope('l.id'),
};
