import { ratePattern } from '@ledger/exchange/rates/rate';
import { formed } from './text';

/** Zeros at its end say nothing: a price is as exact as it is written. */
const written = /^(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,30})?$/;

/** Decimal text without zeros at its end, which say nothing. */
export function withoutZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** A rate as callers give it; without zeros at its end once accepted. */
export const rateText = formed(
  written,
  'a rate as decimal text, such as "0.9021", with at most 18 digits before its point and 30 after it',
  {
    description: 'Decimal text above 0, at most 18 significant digits and 30 decimals.',
    examples: ['0.9021'],
  },
)
  .transform(withoutZeros)
  .refine((text) => ratePattern.test(text), {
    params: { code: 'OutOfRange' },
    message: 'Give a rate above 0 with at most 18 significant digits.',
  });
