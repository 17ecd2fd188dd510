import { declare } from '../declaration';
import { reasonInput } from '../input/conditions';
import { plainReceipt } from '../receipt';

export const EndImport = declare({
  type: 'EndImport',
  permission: 'configure',
  input: reasonInput,
  answer: 'ImportEnded',
  receipt: plainReceipt,
});
