import { z } from 'zod';
import { ratesInSetMax, rateTypes, type Rate } from '@ledger/exchange/rates/rate';
import { ofWhole } from '../reach';
import { declare } from '../declaration';
import { conditional } from '../input/conditions';
import { currencyCode, shortName } from '../input/fields';
import { time } from '../input/instant';
import { rateText } from '../input/rate-text';
import { plainReceipt } from '../receipt';

export const rateSource = shortName('Name of the source of the rates, 1 to 63 characters.', 'ecb');

export const rateType = z.enum(rateTypes).meta({
  description:
    'What the rates are for: dealing (`spot`), reference, valuation at the end of a day (`closing`), the average of a span, those of a card scheme, those for customers.',
});

const rate = z
  .strictObject({
    base: currencyCode.meta({ description: 'The currency of which one unit is priced.' }),
    counter: currencyCode.meta({ description: 'The currency in which the price is.' }),
    mid: rateText.meta({ description: 'Units of the counter currency for one unit of the base.' }),
    bid: rateText.meta({ description: 'At what the source buys the base; at most the mid.' }).exactOptional(),
    ask: rateText
      .meta({ description: 'At what the source sells the base; at least the mid.' })
      .exactOptional(),
  })
  .transform((given): Rate => given);

const input = z
  .strictObject({
    source: rateSource,
    type: rateType,
    observedAt: time.meta({ description: 'When the source observed the rates; not in the future.' }),
    rates: z
      .array(rate)
      .min(1)
      .max(ratesInSetMax)
      .meta({ description: `The rates, 1 to ${ratesInSetMax}, each pair once.` }),
    confirmed: z
      .literal(true)
      .meta({
        description:
          'You have checked rates that differ from the last ones by more than the band that the ledger declares.',
      })
      .exactOptional(),
    ...conditional,
  })
  // The type of a command is its name.
  .transform(({ type, ...rest }) => ({ rateType: type, ...rest }));

export const PublishRates = declare({
  type: 'PublishRates',
  permission: 'publishRates',
  reach: ofWhole,
  input,
  answer: 'RatesPublished',
  receipt: plainReceipt,
});
