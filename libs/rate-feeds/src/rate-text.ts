import Big from 'big.js';
import { Unreadable } from '@files/unreadable';

/** Most significant digits of a rate, and most decimals: a ledger takes no more. */
const digitsMax = 18;
const decimalsMax = 30;

const written = /^[0-9]{1,60}(?:\.[0-9]{1,60})?$/;
const longestShown = 60;

/**
 * A rate as decimal text without zeros at its ends, digit for digit as it was written.
 * @throws Unreadable where it is no decimal number above 0, or has more digits than a rate may have
 */
export function rateIn(text: string): string {
  const trimmed = text.trim();
  if (!written.test(trimmed))
    throw new Unreadable(`"${shown(trimmed)}" is not a rate: write digits with a point, such as 1.0956.`);
  const rate = new Big(trimmed);
  if (rate.eq(0)) throw new Unreadable(`The rate ${shown(trimmed)} is not above 0.`);
  const plain = rate.toFixed();
  const decimals = plain.split('.')[1] ?? '';
  if (significantDigits(plain) <= digitsMax && decimals.length <= decimalsMax) return plain;
  throw new Unreadable(
    `The rate ${shown(trimmed)} has too many digits: at most ${digitsMax} significant ones and ${decimalsMax} decimals.`,
  );
}

/** @throws Unreadable where a bid is above the mid, or an ask below it */
export function requireOrder(bid: string | undefined, mid: string, ask: string | undefined): void {
  const middle = new Big(mid);
  if (bid !== undefined && middle.lt(bid))
    throw new Unreadable(`The bid ${bid} is above the mid ${mid}; a bid is at most the mid.`);
  if (ask !== undefined && middle.gt(ask))
    throw new Unreadable(`The ask ${ask} is below the mid ${mid}; an ask is at least the mid.`);
}

/** Digits from the first that is not 0 on, zeros at the end of a whole number included. */
function significantDigits(plain: string): number {
  return plain.replace('.', '').replace(/^0+/, '').length;
}

/** As it may stand in a sentence: of any length, and with whatever characters, in a file. */
export function shown(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ');
  return plain.length > longestShown ? `${plain.slice(0, longestShown)}…` : plain;
}
