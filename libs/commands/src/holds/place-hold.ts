import { z } from 'zod';
import { declare } from '../declaration';
import { ofPostings } from '../reach';
import { conditional } from '../input/conditions';
import { time } from '../input/instant';
import { postings } from '../input/posting-input';
import { tolerance } from '../input/tolerance';
import { details } from '../input/transaction-details';
import { placedHoldReceipt } from '../receipt';

export const PlaceHold = declare({
  type: 'PlaceHold',
  permission: 'post',
  reach: ofPostings,
  input: z.strictObject({
    postings,
    expiresAt: time
      .meta({
        description:
          'When the hold expires (RFC 3339, any offset, at most milliseconds). Without it, it never expires.',
      })
      .exactOptional(),
    tolerance: tolerance.exactOptional(),
    ...details,
    ...conditional,
  }),
  answer: 'HoldPlaced',
  receipt: placedHoldReceipt,
});
