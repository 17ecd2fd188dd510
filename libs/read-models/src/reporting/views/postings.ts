import type { ReportingView } from '../reporting-view';
import { pathInScope, transactionInScope } from '../scope';

export const postings: ReportingView = {
  name: 'postings',
  comment: 'All postings of the transactions that you may read.',
  columns: {
    ledger: ['l.id', 'Id of the ledger.'],
    seq: ['p.seq', 'Seq of the entry of its transaction.'],
    posting: ['p.posting', 'Place in the transaction, from 0.'],
    transaction: ['t.id', 'Id of its transaction.'],
    account: ['n.path', 'Path of the account.'],
    currency: ['c.code', 'Code of the currency.'],
    side: [`case when p.is_credit then 'credit' else 'debit' end`, 'debit or credit.'],
    amount: ['p.amount', 'Amount, with exactly the decimals of the currency.'],
    signed: [
      'case when p.is_credit then -p.amount else p.amount end',
      'The amount of a debit, and the negative amount of a credit: a transaction sums to zero per currency.',
    ],
    posted: [
      `case when ${pathInScope('l.id', 'n.path')} then p.posted end`,
      'Balance of the account after the posting, on its normal side; null where you may not read the account.',
    ],
    recorded_at: ['t.recorded_at', 'When its transaction was recorded. A filter by it uses an index.'],
    effective_at: [
      'coalesce(t.effective_at, t.recorded_at)',
      'When its transaction takes effect in the books.',
    ],
  },
  from: `statement_lines p
    join transactions t on t.ledger = p.ledger and t.seq = p.seq
    join ledgers l on l.ledger = p.ledger
    join nodes n on n.ledger = p.ledger and n.node = p.account
    join currencies c on c.ledger = p.ledger and c.currency = p.currency`,
  scope: transactionInScope('l.id', 'p.ledger', 'p.seq'),
};
