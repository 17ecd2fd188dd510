import type { ReportingView } from '../reporting-view';
import { clock, holdInScope } from '../scope';

export const holds: ReportingView = {
  name: 'holds',
  comment: 'Holds with at least one line on an account that you may read, as they are now.',
  columns: {
    ledger: ['l.id', 'Id of the ledger.'],
    seq: ['h.hold', 'Seq of the entry that placed it.'],
    id: ['h.id', 'Id of the hold.'],
    status: [
      `case when h.status = 'open' and h.expires_at <= ${clock} then 'expired' else h.status end`,
      'open, captured, voided or expired; expired from expires_at on, even before the entry that records it.',
    ],
    placed_at: ['h.placed_at', 'When it was placed.'],
    changed_at: ['h.changed_at', 'When it was changed last.'],
    expires_at: ['h.expires_at', 'From then on it keeps nothing back; null if it does not expire.'],
    category: ['h.category', 'Category; null without one.'],
    reference: ['h.reference', 'Reference of the business event; null without one.'],
    description: ['h.description', 'Description; null without one.'],
    reason: ['h.reason', 'Why it was voided; null unless it was.'],
    tags: ['h.tags', 'Tags.'],
    metadata: ['h.metadata', 'Keys and values.'],
  },
  from: 'holds h join ledgers l on l.ledger = h.ledger and h.until_seq is null',
  scope: holdInScope('l.id', 'h.ledger', 'h.hold'),
};
