import { declare } from '../declaration';
import { reasonInput } from '../input/conditions';
import { periodReceipt } from '../receipt';

export const ReopenPeriod = declare({
  type: 'ReopenPeriod',
  permission: 'closePeriods',
  target: 'period',
  input: reasonInput,
  answer: 'PeriodReopened',
  receipt: periodReceipt,
});
