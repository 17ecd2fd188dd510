import { declare } from '../declaration';
import { ofWhole } from '../reach';
import { reasonInput } from '../input/conditions';
import { periodReceipt } from '../receipt';

export const ReopenPeriod = declare({
  type: 'ReopenPeriod',
  permission: 'closePeriods',
  reach: ofWhole,
  target: 'period',
  input: reasonInput,
  answer: 'PeriodReopened',
  receipt: periodReceipt,
});
