import { z } from 'zod';
import { declare } from '../declaration';
import { conditional } from '../input/conditions';
import { accountPath, currencyCode } from '../input/fields';
import { time } from '../input/instant';
import { quoteReceipt } from '../receipt';
import { dealOnce, dealtAmount, priceFields } from './deal-input';

const sideOfQuote = z.strictObject({ amount: dealtAmount, currency: currencyCode });

export const GiveQuote = declare({
  type: 'GiveQuote',
  permission: 'post',
  reach: ({ account }) => (account === undefined ? { isWhole: true } : { nodes: [account] }),
  input: z
    .strictObject({
      account: accountPath
        .meta({
          ...accountPath.meta(),
          description:
            'A node of the tree: one of both accounts of the conversion must be it, or below it. Anybody may use the quote if absent.',
        })
        .exactOptional(),
      debit: sideOfQuote.meta({
        description: 'What would be debited: the currency that the customer gives.',
      }),
      credit: sideOfQuote.meta({
        description: 'What would be credited: the currency that the customer gets.',
      }),
      expiresAt: time.meta({
        description: 'From when on the quote cannot be used; at most 24 hours from now.',
      }),
      ...priceFields,
      ...conditional,
    })
    .check(dealOnce),
  answer: 'QuoteGiven',
  receipt: quoteReceipt,
});
