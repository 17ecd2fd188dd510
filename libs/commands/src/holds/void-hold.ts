import { declare } from '../declaration';
import { ofWhatItNames } from '../reach';
import { reasonInput } from '../input/conditions';
import { holdReceipt } from '../receipt';

export const VoidHold = declare({
  type: 'VoidHold',
  permission: 'post',
  reach: ofWhatItNames,
  target: 'hold',
  input: reasonInput,
  answer: 'HoldVoided',
  receipt: holdReceipt,
});
