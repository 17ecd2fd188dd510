import { z } from 'zod';
import type { DescribedAnswer } from './operation';

const seq = z.string().meta({ pattern: '^(0|[1-9][0-9]*)$', examples: ['1024'] });
const time = z.string().meta({ format: 'date-time', examples: ['2026-11-22T05:57:37.123Z'] });
const amount = z.string().meta({ examples: ['149.00'] });

const receipt = {
  id: z.string().meta({ format: 'uuid', description: 'Id of the entry; of a transaction, its id.' }),
  ledger: z.string(),
  seq: seq.meta({
    description: 'Place of the entry in the journal; pass it as `after` to read what you wrote.',
  }),
  recordedAt: time,
};

const plainReceipt = z.object(receipt);
const accountReceipt = z.object({ ...receipt, path: z.string() });
const currencyReceipt = z.object({ ...receipt, currency: z.string(), decimals: z.int() });

export const transactionReceipt = z.object({
  ...receipt,
  balances: z
    .array(
      z.object({
        account: z.string(),
        currency: z.string(),
        posted: amount,
        available: amount,
        version: seq,
      }),
    )
    .meta({ description: 'The figures right after this transaction, one per account and currency.' }),
  reverses: z.object({ id: z.string(), seq }).optional(),
});

const example = {
  id: '019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21',
  ledger: 'acme',
  seq: '1024',
  recordedAt: '2026-11-22T05:57:37.123Z',
};

export const transactionReceiptExample = {
  ...example,
  balances: [
    { account: 'bank:safeguarding', currency: 'EUR', posted: '100.00', available: '100.00', version: '1' },
    { account: 'customers:alice:wallet', currency: 'EUR', posted: '99.00', available: '99.00', version: '1' },
    { account: 'income:fees:topup', currency: 'EUR', posted: '1.00', available: '1.00', version: '1' },
  ],
};

/** 201 as it is written, 200 for a dry run. */
function written(schema: z.ZodType, body: unknown): DescribedAnswer[] {
  return [
    {
      status: 201,
      description: 'Accepted; the receipt. A replayed key gets it again, with Idempotency-Replayed: true.',
      schema,
      example: body,
    },
    {
      status: 200,
      description: 'Dry run: what it would answer; nothing was written.',
      schema,
      example: body,
    },
  ];
}

export const plainAnswers = written(plainReceipt, example);
export const accountAnswers = written(accountReceipt, { ...example, path: 'customers:alice:wallet' });
export const currencyAnswers = written(currencyReceipt, { ...example, currency: 'PTS', decimals: 0 });
export const transactionAnswers = written(transactionReceipt, transactionReceiptExample);
