import type { ReportingView } from '../reporting-view';
import { transactionInScope } from '../scope';

export const transactions: ReportingView = {
  name: 'transactions',
  comment: 'Transactions with at least one posting on an account that you may read.',
  columns: {
    ledger: ['l.id', 'Id of the ledger.'],
    seq: ['t.seq', 'Seq of the entry that posted it.'],
    id: ['t.id', 'Id of the transaction.'],
    recorded_at: ['t.recorded_at', 'When it was recorded. A filter by it uses an index.'],
    effective_at: ['coalesce(t.effective_at, t.recorded_at)', 'When it takes effect in the books.'],
    category: ['t.category', 'Category; null without one.'],
    reference: ['t.reference', 'Reference of the business event; null without one.'],
    description: ['t.description', 'Description; null without one.'],
    tags: [`coalesce(t.tags, '{}')`, 'Tags.'],
    metadata: [`coalesce(t.metadata, '{}')`, 'Keys and values.'],
    reverses: ['t.reverses', 'Seq of the transaction that it reverses; null unless it does.'],
    reason: ['t.reason', 'Why it reverses another; null unless it does.'],
    captures: ['t.captures', 'Seq of the entry that placed the hold that it captures; null unless it does.'],
    late_reason: ['t.late_reason', 'Why it was posted into a soft-closed period; null unless it was.'],
    is_imported: ['t.is_imported', 'Whether it was moved in from another system.'],
  },
  from: 'transactions t join ledgers l on l.ledger = t.ledger',
  scope: transactionInScope('l.id', 't.ledger', 't.seq'),
};
