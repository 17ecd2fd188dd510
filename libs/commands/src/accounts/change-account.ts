import { z } from 'zod';
import { declare } from '../declaration';
import { ofPath } from '../reach';
import { conditional } from '../input/conditions';
import { currencies, limits, metadataChanges, tags } from '../input/fields';
import { personal } from '../input/personal';
import { accountReceipt } from '../receipt';

/**
 * Absent fields stay as they are; null for currencies accepts any, null for a key of metadata removes it, null for personal
 * leaves the account without text.
 */
export const ChangeAccount = declare({
  type: 'ChangeAccount',
  permission: 'maintain',
  reach: ofPath,
  /** Limits and currencies say what an account may hold. */
  permissionFor: ({ currencies: codes, limits: bounds }) =>
    codes !== undefined || bounds !== undefined ? 'configure' : 'maintain',
  target: 'path',
  input: z
    .strictObject({
      limits: limits.exactOptional(),
      currencies: currencies
        .nullable()
        .meta({
          description: 'Codes of the currencies that the account accepts, 1 to 256; null accepts every one.',
        })
        .exactOptional(),
      tags: tags.exactOptional(),
      metadata: metadataChanges.exactOptional(),
      personal: personal
        .nullable()
        .meta({
          ...personal.meta(),
          description:
            'All personal text of the account from now on, in place of the earlier; null for none. Earlier text stays encrypted in its entry until its person is erased.',
        })
        .exactOptional(),
      ...conditional,
    })
    .check((context) => {
      const { conditions: _, ...changes } = context.value;
      if (Object.keys(changes).length > 0) return;
      const message = 'Give at least one of limits, currencies, tags, metadata and personal.';
      context.issues.push({ code: 'custom', input: context.value, message, params: { code: 'Missing' } });
    }),
  answer: 'AccountChanged',
  receipt: accountReceipt,
});
