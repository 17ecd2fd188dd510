import { amountPattern, signedAmountPattern } from '@ledger/money/amount';
import type { Flaw } from './malformed';
import { judged } from './text';

/** An amount: zero or more, exact decimal text. Its decimals are the rules' matter, since they know the currency. */
export const amount = judged(
  (value) => (amountPattern.test(value) ? undefined : flawOfAmount(value, false)),
  {
    pattern: amountPattern.source,
    description: 'Decimal text with exactly the decimals of its currency, at most 38 digits.',
    examples: ['12.30'],
  },
  'Give the amount as text, such as "12.30": a JSON number cannot hold every amount exactly.',
);

/** A limit: an amount that may be negative. */
export const signedAmount = judged(
  (value) => (signedAmountPattern.test(value) ? undefined : flawOfAmount(value, true)),
  {
    pattern: signedAmountPattern.source,
    description:
      'Decimal text with exactly the decimals of its currency, at most 38 digits; negative below zero.',
    examples: ['-500.00'],
  },
  'Give the amount as text, such as "-500.00": a JSON number cannot hold every amount exactly.',
);

/** Longest text that can be an amount: sign, 38 digits, point, 18 digits. Nothing longer is looked at closely. */
const lengthMax = 58;

function flawOfAmount(value: string, mayBeNegative: boolean): Flaw {
  if (value.length > lengthMax) {
    return {
      code: 'AmountHasTooManyDigits',
      detail: `The text has ${value.length} characters; an amount has at most 38 digits before its point and 18 after it.`,
    };
  }
  if (/^[+-]?[0-9.]+[eE][+-]?[0-9]+$/.test(value)) {
    return { code: 'AmountHasExponent', detail: 'Write the amount out, without an exponent.' };
  }
  if (/^[+-][0-9.]+$/.test(value) && !(mayBeNegative && value.startsWith('-'))) {
    return {
      code: 'AmountHasSign',
      detail: mayBeNegative
        ? 'Leave the plus sign out.'
        : 'Give the amount without a sign; the side says where it goes.',
    };
  }
  if (/^-0(\.0*)?$/.test(value)) return { code: 'AmountHasSign', detail: 'Zero has no sign.' };
  const [, whole, decimals] = /^-?([0-9]+)(?:\.([0-9]+))?$/.exec(value) ?? [];
  if (whole === undefined) {
    return {
      code: 'AmountNotDecimal',
      detail: 'Give digits with at most one point between them, such as "12.30".',
    };
  }
  if (whole.length > 1 && whole.startsWith('0')) {
    return { code: 'AmountHasLeadingZero', detail: 'Leave the leading zeros out.' };
  }
  return {
    code: 'AmountHasTooManyDigits',
    detail: `The amount has ${whole.length} digits before its point and ${decimals?.length ?? 0} after it; at most 38 and 18 are possible.`,
  };
}
