import Big from 'big.js';
import { shown, type Decimal } from './decimal';
import { Unreadable } from './unreadable';

/**
 * Writes an amount with exactly `decimals` decimals, from a number with fewer.
 * @param mayHaveZeros whether further decimals may stand there if all of them are zero
 * @throws Unreadable where it has more decimals
 */
export function exactAmount({ whole, fraction }: Decimal, decimals: number, mayHaveZeros: boolean): string {
  const kept = mayHaveZeros ? fraction.replace(/0+$/, '') : fraction;
  if (kept.length > decimals)
    throw new Unreadable(
      `${shown(`${whole}.${fraction}`)} has ${kept.length} decimals, its currency has ${decimals}.`,
    );
  return decimals === 0 ? whole : `${whole}.${kept.padEnd(decimals, '0')}`;
}

/**
 * Writes an amount that is counted in the currency's smallest unit, such as cents.
 * @throws Unreadable where it is not a whole number
 */
export function fromSmallestUnit(decimal: Decimal, decimals: number, mayHaveZeros: boolean): string {
  const units = exactAmount(decimal, 0, mayHaveZeros);
  return new Big(`${units}e-${decimals}`).toFixed(decimals);
}
