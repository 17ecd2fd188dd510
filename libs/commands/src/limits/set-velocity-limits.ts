import { z } from 'zod';
import type { VelocityLimit } from '@ledger/velocity/velocity-state';
import { calendarUnits, type Window } from '@ledger/machinery/window';
import { declare } from '../declaration';
import { ofPath } from '../reach';
import { amount } from '../input/amount-text';
import { conditional } from '../input/conditions';
import { category, currencyCode, shortName, side } from '../input/fields';
import type { FlawCode } from '../input/malformed';
import { formed } from '../input/text';
import { accountReceipt } from '../receipt';

/** A leap year. */
const secondsMax = 366 * 86_400;

const name = shortName(
  'Name of the limit, 1 to 63 characters, unique at its path. Refusals name it.',
  'daily',
);

const count = formed(/^(?:0|[1-9][0-9]{0,8})$/, 'a whole number from 0 to 999999999 as text', {
  description: 'Maximum number of postings in the window. Give this or `maximum`.',
  examples: ['10'],
});

const seconds = formed(/^[1-9][0-9]{0,8}$/, `a whole number from 1 to ${secondsMax} as text`, {
  description: 'A sliding window: a posting counts for this many seconds, at most those of 366 days.',
  examples: ['86400'],
});

const timeZone = formed(/^[A-Za-z][A-Za-z0-9_+/-]{0,62}$/, 'the name of a time zone, such as Europe/Berlin', {
  description: 'Time zone of the IANA database in which a calendar window begins.',
  examples: ['Europe/Berlin'],
});

const window = z
  .strictObject({
    seconds: seconds.exactOptional(),
    calendar: z
      .enum(calendarUnits)
      .meta({ description: 'A window of the calendar, with `timeZone`; weeks begin on Monday.' })
      .exactOptional(),
    timeZone: timeZone.exactOptional(),
  })
  .check(({ value, issues }) => {
    const { seconds: length, calendar, timeZone: zone } = value;
    if (Number(length) > secondsMax) {
      const message = `Give at most ${secondsMax}, the seconds of a leap year.`;
      issues.push(flaw('OutOfRange', ['seconds'], message, value));
    }
    const message = 'Give seconds, or calendar and timeZone';
    if (length === undefined) {
      if (!calendar || !zone) issues.push(flaw('Missing', [], `${message}.`, value));
    } else if (calendar || zone)
      issues.push(flaw('Repeated', [calendar ? 'calendar' : 'timeZone'], `${message}, not both.`, value));
  })
  .meta({ description: 'Over which time it counts: `seconds`, or `calendar` with `timeZone`.' })
  .transform((given): Window => given as Window);

const limit = z
  .strictObject({
    category: category
      .meta({
        description: 'Only transactions of this category, or of one that goes on from it after a point.',
      })
      .exactOptional(),
    count: count.exactOptional(),
    currency: currencyCode
      .meta({ description: 'Only postings in this currency; required with `maximum`.' })
      .exactOptional(),
    maximum: amount
      .meta({
        description: 'Maximum amount of `currency` in the window, as decimal text. Give this or `count`.',
      })
      .exactOptional(),
    name,
    per: z.enum(['account', 'node']).meta({
      description: '`account`: each account at or below the node separately; `node`: all of them together.',
    }),
    side: side.meta({ description: 'The side whose postings count.' }),
    window,
  })
  .check(({ value, issues }) => {
    if (value.count === undefined && value.maximum === undefined)
      issues.push(flaw('Missing', [], 'Give count or maximum.', value));
    if (value.count !== undefined && value.maximum !== undefined)
      issues.push(flaw('Repeated', ['maximum'], 'Give count or maximum, not both.', value));
    if (value.maximum !== undefined && value.currency === undefined)
      issues.push(flaw('Missing', ['currency'], 'Say of which currency it is the maximum amount.', value));
  })
  .transform((given): VelocityLimit => given);

function flaw(code: FlawCode, path: string[], message: string, input: unknown): z.core.$ZodRawIssue {
  return { code: 'custom', input, path, message, params: { code } };
}

/** The whole list of the node; none removes it. */
export const SetVelocityLimits = declare({
  type: 'SetVelocityLimits',
  permission: 'configure',
  reach: ofPath,
  target: 'path',
  input: z.strictObject({
    limits: z
      .array(limit)
      .max(32)
      .meta({ description: 'All velocity limits of this path, at most 32; an empty list removes them.' }),
    ...conditional,
  }),
  answer: 'VelocityLimitsSet',
  receipt: accountReceipt,
});
