import { z } from 'zod';
import { accountPath } from '@commands/input/fields';
import { formed } from '@commands/input/text';
import { queryProblems, underLedger, type Operation } from '../operations/operation';
import { currency, listOf, path, posted, seqOfAnswer, type } from '../answers/read.schemas';
import { effectiveField, freshnessFields, knownFields, knownOnce, pageFields } from '../requests/reading';
import { balance, balanceExample, totals } from './balance.schemas';

export const getBalances = {
  id: 'getBalances',
  permission: { to: 'readFigures', of: 'node' },
  method: 'GET',
  path: `${underLedger}/accounts/:path/balances`,
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

export const getTree = {
  id: 'getTree',
  cost: 20,
  permission: { to: 'readFigures', of: 'node' },
  method: 'GET',
  path: `${underLedger}/tree`,
  tag: 'Balances',
  summary: 'Read the account tree with rolled-up balances, page by page where it is large',
  description:
    'Every prefix of a path is a node. A node has the totals of all accounts at it and below it. Every page is true at ' +
    'the `seq` of the first. Without `limit` a page has up to 50,000 nodes, so that most trees come whole.',
  query: z
    .strictObject({
      root: accountPath
        .meta({ description: 'The node to begin with. Default: the top of the tree.' })
        .exactOptional(),
      depth: formed(/^(?:[0-9]|1[0-2])$/, 'a whole number from 0 to 12', {
        description: 'Number of levels below the root, 0 to 12. Default 12, which is all.',
      }).exactOptional(),
      limit: pageFields.limit.meta({
        description: 'Nodes of one page, 1 to 1,000. Default 50,000.',
        examples: ['1000'],
      }),
      cursor: pageFields.cursor,
      ...freshnessFields,
      ...effectiveField,
      ...knownFields,
    })
    .check(knownOnce),
  answers: [
    {
      status: 200,
      description: 'Nodes in ascending order of path, so that each follows the one above it.',
      schema: listOf(
        z.object({
          path: path.meta({ description: 'Path of the node.' }),
          depth: z.int().meta({ description: 'Number of segments of the path, 1 to 12.' }),
          type: type.nullable().meta({ description: 'Type of the account; null where a node has none.' }),
          balances: z
            .array(z.object({ currency, ...totals, posted: posted.exactOptional() }))
            .meta({ description: 'Totals of the node and all accounts below, per currency.' }),
        }),
      ).extend({ seq: seqOfAnswer }),
      example: {
        items: [
          {
            path: 'customers',
            depth: 1,
            type: null,
            balances: [{ currency: 'EUR', debits: '51.00', credits: '200.00' }],
          },
        ],
        next: null,
        seq: '1024',
      },
    },
  ],
  problems: [...queryProblems, 'AccountNotFound'],
} as const satisfies Operation;
