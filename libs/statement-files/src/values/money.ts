import { readDecimal, shown, type NumberMarks } from '@files/decimal';
import { exactAmount } from '@files/exact-amount';
import { Unreadable } from '@files/unreadable';
import { fits, formatUnits, unitsOf } from '@ledger/money/amount';
import type { Reading } from '../reading';
import type { Way } from '../record';

/** A decimal mark behind which nothing stands is one, too: MT940 writes 300 as `300,`. */
const pattern = /^([+-]?)(\d{1,38})(?:[.,](\d{0,30}))?$/;

/**
 * Reads an amount as a signed count of the currency's smallest unit; no digit is lost.
 * @param decimals those of the currency; more may stand there if they are zeros
 * @throws Unreadable
 */
export function unitsIn(text: string, decimals: number, { decimal }: Reading = {}): bigint {
  if (decimal !== undefined) return markedUnits(text, decimals, decimal);
  const match = pattern.exec(text);
  if (!match) throw new Unreadable(`"${shown(text)}" is not an amount.`);
  const [, sign, whole = '', fraction = ''] = match;
  return signed(
    sign === '-',
    exactAmount({ isNegative: false, whole: trimmed(whole), fraction }, decimals, true),
  );
}

/** Writes units of either sign as an amount without one. */
export function amountOf(units: bigint, decimals: number): string {
  return formatUnits(units < 0n ? -units : units, decimals);
}

/** Nothing moves in. */
export function wayOf(units: bigint): Way {
  return units < 0n ? 'out' : 'in';
}

export function opposite(way: Way): Way {
  return way === 'in' ? 'out' : 'in';
}

export function signedUnits(units: bigint, way: Way): bigint {
  return way === 'in' ? units : -units;
}

function markedUnits(text: string, decimals: number, decimal: NumberMarks['decimal']): bigint {
  const read = readDecimal(text, { decimal, thousands: decimal === ',' ? '.' : ',' });
  if (read.whole.length > 38) throw new Unreadable(`"${shown(text)}" is not an amount.`);
  return signed(read.isNegative, exactAmount(read, decimals, true));
}

function signed(isNegative: boolean, amount: string): bigint {
  const units = unitsOf(amount);
  if (!fits(units)) throw new Unreadable(`${shown(amount)} has more than 38 digits.`);
  return isNegative ? -units : units;
}

function trimmed(whole: string): string {
  return whole.replace(/^0+(?=\d)/, '');
}
