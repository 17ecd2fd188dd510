import { z } from 'zod';
import { declare } from '../declaration';
import { ofPath } from '../reach';
import { conditional } from '../input/conditions';
import { accountPath, accountType, currencies, limits, metadata, tags } from '../input/fields';
import { personal } from '../input/personal';
import { accountReceipt } from '../receipt';

const input = z
  .strictObject({
    path: accountPath,
    type: accountType.exactOptional(),
    currencies: currencies.exactOptional(),
    limits: limits.exactOptional(),
    tags: tags.exactOptional(),
    metadata: metadata.exactOptional(),
    personal: personal.exactOptional(),
    ...conditional,
  })
  // The type of a command is its name.
  .transform(({ type, ...rest }) => ({ ...(type && { accountType: type }), ...rest }));

export const OpenAccount = declare({
  type: 'OpenAccount',
  permission: 'maintain',
  reach: ofPath,
  input,
  answer: 'AccountOpened',
  receipt: accountReceipt,
});
