import type { ReportingView } from '../reporting-view';
import { clock, pathInScope } from '../scope';

const none = 'x."remaining" - x."remaining"';
const heldOn = (side: 'debit' | 'credit') =>
  `sum(case when x.side = '${side}' then x."remaining" else ${none} end)`;

export const heldAmounts: ReportingView = {
  name: 'held_amounts',
  comment: 'What open holds keep back of accounts now: one row per account and currency with an open hold.',
  columns: {
    ledger: ['l.id', 'Id of the ledger.'],
    account: ['h.account', 'Path of the account.'],
    currency: ['h.currency', 'Code of the currency.'],
    debits: ['h.debits', 'Sum that open holds may still debit, with exactly the decimals of the currency.'],
    credits: ['h.credits', 'Sum that open holds may still credit.'],
    open_holds: ['h.open_holds', 'Count of the open holds.'],
  },
  from: `(
      select h.ledger, x.account collate "C" as account, x.currency, ${heldOn('debit')} as debits,
        ${heldOn('credit')} as credits, count(distinct h.hold) as open_holds
      from holds h cross join lateral
        json_to_recordset(h.lines) as x (account text, side text, currency text, "remaining" numeric)
      where h.until_seq is null and h.status = 'open' and (h.expires_at is null or h.expires_at > ${clock})
      group by h.ledger, x.account collate "C", x.currency
    ) h join ledgers l on l.ledger = h.ledger`,
  scope: pathInScope('l.id', 'h.account'),
};
