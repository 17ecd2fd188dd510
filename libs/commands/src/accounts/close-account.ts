import { declare } from '../declaration';
import { ofPath } from '../reach';
import { reasonInput } from '../input/conditions';
import { accountReceipt } from '../receipt';

export const CloseAccount = declare({
  type: 'CloseAccount',
  permission: 'configure',
  reach: ofPath,
  target: 'path',
  input: reasonInput,
  answer: 'AccountClosed',
  receipt: accountReceipt,
});
