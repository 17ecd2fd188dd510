import { z } from 'zod';
import { signedAmount } from './amount-text';
import { accountPath, currencyCode, reason } from './fields';
import { formed } from './text';

const conditionsMax = 16;

const version = formed(/^(?:0|[1-9][0-9]{0,14})$/, 'a version as text: digits without leading zeros', {
  description: 'How many postings the account must have in this currency.',
  examples: ['12'],
});

const condition = z
  .strictObject({
    account: accountPath.meta({
      ...accountPath.meta(),
      description:
        'An open account, or one that the chart would open: its version is 0 and nothing is available.',
    }),
    currency: currencyCode,
    version: version.exactOptional(),
    availableAtLeast: signedAmount
      .meta({ ...signedAmount.meta(), description: 'Minimum that must be available, on the normal side.' })
      .exactOptional(),
  })
  .check(({ value, issues }) => {
    if (value.version !== undefined || value.availableAtLeast !== undefined) return;
    const message = 'Give version, availableAtLeast or both.';
    issues.push({ code: 'custom', input: value, message, params: { code: 'Missing' } });
  })
  .meta({ id: 'Condition' });

/** Part of every command to a ledger that is open: what must hold, at the moment of the decision, for it to be taken. */
export const conditional = {
  conditions: z
    .array(condition)
    .max(conditionsMax)
    .meta({
      description: 'What must be true when the command is decided, or it is refused; at most 16 conditions.',
    })
    .exactOptional(),
};

/** The whole input of commands that only need a reason. */
export const reasonInput = z.strictObject({ reason, ...conditional }).meta({ id: 'ReasonInput' });
