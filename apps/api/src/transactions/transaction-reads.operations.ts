import { z } from 'zod';
import { accountPath, category, reference, tag } from '@commands/fields';
import { queryProblems, underLedger, type Operation } from '../operation';
import { amount, listOf, metadataSchema, seq, side, time } from '../read.schemas';
import { forwards, freshnessFields, pageFields, timeField } from '../reading';
import { transactionExample } from './transactions.operations';

const pointer = z.object({ id: z.string(), seq }).nullable();

const transaction = z.object({
  id: z.string().meta({ format: 'uuid' }),
  ledger: z.string(),
  seq,
  recordedAt: time,
  effectiveAt: time,
  category: z.string().nullable(),
  reference: z.string().nullable(),
  description: z.string().nullable(),
  reason: z.string().nullable(),
  reverses: pointer,
  reversedBy: pointer,
  tags: z.array(z.string()),
  metadata: metadataSchema,
  postings: z.array(
    z.object({
      account: z.string(),
      side,
      amount,
      currency: z.string(),
      posted: amount.meta({ description: 'Balance of the account after this posting.' }),
    }),
  ),
});

const example = {
  id: '019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21',
  ledger: 'acme',
  seq: '1024',
  recordedAt: '2026-11-22T05:57:38.001Z',
  ...transactionExample,
  reason: null,
  reverses: null,
  reversedBy: null,
  postings: transactionExample.postings.map((posting) => ({ ...posting, posted: posting.amount })),
};

export const listTransactions = {
  id: 'listTransactions',
  method: 'GET',
  path: `${underLedger}/transactions`,
  tag: 'Transactions',
  summary: 'Find transactions; the latest first unless asked otherwise',
  description:
    'All parameters given must hold. `metadata.<key>=<value>` may be given for any number of keys. The ends of spans of time are not included.',
  query: z
    .strictObject({
      account: accountPath.meta({ description: 'Has a posting on this account.' }).exactOptional(),
      under: accountPath
        .meta({ description: 'Has a posting on this account or on one below it.' })
        .exactOptional(),
      category: category.exactOptional(),
      tag: tag.exactOptional(),
      reference: reference.exactOptional(),
      effectiveFrom: timeField,
      effectiveTo: timeField,
      recordedFrom: timeField,
      recordedTo: timeField,
      ...pageFields,
      ...freshnessFields,
    })
    .check(forwards('effectiveFrom', 'effectiveTo'), forwards('recordedFrom', 'recordedTo')),
  answers: [
    {
      status: 200,
      description: 'A page of transactions.',
      schema: listOf(transaction),
      example: { items: [example], next: null, seq: '1024' },
    },
  ],
  problems: queryProblems,
} as const satisfies Operation;

export const getTransaction = {
  id: 'getTransaction',
  method: 'GET',
  path: `${underLedger}/transactions/:id`,
  tag: 'Transactions',
  summary: 'Read a transaction',
  query: z.strictObject(freshnessFields),
  answers: [
    {
      status: 200,
      description: 'The transaction, and the seq the answer is true at.',
      schema: z.object({ transaction, seq }),
      example: { transaction: example, seq: '1030' },
    },
  ],
  problems: [...queryProblems, 'TransactionNotFound'],
} as const satisfies Operation;
