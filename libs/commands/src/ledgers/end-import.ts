import { declare } from '../declaration';
import { ofWhole } from '../reach';
import { reasonInput } from '../input/conditions';
import { plainReceipt } from '../receipt';

export const EndImport = declare({
  type: 'EndImport',
  permission: 'configure',
  reach: ofWhole,
  input: reasonInput,
  answer: 'ImportEnded',
  receipt: plainReceipt,
});
