import { z } from 'zod';
import { declare } from '../declaration';
import { ofPostings } from '../reach';
import { conditional } from '../input/conditions';
import { time } from '../input/instant';
import { part, partOnce } from '../input/posting-input';
import { holdReceipt } from '../receipt';

export const IncrementHold = declare({
  type: 'IncrementHold',
  permission: 'post',
  reach: ofPostings,
  target: 'hold',
  input: z
    .strictObject({
      ...part,
      expiresAt: time
        .meta({ description: 'The new time of expiry (RFC 3339, any offset, at most milliseconds).' })
        .exactOptional(),
      ...conditional,
    })
    .check(partOnce, ({ value, issues }) => {
      const { amount, expiresAt, postings } = value;
      if (amount !== undefined || expiresAt !== undefined || postings !== undefined) return;
      const message = 'Give amount, postings or expiresAt.';
      issues.push({ code: 'custom', input: value, message, params: { code: 'Missing' } });
    }),
  answer: 'HoldIncremented',
  receipt: holdReceipt,
});
