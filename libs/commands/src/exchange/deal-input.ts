import { z } from 'zod';
import type { WantedAmounts } from '@ledger/exchange/deal';
import type { Price } from '@ledger/exchange/price';
import { amount } from '../input/amount-text';
import { currencyCode } from '../input/fields';
import { rateText } from '../input/rate-text';
import { formed } from '../input/text';

/** Of one side of a deal. */
export const dealtAmount = amount
  .meta({
    ...amount.meta(),
    description: 'In the decimals of the currency, above zero; absent if it comes out of the price.',
  })
  .exactOptional();

const price = z
  .strictObject({
    base: currencyCode.meta({ description: 'The currency of which one unit is priced.' }),
    counter: currencyCode.meta({ description: 'The currency in which the price is.' }),
    value: rateText.meta({ description: 'Units of the counter currency for one unit of the base.' }),
  })
  .meta({ id: 'PriceInput' })
  .transform((given): Price => given);

const spreadBps = formed(/^(?:0|[1-9][0-9]{0,3})$/, 'whole basis points from 0 to 9999, as text', {
  description:
    'By how many hundredths of a percent the price is worse for the customer than the rate; 0 if absent.',
  examples: ['100'],
});

/** How the amount that is not given comes out. */
export const priceFields = {
  price: price
    .meta({ description: 'The price at which the amount that is not given is computed.' })
    .exactOptional(),
  spreadBps: spreadBps.exactOptional(),
  from: z
    .enum(['mid', 'side'])
    .meta({
      description:
        'Whether the price starts at the mid, or at the side at which the market takes the deal (bid or ask).',
    })
    .exactOptional(),
  promotional: z
    .literal(true)
    .meta({ description: 'The customer may get more than at mid; without it such a price is refused.' })
    .exactOptional(),
};

/** Whether a deal is with a bank, beside its amounts. */
type DealInput = WantedAmounts & { readonly cover?: true };

/** One amount and how the other comes out of it, or both. */
export function dealOnce({ value, issues }: z.core.ParsePayload<DealInput>): void {
  const { debit, credit, price: given, spreadBps: spread, from, cover } = value;
  const flawed = (path: readonly string[], code: string, message: string) =>
    issues.push({ code: 'custom', input: value, path: [...path], message, params: { code } });
  const amounts = [debit.amount, credit.amount].filter((each) => each !== undefined).length;
  if (amounts === 0) flawed(['debit', 'amount'], 'Missing', 'Give the amount of the debit or of the credit.');
  const makings = Object.entries({ price: given, spreadBps: spread, from }).filter(
    ([, each]) => each !== undefined,
  );
  if (amounts === 2)
    for (const [name] of makings) flawed([name], 'NotAllowed', 'Leave it out: both amounts are given.');
  if (given && (spread !== undefined || from !== undefined))
    flawed(['price'], 'NotAllowed', 'Give a price, or spreadBps and from, not both.');
  if (cover && amounts < 2 && !given)
    flawed(['price'], 'Missing', 'A cover has a price, or both amounts: those of the bank.');
  const codes = [debit.currency, credit.currency];
  if (given && !(codes.includes(given.base) && codes.includes(given.counter) && given.base !== given.counter))
    flawed(
      ['price', 'base'],
      'NotAllowed',
      `Give the price of ${codes.join(' in ')}, or the other way round.`,
    );
}
