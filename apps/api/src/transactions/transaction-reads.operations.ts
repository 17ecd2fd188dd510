import { z } from 'zod';
import { personalFields } from '../subjects/personal-fields';
import { amount as amountText } from '@commands/input/amount-text';
import { accountPath, category, currencyCode, metadata, reference, tag } from '@commands/input/fields';
import type { FlawCode } from '@commands/input/malformed';
import { queryProblems, underLedger, type Operation } from '../operations/operation';
import {
  amount,
  category as categoryRead,
  currency,
  description,
  effectiveAt,
  holdId,
  ledgerId,
  listOf,
  metadataSchema,
  personalKeysSchema,
  path,
  recordedAt,
  reference as referenceRead,
  seq,
  seqOfAnswer,
  side,
  tags,
  transactionId,
} from '../answers/read.schemas';
import {
  effectiveField,
  forwards,
  freshnessFields,
  knownFields,
  knownGiven,
  knownOnce,
  latestFirstFields,
  pageFields,
  timeField,
} from '../requests/reading';
import { transactionExample } from './transactions.operations';

/** What is left out of what touches an account that the caller may read. */
export const unlessCovered = '; absent where none of your grants covers the account';

const pointer = z.object({ id: transactionId, seq }).meta({ id: 'TransactionPointer' });
const transaction = z
  .object({
    id: transactionId,
    ledger: ledgerId,
    seq,
    recordedAt,
    effectiveAt,
    category: categoryRead,
    reference: referenceRead,
    description,
    reason: z.string().nullable().meta({ description: 'Why it reverses another transaction, or null.' }),
    reverses: pointer.nullable().meta({ description: 'The transaction that it reverses, or null.' }),
    reversedBy: z
      .array(
        pointer
          .extend({
            amounts: z
              .array(amount)
              .meta({ description: 'What the reversal took back, posting by posting of this transaction.' }),
          })
          .meta({ id: 'Reversal' }),
      )
      .meta({ description: 'Its reversals, the earliest first.' }),
    captures: z
      .object({ id: holdId, seq })
      .meta({ id: 'HoldPointer' })
      .nullable()
      .meta({ description: 'The hold that it captures, or null.' }),
    lateReason: z
      .string()
      .nullable()
      .meta({ description: 'Why it came after its period was soft-closed, or null.' }),
    imported: z.boolean().meta({ description: 'Whether it was imported before the ledger went live.' }),
    tags,
    metadata: metadataSchema,
    personal: personalKeysSchema.exactOptional(),
    postings: z
      .array(
        z
          .object({
            account: path,
            side,
            amount,
            currency,
            posted: amount
              .exactOptional()
              .meta({ description: `Balance of the account after this posting${unlessCovered}.` }),
            remaining: amount
              .exactOptional()
              .meta({ description: `What can still be reversed of this posting${unlessCovered}.` }),
          })
          .meta({ id: 'PostingOfTransaction' }),
      )
      .meta({ description: 'Its postings, in the order in which they were given.' }),
  })
  .meta({ id: 'Transaction', description: 'The transaction.' });

const example = {
  id: '019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21',
  ledger: 'acme',
  seq: '1024',
  recordedAt: '2026-11-22T05:57:38.001Z',
  ...transactionExample,
  reason: null,
  reverses: null,
  reversedBy: [],
  captures: null,
  lateReason: null,
  imported: false,
  postings: transactionExample.postings.map((posting) => ({
    ...posting,
    posted: posting.amount,
    remaining: posting.amount,
  })),
};

/** A quarter of it was taken back. */
const reversedExample = {
  ...example,
  reversedBy: [
    {
      id: '019aab5e-4b60-7d22-8e3f-6a1d7c9b8e32',
      seq: '1025',
      amounts: ['25.00', '24.75', '0.25'],
    },
  ],
  postings: example.postings.map((posting, i) => ({ ...posting, remaining: ['75.00', '74.25', '0.75'][i]! })),
};

interface AmountQuery {
  readonly account?: string | undefined;
  readonly currency?: string | undefined;
  readonly amountFrom?: string | undefined;
  readonly amountTo?: string | undefined;
}

/** Refuses amounts of no account or of no currency, and a range that ends before it begins. */
function amountsInPlace({ value, issues }: z.core.ParsePayload<AmountQuery>): void {
  const { account, currency, amountFrom, amountTo } = value;
  const refuse = (name: keyof AmountQuery, code: FlawCode, message: string) =>
    issues.push({ code: 'custom', input: value, path: [name], message, params: { code } });
  const isAmount = amountFrom !== undefined || amountTo !== undefined;
  if (account === undefined && (isAmount || currency !== undefined))
    refuse('account', 'Missing', 'Give the account on which such a posting is looked for.');
  if (currency === undefined && isAmount) refuse('currency', 'Missing', 'Give the currency of the amounts.');
  if (amountFrom !== undefined && amountTo !== undefined && inAtoms(amountFrom) > inAtoms(amountTo))
    refuse('amountFrom', 'OutOfRange', 'Give an amount that is not above amountTo.');
}

/** In units of the eighteenth decimal, the last that a currency can have. */
function inAtoms(amountGiven: string): bigint {
  const [whole, decimals = ''] = amountGiven.split('.');
  return BigInt(whole + decimals.padEnd(18, '0'));
}

export const listTransactions = {
  id: 'listTransactions',
  permission: { to: 'readFigures', of: 'node' },
  method: 'GET',
  path: `${underLedger}/transactions`,
  tag: 'Transactions',
  summary: 'Find transactions; the latest first unless asked otherwise',
  description:
    'All parameters given must hold. `metadata[<key>]=<value>` may be given for any number of keys. The ends of spans of time are not included, those of amounts are.',
  query: z
    .strictObject({
      account: accountPath.meta({ description: 'Has a posting on this account.' }).exactOptional(),
      currency: currencyCode
        .meta({
          ...currencyCode.meta(),
          description: 'Currency of that posting; needs `account`.',
        })
        .exactOptional(),
      amountFrom: amountText
        .meta({
          ...amountText.meta(),
          description: 'Minimum amount of that posting; needs `account` and `currency`.',
        })
        .exactOptional(),
      amountTo: amountText
        .meta({
          ...amountText.meta(),
          description: 'Maximum amount of that posting; needs `account` and `currency`.',
        })
        .exactOptional(),
      under: accountPath
        .meta({ description: 'Has a posting on this account or on one below it.' })
        .exactOptional(),
      category: category.meta({ description: 'Has exactly this category.' }).exactOptional(),
      tag: tag.meta({ description: 'Has this tag.' }).exactOptional(),
      reference: reference.meta({ description: 'Has this reference.' }).exactOptional(),
      metadata: metadata
        .meta({
          description: 'Has these values in its metadata: `metadata[psp]=acme`, or `metadata.psp=acme`.',
          examples: [{ psp: 'acme' }],
        })
        .exactOptional(),
      effectiveFrom: timeField('Effective at or after this time.'),
      effectiveTo: timeField('Effective before this time.'),
      recordedFrom: timeField('Recorded at or after this time.'),
      recordedTo: timeField('Recorded before this time.'),
      ...latestFirstFields,
      ...freshnessFields,
      ...effectiveField,
      ...knownFields,
    })
    .check(
      forwards('effectiveFrom', 'effectiveTo'),
      forwards('recordedFrom', 'recordedTo'),
      amountsInPlace,
      knownOnce,
    ),
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
  permission: { to: 'readFigures', of: 'found' },
  method: 'GET',
  path: `${underLedger}/transactions/:id`,
  tag: 'Transactions',
  summary: 'Read a transaction',
  description: 'With its postings, the balances after them, and the reversals known of it.',
  query: z.strictObject({ ...freshnessFields, ...knownFields, ...personalFields }).check(knownOnce),
  answers: [
    {
      status: 200,
      description: 'The transaction, and the last entry that the answer includes.',
      schema: z.object({ transaction, seq: seqOfAnswer }),
      example: { transaction: reversedExample, seq: '1030' },
    },
  ],
  problems: [...queryProblems, 'TransactionNotFound', 'PersonalTextNotKept', 'NotReady'],
} as const satisfies Operation;

const change = z.object({
  transaction,
  balances: z
    .array(
      z.object({
        account: path,
        currency,
        before: amount.meta({
          description: 'Balance at the effective time, as known just before the transaction.',
        }),
        after: amount.meta({ description: 'Balance at the effective time, as known with the transaction.' }),
      }),
    )
    .meta({ description: 'The balances that it moved.' }),
});

export const listChanges = {
  id: 'listChanges',
  permission: { to: 'readFigures', of: 'node' },
  method: 'GET',
  path: `${underLedger}/changes`,
  tag: 'Transactions',
  summary: 'List what was recorded since an earlier time or entry, and the balances that it changed',
  description:
    'The transactions recorded after `knownAt` or `knownAtSeq`, one of which must be given; with `effectiveAt` only those effective at or before that time: what restates a balance that was read before. Each comes with the balances at that time that it moved, just before it and with it, on the normal side. The first one recorded comes first unless asked otherwise.',
  query: z
    .strictObject({ ...pageFields, ...freshnessFields, ...effectiveField, ...knownFields })
    .check(knownOnce, knownGiven),
  answers: [
    {
      status: 200,
      description: 'A page of changes.',
      schema: listOf(change).extend({
        since: seq.meta({ description: 'The last entry that was known already.' }),
      }),
      example: {
        items: [
          {
            transaction: example,
            balances: [
              { account: 'bank:safeguarding', currency: 'EUR', before: '0.00', after: '100.00' },
              { account: 'customers:alice:wallet', currency: 'EUR', before: '50.00', after: '149.00' },
              { account: 'income:fees:topup', currency: 'EUR', before: '3.00', after: '4.00' },
            ],
          },
        ],
        next: null,
        seq: '1030',
        since: '1000',
      },
    },
  ],
  problems: queryProblems,
} as const satisfies Operation;
