import { z } from 'zod';
import { amount, available, currency, posted, version } from '../answers/read.schemas';

const debits = amount.meta({ description: 'Sum of all debits, in the decimals of the currency.' });
const credits = amount.meta({ description: 'Sum of all credits, in the decimals of the currency.' });
export const totals = { debits, credits };
const held = z
  .object({
    debits: amount.meta({ description: 'Debits that holds set aside.' }),
    credits: amount.meta({ description: 'Credits that holds set aside.' }),
  })
  .meta({ id: 'Held', description: 'What open holds set aside on either side; absent with `effectiveAt`.' });

const rolledUp = z
  .object({ ...totals, posted: posted.exactOptional() })
  .meta({ description: 'The same totals with all accounts below; `posted` where the node has a type.' });

export const balance = z.object({
  currency,
  posted: posted.exactOptional(),
  held: held.exactOptional(),
  available: available.exactOptional(),
  debits: debits.exactOptional(),
  credits: credits.exactOptional(),
  version: version.exactOptional(),
  rolledUp,
});

/** Without the accounts below. */
export const ownBalance = balance.omit({ rolledUp: true });

export const balanceExample = {
  currency: 'EUR',
  posted: '149.00',
  held: { debits: '0.00', credits: '0.00' },
  available: '149.00',
  debits: '51.00',
  credits: '200.00',
  version: '13',
  rolledUp: { debits: '51.00', credits: '200.00', posted: '149.00' },
};

const { rolledUp: _, ...own } = balanceExample;
export const ownBalanceExample = own;
