import { z } from 'zod';
import { declare } from '../declaration';
import { ofPostings } from '../reach';
import { conditional } from '../input/conditions';
import { reason } from '../input/fields';
import { part, partOnce } from '../input/posting-input';
import { transactionDetails } from '../input/transaction-details';
import { transactionReceipt } from '../receipt';

export const ReverseTransaction = declare({
  type: 'ReverseTransaction',
  permission: 'post',
  reach: ofPostings,
  target: 'transaction',
  input: z.strictObject({ reason, ...part, ...transactionDetails, ...conditional }).check(partOnce),
  /** Only the journal knows the transaction that it mirrors. */
  complete: async (journal, { ledger, key }, given) => ({
    ...given,
    original: await journal.transaction(ledger, given.transaction, key),
  }),
  answer: 'TransactionPosted',
  receipt: transactionReceipt,
});
