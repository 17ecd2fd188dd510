import { z } from 'zod';
import { accountPath, tag } from '@commands/fields';
import { formed } from '@commands/text';
import { queryProblems, underLedger, type Operation } from '../operation';
import { amount, limitsSchema, listOf, metadataSchema, seq, side, status, time, type } from '../read.schemas';
import {
  effectiveField,
  forwards,
  freshnessFields,
  knownFields,
  knownOnce,
  pageFields,
  timeField,
} from '../reading';

const underAccount = `${underLedger}/accounts/:path`;
const seqAnswered = seq.meta({
  description:
    'What the answer is true at: given as `knownAtSeq`, it has the answer of these entries told for ever.',
});

const account = {
  path: z.string(),
  type,
  status,
  currencies: z.array(z.string()).nullable().meta({ description: 'Accepted currencies; null means any.' }),
  limits: limitsSchema,
  tags: z.array(z.string()),
  metadata: metadataSchema,
  pattern: z.string().nullable().meta({ description: 'The line of the chart that opened it, or null.' }),
  openedAt: time,
  changedAt: time,
};

const accountExample = {
  path: 'customers:alice:wallet',
  type: 'liability',
  status: 'open',
  currencies: ['EUR'],
  limits: [{ currency: 'EUR', least: '0.00' }],
  tags: [],
  metadata: {},
  pattern: 'customers:*:wallet',
  openedAt: '2026-11-22T05:57:37.123Z',
  changedAt: '2026-11-22T05:57:37.123Z',
};

const totals = { debits: amount, credits: amount };
const rolledUp = z
  .object({ ...totals, posted: amount.optional() })
  .meta({ description: 'With everything below; `posted` where the node has a type.' });

const balance = z.object({
  currency: z.string(),
  posted: amount.optional(),
  held: z.object(totals).optional(),
  available: amount.optional(),
  debits: amount.optional(),
  credits: amount.optional(),
  version: seq.optional(),
  rolledUp,
});

const balanceExample = {
  currency: 'EUR',
  posted: '149.00',
  held: { debits: '0.00', credits: '0.00' },
  available: '149.00',
  debits: '51.00',
  credits: '200.00',
  version: '13',
  rolledUp: { debits: '51.00', credits: '200.00', posted: '149.00' },
};

export const lineSchema = z.object({
  seq,
  posting: z.int().meta({ description: 'Place in its transaction, from 0.' }),
  transaction: z.string().meta({ format: 'uuid' }),
  side,
  amount,
  currency: z.string(),
  balance: amount.meta({ description: 'After this line, on the normal side.' }),
  effectiveAt: time,
  recordedAt: time,
  category: z.string().nullable(),
  reference: z.string().nullable(),
  description: z.string().nullable(),
});

export const lineExample = {
  seq: '1024',
  posting: 1,
  transaction: '019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21',
  side: 'credit',
  amount: '99.00',
  currency: 'EUR',
  balance: '149.00',
  effectiveAt: '2026-11-22T05:57:37.123Z',
  recordedAt: '2026-11-22T05:57:38.001Z',
  category: 'wallet.top_up',
  reference: 'psp-20261122-0017',
  description: 'Card top-up',
};

export const figuresSchema = z.array(z.object({ currency: z.string(), posted: amount }));

export const listAccounts = {
  id: 'listAccounts',
  method: 'GET',
  path: `${underLedger}/accounts`,
  tag: 'Accounts',
  summary: 'List accounts, in order of path',
  query: z
    .strictObject({
      under: accountPath.meta({ description: 'The account at this path and all below it.' }).exactOptional(),
      tag: tag.exactOptional(),
      type: type.exactOptional(),
      status: status.exactOptional(),
      ...pageFields,
      ...freshnessFields,
      ...knownFields,
    })
    .check(knownOnce),
  answers: [
    {
      status: 200,
      description: 'A page of accounts.',
      schema: listOf(z.object(account)),
      example: { items: [accountExample], next: null, seq: '1024' },
    },
  ],
  problems: queryProblems,
} as const satisfies Operation;

export const getAccount = {
  id: 'getAccount',
  method: 'GET',
  path: underAccount,
  tag: 'Accounts',
  summary: 'Read an account: its terms and status',
  query: z.strictObject({ ...freshnessFields, ...knownFields }).check(knownOnce),
  answers: [
    {
      status: 200,
      description: 'The account.',
      schema: z.object({ ...account, seq: seqAnswered }),
      example: { ...accountExample, seq: '1024' },
    },
  ],
  problems: [...queryProblems, 'AccountNotFound'],
} as const satisfies Operation;

export const getBalances = {
  id: 'getBalances',
  method: 'GET',
  path: `${underAccount}/balances`,
  tag: 'Balances',
  summary: 'Read the balances of an account, or of any node of the tree, in every currency',
  description:
    'Now, at an effective time, as known at an earlier time, or both. `held`, `available` and `version` are not told of an effective time.',
  query: z.strictObject({ ...freshnessFields, ...effectiveField, ...knownFields }).check(knownOnce),
  answers: [
    {
      status: 200,
      description: 'One item per currency.',
      schema: z.object({
        account: z.string(),
        type: type.nullable(),
        items: z.array(balance),
        seq: seqAnswered,
      }),
      example: { account: 'customers:alice:wallet', type: 'liability', items: [balanceExample], seq: '1024' },
    },
  ],
  problems: [...queryProblems, 'AccountNotFound'],
} as const satisfies Operation;

export const getStatement = {
  id: 'getStatement',
  method: 'GET',
  path: `${underAccount}/statement`,
  tag: 'Balances',
  summary: 'Read the statement of an account: opening, lines with running balance, closing',
  query: z
    .strictObject({
      from: timeField,
      to: timeField,
      by: z
        .enum(['effective', 'recorded'])
        .meta({ description: 'Which time of a line counts; effective without it.' })
        .exactOptional(),
      ...pageFields,
      ...freshnessFields,
      ...effectiveField,
      ...knownFields,
    })
    .check(forwards('from', 'to'), knownOnce),
  answers: [
    {
      status: 200,
      description: 'A page of the statement; opening and closing are those of the whole span on every page.',
      schema: z.object({
        account: z.string(),
        opening: figuresSchema,
        closing: figuresSchema,
        lines: z.array(lineSchema),
        next: z.string().nullable(),
        seq: seqAnswered,
      }),
      example: {
        account: 'customers:alice:wallet',
        opening: [{ currency: 'EUR', posted: '50.00' }],
        closing: [{ currency: 'EUR', posted: '149.00' }],
        lines: [lineExample],
        next: null,
        seq: '1024',
      },
    },
  ],
  problems: [...queryProblems, 'AccountNotFound'],
} as const satisfies Operation;

export const getTree = {
  id: 'getTree',
  method: 'GET',
  path: `${underLedger}/tree`,
  tag: 'Balances',
  summary: 'Read the account tree with rolled-up balances',
  query: z
    .strictObject({
      root: accountPath.meta({ description: 'Where to begin; at the top without it.' }).exactOptional(),
      depth: formed(/^(?:[0-9]|1[0-2])$/, 'a whole number from 0 to 12', {
        description: 'Levels below the root; 12, all there can be, without it.',
      }).exactOptional(),
      ...freshnessFields,
      ...effectiveField,
      ...knownFields,
    })
    .check(knownOnce),
  answers: [
    {
      status: 200,
      description: 'Nodes in ascending order of path, so that each follows the one above it.',
      schema: z.object({
        items: z.array(
          z.object({
            path: z.string(),
            depth: z.int(),
            type: type.nullable(),
            balances: z.array(z.object({ currency: z.string(), ...totals, posted: amount.optional() })),
          }),
        ),
        seq: seqAnswered,
      }),
      example: {
        items: [
          {
            path: 'customers',
            depth: 1,
            type: null,
            balances: [{ currency: 'EUR', debits: '51.00', credits: '200.00' }],
          },
        ],
        seq: '1024',
      },
    },
  ],
  problems: [...queryProblems, 'AccountNotFound', 'TreeTooLarge'],
} as const satisfies Operation;
