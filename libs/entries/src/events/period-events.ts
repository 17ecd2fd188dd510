import type { StatementFigure } from '@ledger/state';
import { always, listOf, object, oneOf, optional, text } from '../shape';
import { ofNode, ofWhole } from './acts';
import { count, currency, figure, path, positiveCount, time } from './common-shapes';
import type { DeclaredEvents } from './declared-event';

export const statementFigure = object<StatementFigure>({
  currency: always(currency, 'Code of the currency.'),
  posted: always(figure, 'The posted balance on the normal side.'),
});
const statementFigures = listOf(statementFigure);

/** Of periods and statements. */
export const periodEvents = {
  PeriodClosed: {
    meaning:
      'Transactions effective in this period are refused from now on; in a soft-closed period, those with a `lateReason` are accepted. Closed periods do not overlap. A soft-closed period can be closed again as hard, with the same start and end.',
    act: ofWhole('closePeriods', 'ClosePeriod'),
    body: {
      from: always(time, 'The first moment of the period: RFC 3339, UTC, milliseconds.'),
      kind: always(oneOf('soft', 'hard'), '`soft` or `hard`.'),
      period: always(text, 'Its name: 1 to 63 of a-z, 0-9, point, `_` and `-`.'),
      reason: optional(text, 'The reason.'),
      to: always(time, 'The first moment after the period; not after `recordedAt`.'),
    },
    example: {
      from: '2026-10-01T00:00:00.000Z',
      kind: 'soft',
      period: '2026-10',
      reason: 'Month-end',
      to: '2026-11-01T00:00:00.000Z',
    },
  },
  PeriodReopened: {
    meaning: 'Transactions effective in this period are accepted again.',
    act: ofWhole('closePeriods', 'ReopenPeriod'),
    body: {
      period: always(text, 'Its name.'),
      reason: always(text, 'The reason.'),
    },
    example: { period: '2026-10', reason: 'Auditor asked for a correction' },
  },
  StatementIssued: {
    meaning: 'The movements on an account since its last statement. It never changes.',
    act: ofNode('maintain', 'IssueStatement'),
    body: {
      closing: always(
        statementFigures,
        'The posted balances right after the entry `toSeq`, see [Figure](#figure), ascending by currency, for every currency in which the account was ever posted.',
      ),
      description: optional(text, 'Free text.'),
      fromSeq: always(
        count,
        'The first entry it covers: `0`, or the one after the `toSeq` of the previous statement.',
      ),
      number: always(positiveCount, 'Number of the statement: from 1, without gaps, per account.'),
      opening: always(statementFigures, 'The `closing` of the previous statement; empty in the first one.'),
      path: always(path, 'The account.'),
      toSeq: always(count, 'The last entry it covers: the one before this entry.'),
    },
    example: {
      closing: [
        { currency: 'EUR', posted: '253.50' },
        { currency: 'USD', posted: '17.50' },
      ],
      description: 'November 2026',
      fromSeq: '29',
      number: '2',
      opening: [
        { currency: 'EUR', posted: '255.00' },
        { currency: 'USD', posted: '17.50' },
      ],
      path: 'customers:alice:wallet',
      toSeq: '35',
    },
  },
} satisfies Partial<DeclaredEvents>;
