import { z } from 'zod';
import { conditional } from '../input/conditions';
import { postings } from '../input/posting-input';
import { transactionDetails } from '../input/transaction-details';
import { declare } from '../declaration';
import { ofPostings } from '../reach';
import { transactionReceipt } from '../receipt';

/** The fields of a transaction. */
export const postTransactionInput = z.strictObject({ postings, ...transactionDetails, ...conditional });

export const PostTransaction = declare({
  type: 'PostTransaction',
  permission: 'post',
  reach: ofPostings,
  input: postTransactionInput,
  answer: 'TransactionPosted',
  receipt: transactionReceipt,
});
