import { z } from 'zod';
import { accountPath, tag } from '@commands/fields';
import { formed } from '@commands/text';
import { queryProblems, underLedger, type Operation } from '../operation';
import {
  amount,
  available,
  currenciesSchema,
  currency,
  limitsSchema,
  listOf,
  metadataSchema,
  next,
  path,
  posted,
  seqOfAnswer,
  status,
  tags,
  time,
  type,
  version,
} from '../read.schemas';
import { figuresSchema, lineExample, lineSchema } from '../statements/statement.schemas';
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

const account = {
  path,
  type,
  status,
  currencies: currenciesSchema
    .nullable()
    .meta({ description: 'Codes of the currencies that it accepts; null: every one.' }),
  limits: limitsSchema,
  tags,
  metadata: metadataSchema,
  pattern: z.string().nullable().meta({ description: 'The line of the chart that opened it, or null.' }),
  openedAt: time.meta({ description: 'When it was opened, in UTC.' }),
  changedAt: time.meta({ description: 'When its terms or its status last changed, in UTC.' }),
};

const accountExample = {
  path: 'customers:alice:wallet',
  type: 'liability',
  status: 'open',
  currencies: ['EUR'],
  limits: [{ currency: 'EUR', minimum: '0.00' }],
  tags: [],
  metadata: {},
  pattern: 'customers:*:wallet',
  openedAt: '2026-11-22T05:57:37.123Z',
  changedAt: '2026-11-22T05:57:37.123Z',
};

const debits = amount.meta({ description: 'Sum of all debits, in the decimals of the currency.' });
const credits = amount.meta({ description: 'Sum of all credits, in the decimals of the currency.' });
const totals = { debits, credits };
const held = z
  .object({
    debits: amount.meta({ description: 'Debits that holds set aside.' }),
    credits: amount.meta({ description: 'Credits that holds set aside.' }),
  })
  .meta({ description: 'What open holds set aside on either side; absent with `effectiveAt`.' });

const rolledUp = z
  .object({ ...totals, posted: posted.optional() })
  .meta({ description: 'The same totals with all accounts below; `posted` where the node has a type.' });

const balance = z.object({
  currency,
  posted: posted.optional(),
  held: held.optional(),
  available: available.optional(),
  debits: debits.optional(),
  credits: credits.optional(),
  version: version.optional(),
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

export const listAccounts = {
  id: 'listAccounts',
  method: 'GET',
  path: `${underLedger}/accounts`,
  tag: 'Accounts',
  summary: 'List accounts, in order of path',
  description:
    'All parameters given must hold. Every page shows the accounts as they were at the seq of the first.',
  query: z
    .strictObject({
      under: accountPath.meta({ description: 'The account at this path and all below it.' }).exactOptional(),
      tag: tag.meta({ description: 'Has this tag.' }).exactOptional(),
      type: type.meta({ description: 'Has this type.' }).exactOptional(),
      status: status.meta({ description: 'Has this status.' }).exactOptional(),
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
  description: 'Its type, currencies, limits, tags, metadata and status; its balances are at `…/balances`.',
  query: z.strictObject({ ...freshnessFields, ...knownFields }).check(knownOnce),
  answers: [
    {
      status: 200,
      description: 'The account.',
      schema: z.object({ ...account, seq: seqOfAnswer }),
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
    'Now, at an effective time, as known at an earlier time, or both. `held`, `available` and `version` are absent with `effectiveAt`.',
  query: z.strictObject({ ...freshnessFields, ...effectiveField, ...knownFields }).check(knownOnce),
  answers: [
    {
      status: 200,
      description: 'One item per currency.',
      schema: z.object({
        account: path,
        type: type.nullable().meta({ description: 'Type of the account; null where a node has none.' }),
        items: z
          .array(balance)
          .meta({ description: 'One item per currency that was ever used, in order of code.' }),
        seq: seqOfAnswer,
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
  description:
    'One line for each posting, with the balance after it. Opening, lines and closing add up in every currency.',
  query: z
    .strictObject({
      from: timeField('Only lines at or after this time; the opening is what stood before it.'),
      to: timeField('Only lines before this time.'),
      by: z
        .enum(['effective', 'recorded'])
        .meta({ description: 'Which time of a line `from` and `to` compare with. Default `effective`.' })
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
        account: path,
        opening: figuresSchema.meta({ description: 'The balance before the first line, per currency.' }),
        closing: figuresSchema.meta({ description: 'The balance after the last line, per currency.' }),
        lines: z.array(lineSchema).meta({ description: 'The lines of this page.' }),
        next,
        seq: seqOfAnswer,
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
  description: 'Every prefix of a path is a node. A node has the totals of all accounts at it and below it.',
  query: z
    .strictObject({
      root: accountPath
        .meta({ description: 'The node to begin with. Default: the top of the tree.' })
        .exactOptional(),
      depth: formed(/^(?:[0-9]|1[0-2])$/, 'a whole number from 0 to 12', {
        description: 'Number of levels below the root, 0 to 12. Default 12, which is all.',
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
        items: z
          .array(
            z.object({
              path: path.meta({ description: 'Path of the node.' }),
              depth: z.int().meta({ description: 'Number of segments of the path, 1 to 12.' }),
              type: type.nullable().meta({ description: 'Type of the account; null where a node has none.' }),
              balances: z
                .array(z.object({ currency, ...totals, posted: posted.optional() }))
                .meta({ description: 'Totals of the node and all accounts below, per currency.' }),
            }),
          )
          .meta({ description: 'The nodes, each after the one above it.' }),
        seq: seqOfAnswer,
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
