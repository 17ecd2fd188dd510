import type { DateReader } from '@files/date-format';
import type { NumberMarks } from '@files/decimal';

/** How amounts and dates are written in the file. */
export interface Reading {
  /** Undefined where it was not said: then a point, no groups, and no more decimals than the currency has. */
  readonly numbers: NumberMarks | undefined;
  /** Whether amounts are counted in the currency's smallest unit. */
  readonly isInSmallestUnit: boolean;
  /** Whether amounts have signs: a negative one is money out, which swaps the sides. */
  readonly isSigned: boolean;
  /** Undefined where times are written as RFC 3339 has them. */
  readonly dates: DateReader | undefined;
}

/** Amounts with a point, unsigned, and times in RFC 3339. */
export const plainReading: Reading = {
  numbers: undefined,
  isInSmallestUnit: false,
  isSigned: false,
  dates: undefined,
};
