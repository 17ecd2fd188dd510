import { Unreadable } from './unreadable';

/** Digits, with or without a point; a file may write leading and trailing zeros, and a plus. */
const plainDecimal = /^\+?0*(\d+?)(?:\.(\d*?)0*)?$/;

/**
 * Writes an amount with exactly `decimals` decimals, from text with fewer, or with more that are all zero.
 * @throws Unreadable where a digit would be lost, or the text is no plain decimal number
 */
export function exactAmount(text: string, decimals: number): string {
  const [, whole, fraction = ''] = plainDecimal.exec(text.trim()) ?? [];
  if (whole === undefined)
    throw new Unreadable(`"${shown(text)}" is no amount: write digits, without sign or exponent.`);
  if (fraction.length > decimals) {
    throw new Unreadable(
      `${shown(text)} has more than the ${decimals} decimals of its currency; a digit would be lost.`,
    );
  }
  return decimals === 0 ? whole : `${whole}.${fraction.padEnd(decimals, '0')}`;
}

/**
 * Writes an amount that the file gives in the currency's smallest unit, such as cents.
 * @throws Unreadable where it is not a whole number
 */
export function fromSmallestUnit(text: string, decimals: number): string {
  const digits = exactAmount(text, 0).padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  return decimals === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
}

function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
