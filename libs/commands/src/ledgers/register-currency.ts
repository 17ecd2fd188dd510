import { z } from 'zod';
import { declare } from '../declaration';
import { ofWhole } from '../reach';
import { conditional } from '../input/conditions';
import { currencyCode, name } from '../input/fields';
import { currencyReceipt } from '../receipt';

export const currencyInput = z.strictObject({
  code: currencyCode.meta({
    description: 'Code of the currency; none of ISO 4217.',
    examples: ['PTS'],
  }),
  decimals: z.int({ error: 'Give a whole number from 0 to 18.' }).min(0).max(18).meta({
    description:
      'Number of decimals, 0 to 18: every amount of this currency is written with exactly so many.',
  }),
  name,
});

export const RegisterCurrency = declare({
  type: 'RegisterCurrency',
  permission: 'configure',
  reach: ofWhole,
  input: z.strictObject({ ...currencyInput.shape, ...conditional }),
  answer: 'CurrencyRegistered',
  receipt: currencyReceipt,
});
