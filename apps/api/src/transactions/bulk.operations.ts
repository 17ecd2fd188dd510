import { z } from 'zod';
import { bulkItemsMax } from '@commands/submit-many';
import { bulkItemInput } from '@commands/transactions/post-transactions';
import { commandProblems, underLedger, type Operation } from '../operations/operation';
import { writeQuery } from '../requests/parts';
import { problemSchema } from '../problems/problem.schemas';
import { acceptedItem, transactionReceiptExample } from '../answers/receipt.schemas';
import { detailProblems, postingProblems, transactionExample } from './transactions.operations';

const item = { idempotencyKey: 'topup-7f3a', ...transactionExample };

const result = z.union([
  acceptedItem,
  z
    .object({
      status: z.int().meta({ description: 'Status that the same command alone would be answered with.' }),
      problem: problemSchema.meta({ description: 'Why the item was refused.' }),
    })
    .meta({ id: 'RefusedItem' }),
]);

const results = z
  .object({
    items: z.array(result).meta({ description: 'One result for each item, in the order of the request.' }),
  })
  .meta({ id: 'BulkResults' });
const resultExample = { status: 201, replayed: false, receipt: transactionReceiptExample };

export const postTransactions: Operation = {
  id: 'postTransactions',
  permission: { to: 'post', of: 'command' },
  method: 'POST',
  path: `${underLedger}/transactions/bulk`,
  tag: 'Transactions',
  summary: 'Post many transactions',
  description:
    `As JSON, up to ${bulkItemsMax} items: atomic, where one refusal refuses all and names the item, or each on its own. ` +
    'As application/x-ndjson, any number, one item a line, each on its own: the results come back as lines in the same ' +
    'order while the request is still being sent. A stream ends early, with a last result `StreamStopped` that stands for ' +
    'no line, once more than 1,000 lines and most of them are malformed, or at a line that does not end.',
  query: writeQuery,
  body: {
    schema: z.strictObject({
      atomic: z
        .boolean()
        .meta({ description: '`true`: all or none, in one append. `false`, or without it: each on its own.' })
        .exactOptional(),
      items: z
        .array(bulkItemInput)
        .min(1)
        .max(bulkItemsMax)
        .meta({ description: `The transactions, 1 to ${bulkItemsMax}, each with its own key.` }),
    }),
    example: { atomic: false, items: [item] },
  },
  streamBody: {
    contentType: 'application/x-ndjson',
    description: 'One item a line, with its idempotencyKey.',
    example: `${JSON.stringify(item)}\n`,
  },
  answers: [
    {
      status: 200,
      description:
        'Each on its own, or dry run: one result per item, in order. Lines where the request was lines.',
      schema: results,
      example: { items: [resultExample] },
    },
    {
      status: 201,
      description: 'Atomic: all accepted.',
      schema: results,
      example: { items: [resultExample] },
    },
  ],
  problems: [
    ...commandProblems.filter((code) => code !== 'IdempotencyKeyMissing'),
    'BulkTooLarge',
    'StreamStopped',
    'ApprovalRequired',
    'ProposalNotPossible',
    ...detailProblems,
    ...postingProblems,
  ],
};
