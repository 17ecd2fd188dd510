import type { ReportingView } from '../reporting-view';
import { holdInScope, pathInScope } from '../scope';

const readable = (figure: string) =>
  `case when ${pathInScope('l.id', 'x.account collate "C"')} then x."${figure}" end`;

export const holdLines: ReportingView = {
  name: 'hold_lines',
  comment: 'All lines of the holds that you may read, as they are now: the postings that a hold may become.',
  columns: {
    ledger: ['l.id', 'Id of the ledger.'],
    hold: ['h.hold', 'Seq of the entry that placed the hold.'],
    line: ['(x.line - 1)::smallint', 'Place in the hold, from 0.'],
    account: ['x.account', 'Path of the account.'],
    side: ['x.side', 'debit or credit.'],
    currency: ['x.currency', 'Code of the currency.'],
    held: [
      readable('held'),
      'All that was ever held, increments included; null where you may not read the account.',
    ],
    captured: [
      readable('captured'),
      'All that was captured, which may exceed what was held; null where you may not read the account.',
    ],
    remaining: [readable('remaining'), 'What is still held; null where you may not read the account.'],
  },
  from: `holds h join ledgers l on l.ledger = h.ledger and h.until_seq is null
    cross join lateral rows from (
      json_to_recordset(h.lines)
        as (account text, side text, currency text, held numeric, captured numeric, "remaining" numeric)
    ) with ordinality as x (account, side, currency, held, captured, "remaining", line)`,
  scope: holdInScope('l.id', 'h.ledger', 'h.hold'),
};
