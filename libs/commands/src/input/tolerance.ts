import { z } from 'zod';
import type { Tolerance } from '@ledger/state';
import { amount } from './amount-text';
import { currencyCode } from './fields';
import { distinct, formed } from './text';

const percent = formed(
  /^(?!0(?:\.0+)?$)(?:(?:0|[1-9][0-9]{0,4})(?:\.[0-9]{1,4})?|100000(?:\.0{1,4})?)$/,
  'a percentage as text, above 0 and at most 100000, with at most 4 decimals and without leading zeros',
  {
    description:
      'Percentage of the amount held, increments included, in each currency: above 0, at most 100000, at most 4 decimals.',
    examples: ['20'],
  },
);

export const amountOfCurrency = z
  .strictObject({ amount, currency: currencyCode })
  .meta({ id: 'AmountOfCurrency' });

/** By how much the captures of a hold may exceed it: a percentage, or amounts. */
export const tolerance = z
  .strictObject({
    percent: percent.exactOptional(),
    amounts: z
      .array(amountOfCurrency)
      .min(1)
      .max(64)
      .check(distinct(({ currency }) => currency))
      .meta({ description: 'Amounts by which captures may exceed the hold, one per currency, at most 64.' })
      .exactOptional(),
  })
  .check(({ value, issues }) => {
    const { percent: share, amounts } = value;
    if (share === undefined && amounts === undefined) {
      const message = 'Give percent or amounts.';
      issues.push({ code: 'custom', input: value, message, params: { code: 'Missing' } });
    } else if (share !== undefined && amounts !== undefined) {
      const message = 'Give percent or amounts, not both.';
      issues.push({
        code: 'custom',
        input: value,
        path: ['amounts'],
        message,
        params: { code: 'Repeated' },
      });
    }
  })
  .meta({
    description:
      'By how much captures may exceed the hold in all: a percentage or amounts. Without it, not at all.',
  })
  .transform(({ percent: share, amounts }): Tolerance =>
    share === undefined ? { amounts: amounts! } : { percent: share },
  );
