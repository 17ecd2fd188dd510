import { z } from 'zod';
import { personalFields } from '../subjects/personal-fields';
import { accountPath, side, tag } from '@commands/input/fields';
import { queryProblems, underLedger, type Operation } from '../operations/operation';
import {
  currenciesSchema,
  limitsSchema,
  listOf,
  metadataSchema,
  personalKeysSchema,
  path,
  seqOfAnswer,
  status,
  tags,
  time,
  type,
} from '../answers/read.schemas';
import { effectiveField, freshnessFields, knownFields, knownOnce, pageFields } from '../requests/reading';
import { ownBalance, ownBalanceExample } from './balance.schemas';

const underAccount = `${underLedger}/accounts/:path`;

const account = {
  path,
  type,
  status,
  exceptHolds: z
    .array(side)
    .exactOptional()
    .meta({ description: 'Frozen sides on which open holds may still be captured, if there are any.' }),
  currencies: currenciesSchema
    .nullable()
    .meta({ description: 'Codes of the currencies that it accepts; null: every one.' }),
  limits: limitsSchema,
  tags,
  metadata: metadataSchema,
  personal: personalKeysSchema.exactOptional(),
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

interface ListQuery {
  readonly balances?: 'true' | 'false' | undefined;
  readonly effectiveAt?: string | undefined;
}

/** Refuses an effective time where no figure depends on it. */
function effectiveOfBalances({ value, issues }: z.core.ParsePayload<ListQuery>): void {
  if (value.effectiveAt === undefined || value.balances === 'true') return;
  const message = 'Give balances=true, or leave effectiveAt out: accounts have no effective time.';
  issues.push({
    code: 'custom',
    input: value,
    path: ['effectiveAt'],
    message,
    params: { code: 'NotAllowed' },
  });
}

export const listAccounts = {
  id: 'listAccounts',
  permission: { to: 'readTerms', of: 'node' },
  method: 'GET',
  path: `${underLedger}/accounts`,
  tag: 'Accounts',
  summary: 'List accounts, in order of path, with their balances if asked for',
  description:
    'All parameters given must hold. Every page shows the accounts, and their balances, as they were at the seq of the first. ' +
    'With `balances=true` each account has its own balances, one for each currency that it ever used, without those ' +
    'of the accounts below it; `effectiveAt` goes with them.',
  query: z
    .strictObject({
      under: accountPath.meta({ description: 'The account at this path and all below it.' }).exactOptional(),
      tag: tag.meta({ description: 'Has this tag.' }).exactOptional(),
      type: type.meta({ description: 'Has this type.' }).exactOptional(),
      status: status.meta({ description: 'Has this status.' }).exactOptional(),
      balances: z
        .enum(['true', 'false'])
        .meta({ description: 'Whether each account comes with its balances. Default `false`.' })
        .exactOptional(),
      ...pageFields,
      ...freshnessFields,
      ...effectiveField,
      ...knownFields,
    })
    .check(knownOnce, effectiveOfBalances),
  answers: [
    {
      status: 200,
      description: 'A page of accounts.',
      schema: listOf(
        z.object({
          ...account,
          balances: z
            .array(ownBalance)
            .exactOptional()
            .meta({ description: 'One item per currency, in order of code; with `balances=true` alone.' }),
        }),
      ),
      examples: {
        accounts: { items: [accountExample], next: null, seq: '1024' },
        balances: {
          items: [{ ...accountExample, balances: [ownBalanceExample] }],
          next: null,
          seq: '1024',
        },
      },
    },
  ],
  problems: queryProblems,
} as const satisfies Operation;

export const getAccount = {
  id: 'getAccount',
  permission: { to: 'readTerms', of: 'node' },
  method: 'GET',
  path: underAccount,
  tag: 'Accounts',
  summary: 'Read an account: its terms and status',
  description: 'Its type, currencies, limits, tags, metadata and status; its balances are at `…/balances`.',
  query: z.strictObject({ ...freshnessFields, ...knownFields, ...personalFields }).check(knownOnce),
  answers: [
    {
      status: 200,
      description: 'The account.',
      schema: z.object({ ...account, seq: seqOfAnswer }),
      example: { ...accountExample, seq: '1024' },
    },
  ],
  problems: [...queryProblems, 'AccountNotFound', 'PersonalTextNotKept', 'NotReady'],
} as const satisfies Operation;
