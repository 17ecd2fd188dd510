import { z } from 'zod';
import { personalFields } from '../subjects/personal-fields';
import { accountPath, category, reference, tag } from '@commands/input/fields';
import { queryProblems, underLedger, type Operation } from '../operations/operation';
import {
  amount,
  amountOfCurrency,
  category as categoryRead,
  currency,
  description,
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
  time,
} from '../answers/read.schemas';
import { freshnessFields, knownFields, knownOnce, latestFirstFields } from '../requests/reading';
import { unlessCovered } from '../transactions/transaction-reads.operations';

const status = z.enum(['open', 'captured', 'voided', 'expired']).meta({
  description: 'A hold is expired as soon as its time has passed, even before its expiry is recorded.',
});

const hold = {
  id: holdId,
  ledger: ledgerId,
  seq: seq.meta({ description: 'The entry that placed it.' }),
  status,
  placedAt: time.meta({ description: 'When it was placed, in UTC.' }),
  changedAt: time.meta({ description: 'When it was last placed, incremented, captured or ended, in UTC.' }),
  expiresAt: time.nullable().meta({ description: 'When it expires, in UTC; null if never.' }),
  category: categoryRead,
  reference: referenceRead,
  description,
  reason: z.string().nullable().meta({ description: 'Why it was voided, or null.' }),
  tags,
  metadata: metadataSchema,
  personal: personalKeysSchema.exactOptional(),
  tolerance: z
    .union([
      z
        .object({
          percent: z.string().meta({ description: 'Percentage of what was held, increments included.' }),
        })
        .meta({ id: 'PercentTolerance' }),
      z
        .object({
          amounts: z.array(amountOfCurrency).meta({ description: 'Amounts, one per currency.' }),
        })
        .meta({ id: 'AmountTolerance' }),
    ])
    .nullable()
    .meta({ description: 'By how much captures may exceed it in all; null: not at all.' }),
  lines: z
    .array(
      z
        .object({
          account: path,
          side,
          currency,
          held: amount
            .exactOptional()
            .meta({ description: `The whole amount held, increments included${unlessCovered}.` }),
          captured: amount
            .exactOptional()
            .meta({ description: `All that was captured so far${unlessCovered}.` }),
          remaining: amount.exactOptional().meta({ description: `What remains held${unlessCovered}.` }),
        })
        .meta({ id: 'HoldLine' }),
    )
    .meta({ description: 'One line for each posting that was held.' }),
};

const step = z.object({
  step: z
    .enum(['placed', 'incremented', 'captured', 'voided', 'expired'])
    .meta({ description: 'What happened.' }),
  id: z
    .string()
    .meta({ format: 'uuid', description: 'Id of the entry; of a capture, the id of its transaction.' }),
  seq,
  recordedAt,
  amounts: z.array(amount).exactOptional().meta({
    description:
      'What the step set aside, captured or released, line by line; absent where a line is of an account that none of your grants covers.',
  }),
  remaining: z.array(amount).exactOptional().meta({
    description:
      'What remained held after the step, line by line; absent where a line is of an account that none of your grants covers.',
  }),
});

const line = { currency: 'EUR', held: '60.00', captured: '20.00', remaining: '40.00' };

const example = {
  id: '019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21',
  ledger: 'acme',
  seq: '1030',
  status: 'open',
  placedAt: '2026-11-22T05:57:38.001Z',
  changedAt: '2026-11-22T06:12:00.412Z',
  expiresAt: '2026-11-29T05:57:38.000Z',
  category: 'card.purchase',
  reference: 'auth-20261122-0042',
  description: null,
  reason: null,
  tags: [],
  metadata: {},
  tolerance: { percent: '20' },
  lines: [
    { account: 'customers:alice:wallet', side: 'debit', ...line },
    { account: 'payables:visa', side: 'credit', ...line },
  ],
};

const stepsExample = [
  {
    step: 'placed',
    id: example.id,
    seq: '1030',
    recordedAt: example.placedAt,
    amounts: ['60.00', '60.00'],
    remaining: ['60.00', '60.00'],
  },
  {
    step: 'captured',
    id: '019aab6b-5c1c-7b02-8f3a-1e2d3c4b5a69',
    seq: '1041',
    recordedAt: example.changedAt,
    amounts: ['20.00', '20.00'],
    remaining: ['40.00', '40.00'],
  },
];

export const listHolds = {
  id: 'listHolds',
  permission: { to: 'readFigures', of: 'node' },
  method: 'GET',
  path: `${underLedger}/holds`,
  tag: 'Holds',
  summary: 'List holds; the latest first unless asked otherwise',
  description:
    'All parameters given must hold. Every page shows the holds as they were at the seq of the first.',
  query: z
    .strictObject({
      account: accountPath.meta({ description: 'Has a line on this account.' }).exactOptional(),
      status: status.exactOptional(),
      category: category.meta({ description: 'Has exactly this category.' }).exactOptional(),
      reference: reference.meta({ description: 'Has this reference.' }).exactOptional(),
      tag: tag.meta({ description: 'Has this tag.' }).exactOptional(),
      ...latestFirstFields,
      ...freshnessFields,
      ...knownFields,
    })
    .check(knownOnce),
  answers: [
    {
      status: 200,
      description: 'A page of holds.',
      schema: listOf(z.object(hold)),
      example: { items: [example], next: null, seq: '1041' },
    },
  ],
  problems: queryProblems,
} as const satisfies Operation;

export const getHold = {
  id: 'getHold',
  permission: { to: 'readFigures', of: 'found' },
  method: 'GET',
  path: `${underLedger}/holds/:id`,
  tag: 'Holds',
  summary: 'Read a hold: its lines and its history',
  description: 'The steps have the amounts of every increment and capture, line by line, in order.',
  query: z.strictObject({ ...freshnessFields, ...knownFields, ...personalFields }).check(knownOnce),
  answers: [
    {
      status: 200,
      description: 'The hold, and the last entry that the answer includes.',
      schema: z.object({
        hold: z
          .object({
            ...hold,
            steps: z.array(step).meta({ description: 'Its history, the first step first.' }),
          })
          .meta({ description: 'The hold.' }),
        seq: seqOfAnswer,
      }),
      example: { hold: { ...example, steps: stepsExample }, seq: '1041' },
    },
  ],
  problems: [...queryProblems, 'HoldNotFound', 'PersonalTextNotKept', 'NotReady'],
} as const satisfies Operation;
