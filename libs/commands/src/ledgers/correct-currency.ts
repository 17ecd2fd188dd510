import { z } from 'zod';
import { declare } from '../declaration';
import { ofWhole } from '../reach';
import { conditional } from '../input/conditions';
import { currencyReceipt } from '../receipt';
import { currencyInput } from './register-currency';

export const CorrectCurrency = declare({
  type: 'CorrectCurrency',
  permission: 'configure',
  reach: ofWhole,
  target: 'code',
  input: z.strictObject({ ...currencyInput.shape, ...conditional }).omit({ code: true }),
  answer: 'CurrencyCorrected',
  receipt: currencyReceipt,
});
