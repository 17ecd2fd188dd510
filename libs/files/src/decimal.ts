import { Unreadable } from './unreadable';

export const decimalMarks = ['.', ','] as const;
export const thousandsMarks = ['.', ',', "'", ' '] as const;

/** How a file writes numbers. */
export interface NumberMarks {
  readonly decimal: (typeof decimalMarks)[number];
  /** What groups the digits before the decimals; undefined where nothing does. */
  readonly thousands: (typeof thousandsMarks)[number] | undefined;
}

/** A decimal number, digit for digit as it was written. */
export interface Decimal {
  readonly isNegative: boolean;
  /** Without leading zeros; `0` for none. */
  readonly whole: string;
  /** The digits behind the decimal mark, trailing zeros included. */
  readonly fraction: string;
}

/** A typographic apostrophe and the spaces that do not break stand for the plain ones. */
const alike: Readonly<Record<string, string>> = { "'": "'\u2019", ' ': ' \u00a0\u2009\u202f' };

/**
 * Reads a number with a sign before it or, as some banks and accountants write, a minus behind it or brackets around it.
 * Groups have three digits or, as in India, two before the last three.
 * @throws Unreadable where it is written in any other way
 */
export function readDecimal(text: string, marks: NumberMarks): Decimal {
  const { isNegative, digits } = unsigned(text.trim());
  const match = patternOf(marks).exec(digits);
  if (!match)
    throw new Unreadable(`"${shown(text)}" is not a decimal number in the form ${exampleOf(marks)}.`);
  const [, whole = '', fraction = ''] = match;
  return { isNegative, whole: whole.replace(/\D/g, '').replace(/^0+(?=\d)/, ''), fraction };
}

/** A number as people may recognise it in a sentence. */
export function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

const minus = '[-\u2212]';
const signs: readonly [pattern: RegExp, isNegative: boolean][] = [
  [/^\+(.*)$/, false],
  [new RegExp(`^${minus}\\s*(.*)$`), true],
  [new RegExp(`^(.*\\S)\\s*${minus}$`), true],
  [/^\((.*)\)$/, true],
];

function unsigned(text: string): { isNegative: boolean; digits: string } {
  for (const [pattern, isNegative] of signs) {
    const [, digits] = pattern.exec(text) ?? [];
    if (digits !== undefined) return { isNegative, digits };
  }
  return { isNegative: false, digits: text };
}

const patterns = new Map<string, RegExp>();

function patternOf({ decimal, thousands }: NumberMarks): RegExp {
  const key = `${decimal}${thousands}`;
  const known = patterns.get(key);
  if (known) return known;
  const group = thousands === undefined ? undefined : `[${alike[thousands] ?? `\\${thousands}`}]`;
  const grouped =
    group === undefined ? '' : `|\\d{1,3}(?:${group}\\d{3})+|\\d{1,2}(?:${group}\\d{2})*${group}\\d{3}`;
  const pattern = new RegExp(`^(\\d+${grouped})(?:\\${decimal}(\\d*))?$`);
  patterns.set(key, pattern);
  return pattern;
}

function exampleOf({ decimal, thousands }: NumberMarks): string {
  return `1${thousands ?? ''}234${decimal}56`;
}
