import { z } from 'zod';
import { exchangeKinds } from '@ledger/exchange/exchange';
import type { DescribedAnswer } from '../operations/operation';
import {
  amount,
  amountOfCurrency,
  available,
  balanceSchema,
  currency,
  holdId,
  ledgerId,
  path,
  posted,
  recordedAt,
  seq,
  side,
  transactionId,
  version,
} from './read.schemas';

export const receipt = {
  id: z.string().meta({ format: 'uuid', description: 'Id of the entry; of a transaction, its id.' }),
  ledger: ledgerId,
  seq: seq.meta({
    description: 'Place of the entry in the journal; pass it as `after` to read what you wrote.',
  }),
  recordedAt,
};

export const plainReceipt = z.object(receipt).meta({ id: 'Receipt' });
const accountReceipt = z.object({ ...receipt, path }).meta({ id: 'AccountReceipt' });
const currencyReceipt = z
  .object({
    ...receipt,
    currency,
    decimals: z.int().meta({ description: 'Number of decimals, 0 to 18.' }),
  })
  .meta({ id: 'CurrencyReceipt' });

const periodReceipt = z
  .object({ ...receipt, period: z.string().meta({ description: 'Name of the period.' }) })
  .meta({ id: 'PeriodReceipt' });

const balances = z
  .array(z.object({ account: path, currency, posted, available, version }).meta({ id: 'BalanceAfter' }))
  .meta({ description: 'The balances right after it, one per account and currency.' });

const remaining = z.array(amount);

const transactionReceipt = z
  .object({
    ...receipt,
    balances,
    captures: z
      .object({
        id: holdId,
        remaining: remaining.meta({
          description: 'What remains held, posting by posting; all zero: the hold ended.',
        }),
        seq: seq.meta({ description: 'The entry that placed the hold.' }),
      })
      .exactOptional()
      .meta({ description: 'The hold that it captures.' }),
    reverses: z
      .object({
        id: transactionId,
        remaining: remaining
          .exactOptional()
          .meta({ description: 'What can still be reversed, posting by posting; absent where nothing can.' }),
        seq: seq.meta({ description: 'The entry of that transaction.' }),
      })
      .exactOptional()
      .meta({ description: 'The transaction that it reverses.' }),
  })
  .meta({ id: 'TransactionReceipt' });

/** What an item of a bulk is answered that was accepted. */
export const acceptedItem = z
  .object({
    status: z.literal(201).meta({ description: 'As the same command alone would be answered.' }),
    replayed: z.boolean().meta({ description: 'Whether its key had been answered before.' }),
    receipt: transactionReceipt,
  })
  .meta({ id: 'AcceptedItem' });

const conversionReceipt = z
  .object({
    ...receipt,
    balances,
    exchange: z
      .object({
        credit: amountOfCurrency.meta({ description: 'What was credited.' }),
        debit: amountOfCurrency.meta({ description: 'What was debited.' }),
        kind: z.enum(exchangeKinds).meta({ description: '`conversion` or `cover`.' }),
        quote: z
          .object({
            id: z.string().meta({ format: 'uuid', description: 'Id of the quote.' }),
            seq: seq.meta({ description: 'The entry that gave it.' }),
          })
          .exactOptional()
          .meta({ description: 'The quote that it used.' }),
        spread: amount.meta({ description: 'What the house earns by the price.' }),
        spreadIn: currency
          .exactOptional()
          .meta({ description: 'Currency of the spread in isolated mode; else it is the functional one.' }),
      })
      .meta({ id: 'Exchange', description: 'What was exchanged.' }),
    postings: z
      .array(z.object({ account: path, amount, currency, side }).meta({ id: 'ConversionPosting' }))
      .meta({ description: 'The debit and the credit. Those of the house are in the transaction.' }),
  })
  .meta({ id: 'ConversionReceipt' });

const holdReceipt = z.object({ ...receipt, balances, hold: holdId }).meta({ id: 'HoldReceipt' });

const figures = z.array(balanceSchema);

const statementReceipt = z
  .object({
    ...receipt,
    closing: figures.meta({ description: 'The balances at the last entry it covers, one per currency.' }),
    description: z.string().exactOptional().meta({ description: 'Name of the statement.' }),
    fromSeq: seq.meta({ description: 'The first entry it covers.' }),
    number: z.string().meta({
      description: 'Number of the statement, from 1 without gaps for each account.',
      examples: ['1'],
    }),
    opening: figures.meta({ description: 'The closing of the statement before; empty in the first one.' }),
    path,
    toSeq: seq.meta({ description: 'The last entry it covers.' }),
  })
  .meta({ id: 'StatementReceipt' });

const approvalReceipt = z
  .object({
    ...receipt,
    type: z.string().meta({
      description:
        'Type of the entry: `ProposalApproved` while more approvals are missing, then that of what was approved.',
    }),
  })
  .meta({ id: 'ApprovalReceipt' });

const proposalReceipt = z
  .object({
    ...receipt,
    proposal: z
      .object({
        id: z.string().meta({ format: 'uuid', description: 'Id of the proposal.' }),
        hash: z.string().meta({ description: 'SHA-256 of the command; an approval names it.' }),
        rule: z.string().meta({ description: 'Name of the rule that asks for approvals.' }),
        expiresAt: recordedAt.meta({ description: 'When it expires, in UTC.' }),
      })
      .meta({ description: 'What waits for approvals.' }),
  })
  .meta({ id: 'ProposalReceipt' });

export const example = {
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

const holdExample = {
  ...example,
  balances: [
    { account: 'customers:alice:wallet', currency: 'EUR', posted: '99.00', available: '39.00', version: '1' },
    { account: 'payables:visa', currency: 'EUR', posted: '0.00', available: '0.00', version: '0' },
  ],
  hold: example.id,
};

export const captureReceiptExample = {
  ...example,
  id: '019aab5e-4b60-7d22-8e3f-6a1d7c9b8e32',
  seq: '1025',
  balances: [
    { account: 'customers:alice:wallet', currency: 'EUR', posted: '45.00', available: '45.00', version: '2' },
    { account: 'payables:visa', currency: 'EUR', posted: '54.00', available: '54.00', version: '1' },
  ],
  captures: { id: example.id, remaining: ['0.00', '0.00'], seq: '1024' },
};

const reversalExample = {
  ...transactionReceiptExample,
  id: '019aab5e-4b60-7d22-8e3f-6a1d7c9b8e32',
  seq: '1025',
  balances: [
    { account: 'bank:safeguarding', currency: 'EUR', posted: '75.00', available: '75.00', version: '2' },
    { account: 'customers:alice:wallet', currency: 'EUR', posted: '74.25', available: '74.25', version: '2' },
    { account: 'income:fees:topup', currency: 'EUR', posted: '0.75', available: '0.75', version: '2' },
  ],
  reverses: { id: example.id, remaining: ['75.00', '74.25', '0.75'], seq: '1024' },
};

/** The answers of a command, with the schema of its receipt. */
export type ReceiptAnswers<Shown> = readonly (DescribedAnswer & { readonly schema: z.ZodType<Shown> })[];

/** 201 as it is written, 200 for a dry run. */
export function written<Shown>(schema: z.ZodType<Shown>, body: unknown): ReceiptAnswers<Shown> {
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

/** What a command that waits for approvals is answered. */
export const proposalAnswer = {
  status: 202,
  description:
    'With `propose=true`: the command waits for approvals. A replayed key gets this again, with Idempotency-Replayed: true.',
  schema: proposalReceipt,
  example: {
    ...example,
    proposal: {
      id: example.id,
      hash: '64L9GTWL1B3rbjFGk_UqecjJYqtPnIS_341qXE2TTU8',
      rule: 'payouts',
      expiresAt: '2026-11-29T05:57:37.123Z',
    },
  },
} as const satisfies DescribedAnswer;

export const plainAnswers = written(plainReceipt, example);
export const accountAnswers = written(accountReceipt, { ...example, path: 'customers:alice:wallet' });
export const currencyAnswers = written(currencyReceipt, { ...example, currency: 'PTS', decimals: 0 });
export const transactionAnswers = written(transactionReceipt, transactionReceiptExample);
export const conversionAnswers = written(conversionReceipt, {
  ...example,
  balances: [
    { account: 'customers:alice:wallet', currency: 'EUR', posted: '8.10', available: '8.10', version: '2' },
    {
      account: 'customers:alice:wallet',
      currency: 'USD',
      posted: '100.00',
      available: '100.00',
      version: '1',
    },
  ],
  exchange: {
    credit: { amount: '100.00', currency: 'USD' },
    debit: { amount: '90.90', currency: 'EUR' },
    kind: 'conversion',
    spread: '0.90',
  },
  postings: [
    { account: 'customers:alice:wallet', amount: '90.90', currency: 'EUR', side: 'debit' },
    { account: 'payables:payouts', amount: '100.00', currency: 'USD', side: 'credit' },
  ],
});
export const reversalAnswers = written(transactionReceipt, reversalExample);
export const holdAnswers = written(holdReceipt, holdExample);
export const captureAnswers = written(transactionReceipt, captureReceiptExample);
export const periodAnswers = written(periodReceipt, { ...example, period: '2025-10' });
export const approvalAnswers = written(approvalReceipt, { ...example, type: 'TransactionPosted' });
export const statementAnswers = written(statementReceipt, {
  ...example,
  closing: [{ currency: 'EUR', posted: '99.00' }],
  description: 'November 2026',
  fromSeq: '0',
  number: '1',
  opening: [],
  path: 'customers:alice:wallet',
  toSeq: '1023',
});
