import { ClosePeriod } from '@commands/periods/close-period';
import { ReopenPeriod } from '@commands/periods/reopen-period';
import { commandProblems, underLedger } from '../operations/operation';
import { periodAnswers } from '../answers/receipt.schemas';
import { submitting } from '../operations/submitting';

const command = { tag: 'Periods', answers: periodAnswers } as const;

export const closePeriod = submitting(ClosePeriod, {
  ...command,
  id: 'closePeriod',
  method: 'POST',
  path: `${underLedger}/periods`,
  summary: 'Close a period: a span of effective time',
  description:
    'Soft-closed, it takes transactions that give a `lateReason`; hard-closed, it takes none. What is soft-closed can ' +
    'be hard-closed, with the same span. Closed periods do not overlap.',
  example: {
    period: '2025-10',
    from: '2025-10-01T00:00:00.000Z',
    to: '2025-11-01T00:00:00.000Z',
    kind: 'soft',
    reason: 'Month-end',
  },
  problems: [...commandProblems, 'PeriodNotOver', 'PeriodAlreadyClosed', 'PeriodsOverlap'],
});

export const reopenPeriod = submitting(ReopenPeriod, {
  ...command,
  id: 'reopenPeriod',
  method: 'POST',
  path: `${underLedger}/periods/:period/reopen`,
  summary: 'Reopen a closed period',
  description: 'Transactions effective in it are taken again, until it is closed once more.',
  example: { reason: 'An invoice of October came late' },
  problems: [...commandProblems, 'PeriodNotClosed'],
});
