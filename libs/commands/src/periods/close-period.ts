import { z } from 'zod';
import { declare } from '../declaration';
import { ofWhole } from '../reach';
import { conditional } from '../input/conditions';
import { periodName, reason } from '../input/fields';
import { time } from '../input/instant';
import { periodReceipt } from '../receipt';

export const ClosePeriod = declare({
  type: 'ClosePeriod',
  permission: 'closePeriods',
  reach: ofWhole,
  input: z
    .strictObject({
      period: periodName,
      from: time.meta({ description: 'The first moment of the period.' }),
      to: time.meta({ description: 'The first moment after the period; must have passed.' }),
      kind: z.enum(['soft', 'hard']).meta({
        description: '`soft`: transactions with a `lateReason` are still taken; `hard`: none are.',
      }),
      reason: reason.exactOptional(),
      ...conditional,
    })
    .check(({ value, issues }) => {
      if (value.from < value.to) return;
      const message = 'Give an end that lies after the beginning.';
      issues.push({ code: 'custom', input: value, path: ['to'], message, params: { code: 'OutOfRange' } });
    }),
  answer: 'PeriodClosed',
  receipt: periodReceipt,
});
