import { z } from 'zod';
import { declare } from '../declaration';
import { ofPath } from '../reach';
import { conditional } from '../input/conditions';
import { reason, side } from '../input/fields';
import { accountReceipt } from '../receipt';

/** Without a side, both. */
const onSide = {
  side: side
    .meta({ description: 'The side on which postings are refused, or accepted again; without it, both.' })
    .exactOptional(),
  reason,
  ...conditional,
};

export const FreezeAccount = declare({
  type: 'FreezeAccount',
  permission: 'maintain',
  reach: ofPath,
  target: 'path',
  input: z.strictObject({
    ...onSide,
    exceptHolds: z
      .boolean()
      .meta({
        description:
          'Whether holds that are open may still be captured, so that what was authorised is cleared. By default not.',
      })
      .exactOptional(),
  }),
  answer: 'AccountFrozen',
  receipt: accountReceipt,
});

export const UnfreezeAccount = declare({
  type: 'UnfreezeAccount',
  permission: 'maintain',
  reach: ofPath,
  target: 'path',
  input: z.strictObject(onSide),
  answer: 'AccountUnfrozen',
  receipt: accountReceipt,
});
