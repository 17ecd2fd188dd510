import { z } from 'zod';
import { accountPath, category, reference, tag } from '@commands/fields';
import { queryProblems, underLedger, type Operation } from '../operation';
import { amount, listOf, metadataSchema, seq, side, time } from '../read.schemas';
import { freshnessFields, knownFields, knownOnce, pageFields } from '../reading';

const status = z.enum(['open', 'captured', 'voided', 'expired']).meta({
  description: 'From the instant of its expiry on a hold is expired, even before the entry that says so.',
});

const hold = {
  id: z.string().meta({ format: 'uuid' }),
  ledger: z.string(),
  seq,
  status,
  placedAt: time,
  changedAt: time,
  expiresAt: time.nullable(),
  category: z.string().nullable(),
  reference: z.string().nullable(),
  description: z.string().nullable(),
  reason: z.string().nullable().meta({ description: 'Why it was voided.' }),
  tags: z.array(z.string()),
  metadata: metadataSchema,
  tolerance: z
    .union([
      z.object({ percent: z.string() }),
      z.object({ amounts: z.array(z.object({ amount, currency: z.string() })) }),
    ])
    .nullable(),
  lines: z.array(
    z.object({
      account: z.string(),
      side,
      currency: z.string(),
      held: amount.meta({ description: 'All that was ever held, increments included.' }),
      captured: amount,
      left: amount.meta({ description: 'What is still held.' }),
    }),
  ),
};

const step = z.object({
  step: z.enum(['placed', 'incremented', 'captured', 'voided', 'expired']),
  id: z.string().meta({ format: 'uuid', description: 'Of a capture, the id of its transaction.' }),
  seq,
  recordedAt: time,
  amounts: z
    .array(amount)
    .meta({ description: 'Line by line, what it set aside, captured, or released as it ended the hold.' }),
  left: z.array(amount).meta({ description: 'Line by line, what was still held after it.' }),
});

const line = { currency: 'EUR', held: '60.00', captured: '20.00', left: '40.00' };

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
    left: ['60.00', '60.00'],
  },
  {
    step: 'captured',
    id: '019aab6b-5c1c-7b02-8f3a-1e2d3c4b5a69',
    seq: '1041',
    recordedAt: example.changedAt,
    amounts: ['20.00', '20.00'],
    left: ['40.00', '40.00'],
  },
];

export const listHolds = {
  id: 'listHolds',
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
      category: category.exactOptional(),
      reference: reference.exactOptional(),
      tag: tag.exactOptional(),
      ...pageFields,
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
  method: 'GET',
  path: `${underLedger}/holds/:id`,
  tag: 'Holds',
  summary: 'Read a hold: its lines, and everything that happened to it',
  query: z.strictObject({ ...freshnessFields, ...knownFields }).check(knownOnce),
  answers: [
    {
      status: 200,
      description: 'The hold, and the seq the answer is true at.',
      schema: z.object({ hold: z.object({ ...hold, steps: z.array(step) }), seq }),
      example: { hold: { ...example, steps: stepsExample }, seq: '1041' },
    },
  ],
  problems: [...queryProblems, 'HoldNotFound'],
} as const satisfies Operation;
