import { z } from 'zod';
import { SetVelocityLimits } from '@commands/limits/set-velocity-limits';
import { accountPath } from '@commands/input/fields';
import { calendarUnits } from '@ledger/machinery/window';
import { commandProblems, queryProblems, underLedger, type Operation } from '../operations/operation';
import { amount, currency, limitsSchema, listOf, path, seq, side, time } from '../answers/read.schemas';
import { freshnessFields, knownFields, knownOnce, pageFields } from '../requests/reading';
import { accountAnswers } from '../answers/receipt.schemas';
import { submitting } from '../operations/submitting';

const tag = 'Limits';

const daily = {
  currency: 'EUR',
  maximum: '1000.00',
  name: 'daily',
  per: 'account',
  side: 'debit',
  window: { calendar: 'day', timeZone: 'Europe/Berlin' },
};
const bursts = {
  category: 'card',
  count: '10',
  name: 'card-bursts',
  per: 'account',
  side: 'debit',
  window: { seconds: '3600' },
};

const velocityLimits = z
  .array(
    z
      .object({
        category: z.string().exactOptional().meta({
          description: 'Only transactions of this category, or of one that continues it after a point.',
        }),
        count: z.string().exactOptional().meta({ description: 'Maximum number of postings in the window.' }),
        currency: currency.exactOptional().meta({ description: 'Only postings in this currency.' }),
        maximum: amount.exactOptional().meta({ description: 'Maximum amount of `currency` in the window.' }),
        name: z.string().meta({ description: 'Name of the limit, unique at its path.' }),
        per: z.enum(['account', 'node']).meta({
          description:
            '`account`: each account at or below the path separately; `node`: all of them together.',
        }),
        side: side.meta({ description: 'The side whose postings count.' }),
        window: z
          .union([
            z
              .object({
                seconds: z.string().meta({ description: 'Length of a sliding window, in seconds.' }),
              })
              .meta({ id: 'SlidingWindow' }),
            z
              .object({
                calendar: z
                  .enum(calendarUnits)
                  .meta({ description: 'A window of the calendar; weeks begin on Monday.' }),
                timeZone: z
                  .string()
                  .meta({ description: 'Time zone of the IANA database in which the window begins.' }),
              })
              .meta({ id: 'CalendarWindow' }),
          ])
          .meta({ description: 'Over which time it counts.' }),
      })
      .meta({ id: 'VelocityLimit' }),
  )
  .meta({ description: 'All velocity limits of the path; empty if they were removed.' });

const span = {
  fromSeq: seq.meta({ description: 'The entry that set them.' }),
  untilSeq: seq.nullable().meta({ description: 'The entry that replaced them; null while they hold.' }),
  setAt: time.meta({ description: 'When they were set, in UTC.' }),
};

export const setVelocityLimits = submitting(SetVelocityLimits, {
  id: 'setVelocityLimits',
  method: 'PUT',
  path: `${underLedger}/velocity-limits/:path`,
  tag,
  summary: 'Set the velocity limits of an account, or of a node and everything below it',
  description:
    'The whole list, replacing an earlier one; an empty list removes it. Counting begins with this entry; where only ' +
    'the figure of a limit changes, it goes on with what is used.',
  example: { limits: [daily, bursts] },
  answers: accountAnswers,
  problems: [
    ...commandProblems,
    'VelocityLimitsContradict',
    'TimeZoneUnknown',
    'CurrencyNotRegistered',
    'AmountHasWrongDecimals',
    'AmountTooLarge',
  ],
});

export const listVelocityLimits = {
  id: 'listVelocityLimits',
  permission: { to: 'readTerms', of: 'node' },
  method: 'GET',
  path: `${underLedger}/velocity-limits`,
  tag,
  summary: 'List the velocity limits in force, in order of path',
  description:
    'All parameters given must hold. Every page shows the limits as they were at the seq of the first.',
  query: z
    .strictObject({
      path: accountPath.meta({ description: 'The limits set at this path alone.' }).exactOptional(),
      under: accountPath
        .meta({ description: 'The limits set at this path and at all below it.' })
        .exactOptional(),
      ...pageFields,
      ...freshnessFields,
      ...knownFields,
    })
    .check(knownOnce),
  answers: [
    {
      status: 200,
      description: 'A page of nodes that have velocity limits.',
      schema: listOf(z.object({ path, limits: velocityLimits, fromSeq: span.fromSeq, setAt: span.setAt })),
      example: {
        items: [{ path: 'customers', limits: [daily], fromSeq: '1020', setAt: '2026-11-22T05:57:37.123Z' }],
        next: null,
        seq: '1024',
      },
    },
  ],
  problems: queryProblems,
} as const satisfies Operation;

export const getLimits = {
  id: 'getLimits',
  permission: { to: 'readTerms', of: 'node' },
  method: 'GET',
  path: `${underLedger}/accounts/:path/limits`,
  tag,
  summary: 'Read the history of the balance limits and velocity limits of an account',
  description: 'One item for each change of either kind, with the entries between which it was in force.',
  query: z.strictObject({ ...pageFields, ...freshnessFields, ...knownFields }).check(knownOnce),
  answers: [
    {
      status: 200,
      description: 'A page of the history, in order of seq.',
      schema: listOf(
        z.discriminatedUnion('kind', [
          z.object({
            kind: z.literal('balance').meta({ description: 'Limits of the balances.' }),
            limits: limitsSchema,
            ...span,
          }),
          z.object({
            kind: z.literal('velocity').meta({ description: 'Velocity limits.' }),
            limits: velocityLimits,
            ...span,
          }),
        ]),
      ),
      example: {
        items: [
          {
            kind: 'balance',
            limits: [{ currency: 'EUR', minimum: '0.00' }],
            fromSeq: '6',
            untilSeq: null,
            setAt: '2026-11-22T05:57:36.001Z',
          },
          {
            kind: 'velocity',
            limits: [daily],
            fromSeq: '1020',
            untilSeq: null,
            setAt: '2026-11-22T05:57:37.123Z',
          },
        ],
        next: null,
        seq: '1024',
      },
    },
  ],
  problems: [...queryProblems, 'AccountNotFound'],
} as const satisfies Operation;
