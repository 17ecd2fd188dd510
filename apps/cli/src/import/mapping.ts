import type { DateReader } from '@files/date-format';
import type { NumberMarks } from '@files/decimal';
import { templatesOf, type AmountSource } from './amount';
import type { Template } from './template';

/** What of a row may be left empty. */
export const detailNames = ['category', 'description', 'effectiveAt', 'reference'] as const;
export type DetailName = (typeof detailNames)[number];

/** How the columns of a row become one transaction of two postings. */
export interface Mapping extends Readonly<Partial<Record<DetailName, Template>>> {
  readonly debit: Template;
  readonly credit: Template;
  readonly amount: AmountSource;
  readonly currency: Template;
  /** What identifies a row for ever; without it, what the row becomes does. */
  readonly key?: Template;
  readonly metadata: Readonly<Record<string, Template>>;
  readonly reading: Reading;
}

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

/** The columns that the mapping names. */
export function columnsOf(mapping: Mapping): string[] {
  const { debit, credit, amount, currency, key, metadata } = mapping;
  const details = detailNames.map((name) => mapping[name]);
  const templates = [debit, credit, ...templatesOf(amount), currency, key, ...details];
  const all = [...templates, ...Object.values(metadata)];
  return [...new Set(all.flatMap((template) => template?.columns ?? []))];
}
