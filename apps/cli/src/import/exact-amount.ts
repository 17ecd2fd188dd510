import Big from 'big.js';
import { Unreadable } from './unreadable';

/** A file may write leading and trailing zeros, and a plus; never a sign or an exponent. */
const plainDecimal = /^\+?\d+(?:\.\d*)?$/;

/**
 * Writes an amount with exactly `decimals` decimals, from text with fewer, or with more that are all zero.
 * @throws Unreadable where a digit would be lost, or the text is no plain decimal number
 */
export function exactAmount(text: string, decimals: number): string {
  const amount = read(text);
  if (!amount.round(decimals, Big.roundDown).eq(amount)) {
    throw new Unreadable(
      `${shown(text)} has more than the ${decimals} decimals of its currency; a digit would be lost.`,
    );
  }
  return amount.toFixed(decimals);
}

/**
 * Writes an amount that the file gives in the currency's smallest unit, such as cents.
 * @throws Unreadable where it is not a whole number
 */
export function fromSmallestUnit(text: string, decimals: number): string {
  const units = exactAmount(text, 0);
  return new Big(`${units}e-${decimals}`).toFixed(decimals);
}

function read(text: string): Big {
  const plain = text.trim();
  if (!plainDecimal.test(plain)) {
    throw new Unreadable(`"${shown(text)}" is no amount: write digits, without sign or exponent.`);
  }
  return new Big(plain.replace(/^\+/, '').replace(/\.$/, ''));
}

function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
