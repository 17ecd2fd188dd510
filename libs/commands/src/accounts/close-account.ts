import { declare } from '../declaration';
import { reasonInput } from '../input/conditions';
import { accountReceipt } from '../receipt';

export const CloseAccount = declare({
  type: 'CloseAccount',
  permission: 'configure',
  target: 'path',
  input: reasonInput,
  answer: 'AccountClosed',
  receipt: accountReceipt,
});
