import { z } from 'zod';
import { CaptureHold } from '@commands/holds/capture-hold';
import { IncrementHold } from '@commands/holds/increment-hold';
import { PlaceHold } from '@commands/holds/place-hold';
import { VoidHold } from '@commands/holds/void-hold';
import { captureHoldsInput } from '@commands/holds/capture-holds';
import { bulkItemsMax } from '@commands/submit-many';
import { commandProblems, underLedger, type Operation } from '../operations/operation';
import { writeQuery } from '../requests/parts';
import type { ProblemCode } from '../problems/problem-catalogue';
import { acceptedItem, captureAnswers, captureReceiptExample, holdAnswers } from '../answers/receipt.schemas';
import { detailProblems, postingProblems } from '../transactions/transactions.operations';
import { submitting } from '../operations/submitting';

const command = { tag: 'Holds' } as const;
const underHold = `${underLedger}/holds/:id`;

/** What the rules may say of a hold that is named. */
const holdProblems = [
  'HoldNotFound',
  'HoldAlreadyCaptured',
  'HoldIsVoided',
  'HoldIsExpired',
] as const satisfies readonly ProblemCode[];

const partProblems = [
  'AmountIsAmbiguous',
  'AmountIsZero',
  'PostingNotOfHold',
] as const satisfies readonly ProblemCode[];

const captureProblems = [
  'LedgerIsImporting',
  ...holdProblems,
  ...detailProblems,
  'EffectiveAtBeforeOriginal',
  ...partProblems,
  'CaptureAboveHold',
  ...postingProblems,
] as const satisfies readonly ProblemCode[];

export const placeHold = submitting(PlaceHold, {
  ...command,
  id: 'placeHold',
  method: 'POST',
  path: `${underLedger}/holds`,
  summary: 'Place a hold: set amounts aside for a later transaction',
  description:
    'Its postings balance, as those of a transaction. What would leave is no longer available; what would arrive is ' +
    'not available yet. From `expiresAt` on nothing is held. `tolerance` is by how much captures may exceed the hold, in currencies of its postings; it goes with the capture that uses the hold up, and not after it.',
  example: {
    postings: [
      { account: 'customers:alice:wallet', side: 'debit', amount: '60.00', currency: 'EUR' },
      { account: 'payables:visa', side: 'credit', amount: '60.00', currency: 'EUR' },
    ],
    expiresAt: '2999-12-31T00:00:00.000Z',
    tolerance: { percent: '20' },
    category: 'card.purchase',
    reference: 'auth-20261122-0042',
  },
  answers: holdAnswers,
  problems: [
    ...commandProblems,
    'LedgerIsImporting',
    'ReferenceAlreadyUsed',
    'ExpiryInPast',
    'AmountIsZero',
    'PostingNotOfHold',
    ...postingProblems,
  ],
});

export const incrementHold = submitting(IncrementHold, {
  ...command,
  id: 'incrementHold',
  method: 'POST',
  path: `${underHold}/increments`,
  summary: 'Increment a hold: set more aside under it, move its expiry, or both',
  description: 'An amount is shared out over the postings of each side as they were held.',
  example: { amount: '10.00', expiresAt: '2999-12-31T12:00:00.000Z' },
  answers: holdAnswers,
  problems: [...commandProblems, ...holdProblems, 'ExpiryInPast', ...partProblems, ...postingProblems],
});

export const captureHold = submitting(CaptureHold, {
  ...command,
  id: 'captureHold',
  method: 'POST',
  path: `${underHold}/captures`,
  summary: 'Capture a hold, wholly or in part: turn it into a transaction',
  description:
    'Without `amount` and `postings`, captures all that remains, as far as it balances. What remains after it stays ' +
    'held, unless the capture is `final` or nothing of it could be captured any more. ' +
    'The transaction has the category and the reference of the hold where it gives none. ' +
    'It is not effective before the hold was placed.',
  example: { amount: '54.00', final: true, reference: 'clr-20261123-0042' },
  answers: captureAnswers,
  problems: [...commandProblems, ...captureProblems],
});

export const voidHold = submitting(VoidHold, {
  ...command,
  id: 'voidHold',
  method: 'POST',
  path: `${underHold}/void`,
  summary: 'Void a hold: release what remains of it',
  description: 'What was captured stays captured. A voided hold cannot be captured or incremented any more.',
  example: { reason: 'The order was cancelled' },
  answers: holdAnswers,
  problems: [...commandProblems, ...holdProblems],
});

const results = z
  .object({
    items: z
      .array(acceptedItem)
      .meta({ description: 'One result for each item, in the order of the request.' }),
  })
  .meta({ id: 'AcceptedItems' });
const resultsExample = { items: [{ status: 201, replayed: false, receipt: captureReceiptExample }] };

export const captureHolds = {
  id: 'captureHolds',
  permission: { to: 'post', of: 'command' },
  method: 'POST',
  path: `${underLedger}/holds/captures`,
  tag: 'Holds',
  summary: 'Capture many holds at once, as a settlement file does: all of them or none',
  description: `Up to ${bulkItemsMax} items, each with its own key; a refusal names the item. All go into one append, so their entries together must fit into it.`,
  query: writeQuery,
  body: {
    schema: captureHoldsInput,
    example: {
      items: [
        {
          idempotencyKey: 'settlement-20261123-1',
          hold: '019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21',
          amount: '54.00',
          final: true,
          reference: 'clr-20261123-0042',
        },
      ],
    },
  },
  answers: [
    {
      status: 201,
      description: 'All accepted: one result per item, in order.',
      schema: results,
      example: resultsExample,
    },
    {
      status: 200,
      description: 'Dry run: what it would answer; nothing was written.',
      schema: results,
      example: resultsExample,
    },
  ],
  problems: [
    ...commandProblems.filter((code) => code !== 'IdempotencyKeyMissing'),
    'BulkTooLarge',
    ...captureProblems,
  ],
} as const satisfies Operation;
