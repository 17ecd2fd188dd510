import type { ReportingView } from '../reporting-view';
import { pathInScope } from '../scope';

export const accounts: ReportingView = {
  name: 'accounts',
  comment: 'Accounts, as they are now.',
  columns: {
    ledger: ['l.id', 'Id of the ledger.'],
    account: ['a.path', 'Path of the account.'],
    type: ['a.type', 'asset, liability, equity, income or expense.'],
    status: ['a.status', 'open, frozen or closed, and which side is frozen.'],
    currencies: ['a.currencies', 'Codes of the currencies that it accepts; null for any.'],
    tags: ['a.tags', 'Tags of the account.'],
    metadata: ['a.metadata', 'Keys and values of the account.'],
    pattern: [
      'a.pattern',
      'The line of the chart that opened it on its first posting; null if a command did.',
    ],
    opened_seq: ['a.opened_seq', 'Seq of the entry that opened it.'],
    opened_at: ['a.opened_at', 'When it was opened.'],
    changed_at: ['a.changed_at', 'When it was changed last.'],
  },
  from: 'accounts a join ledgers l on l.ledger = a.ledger and a.until_seq is null',
  scope: pathInScope('l.id', 'a.path'),
};
