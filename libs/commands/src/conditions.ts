import { z } from 'zod';
import { signedAmount } from './amount-text';
import { accountPath, currencyCode } from './fields';
import { formed } from './text';

const conditionsMax = 16;

const version = formed(/^(?:0|[1-9][0-9]{0,14})$/, 'a version as text: digits without leading zeros', {
  description: 'The count of postings that the account must have in this currency.',
  examples: ['12'],
});

const condition = z
  .strictObject({
    account: accountPath.meta({
      ...accountPath.meta(),
      description: 'Open; or one that the chart would open, which is at version 0 and has nothing available.',
    }),
    currency: currencyCode,
    version: version.exactOptional(),
    availableAtLeast: signedAmount
      .meta({ ...signedAmount.meta(), description: 'The least that must be available, on the normal side.' })
      .exactOptional(),
  })
  .check(({ value, issues }) => {
    if (value.version !== undefined || value.availableAtLeast !== undefined) return;
    const message = 'Give version, availableAtLeast or both.';
    issues.push({ code: 'custom', input: value, message, params: { code: 'Missing' } });
  });

/** Part of every command to a ledger that is open: what must hold, at the moment of the decision, for it to be taken. */
export const conditional = {
  conditions: z
    .array(condition)
    .max(conditionsMax)
    .meta({ description: 'All must hold when the command is decided; else it is refused.' })
    .exactOptional(),
};
