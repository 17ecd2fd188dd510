import type { ReportingView } from '../reporting-view';
import { pathInScope } from '../scope';

export const balances: ReportingView = {
  name: 'balances',
  comment: 'Present balances of accounts: one row per account and currency that it has used.',
  columns: {
    ledger: ['l.id', 'Id of the ledger.'],
    account: ['n.path', 'Path of the account.'],
    currency: ['c.code', 'Code of the currency.'],
    debits: ['b.debits', 'Sum of all debits, with exactly the decimals of the currency.'],
    credits: ['b.credits', 'Sum of all credits.'],
    posted: [
      `case when a.type in ('asset', 'expense') then b.debits - b.credits else b.credits - b.debits end`,
      'Balance on the normal side of the account: debits less credits of assets and expenses, else credits less debits.',
    ],
    signed: [
      'b.debits - b.credits',
      'Debits less credits, whatever the type: sums over all accounts are zero.',
    ],
    version: ['b.version', 'Count of the postings in this currency.'],
  },
  from: `balances b
    join ledgers l on l.ledger = b.ledger
    join nodes n on n.ledger = b.ledger and n.node = b.account
    join currencies c on c.ledger = b.ledger and c.currency = b.currency
    join accounts a on a.ledger = b.ledger and a.account = b.account and a.until_seq is null`,
  scope: pathInScope('l.id', 'n.path'),
};
