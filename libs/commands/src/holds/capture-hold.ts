import { z } from 'zod';
import { declare } from '../declaration';
import { ofPostings } from '../reach';
import { conditional } from '../input/conditions';
import { part, partOnce } from '../input/posting-input';
import { transactionDetails } from '../input/transaction-details';
import { transactionReceipt } from '../receipt';

export const captureFields = {
  ...part,
  final: z
    .boolean()
    .meta({ description: 'Whether the rest of the hold is released after this capture. Default `false`.' })
    .exactOptional(),
  ...transactionDetails,
  ...conditional,
};

/** Without amount and postings, all that remains. */
export const CaptureHold = declare({
  type: 'CaptureHold',
  permission: 'post',
  reach: ofPostings,
  target: 'hold',
  input: z.strictObject(captureFields).check(partOnce),
  answer: 'TransactionPosted',
  receipt: transactionReceipt,
});
