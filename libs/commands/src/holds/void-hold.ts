import { declare } from '../declaration';
import { reasonInput } from '../input/conditions';
import { holdReceipt } from '../receipt';

export const VoidHold = declare({
  type: 'VoidHold',
  permission: 'post',
  target: 'hold',
  input: reasonInput,
  answer: 'HoldVoided',
  receipt: holdReceipt,
});
