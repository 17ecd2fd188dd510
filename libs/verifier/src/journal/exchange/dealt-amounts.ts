import type { Currency } from '@ledger/money/amount';
import type { Side } from '@ledger/state';
import {
  ceiling,
  floor,
  isAbove,
  majorUnits,
  minorUnits,
  nearestEven,
  product,
  quotient,
  significant,
  type Fraction,
} from './fraction';

const priceDigits = 12;

/** What a customer is debited and credited. */
export interface Deal<Of> {
  readonly debit: Of;
  readonly credit: Of;
}

/**
 * The price that is `spreadBps` basis points worse for the customer than a rate, and rounded against the customer.
 * @param customer the side on which the customer has the base of the pair
 */
export function priceAt(rate: Fraction, spreadBps: bigint, customer: Side): Fraction {
  const share = customer === 'debit' ? 10_000n - spreadBps : 10_000n + spreadBps;
  const exact = product(rate, { numerator: share, denominator: 10_000n });
  return significant(exact, priceDigits, customer === 'debit' ? floor : ceiling);
}

/** Whether the customer gets more by the price than by the rate. @param customer see {@link priceAt} */
export function isBetter(price: Fraction, rate: Fraction, customer: Side): boolean {
  return customer === 'debit' ? isAbove(price, rate) : isAbove(rate, price);
}

/**
 * Minor units of both sides, where one is fixed: a credit is rounded down, a debit up.
 * @param perDebit major units of the credit currency for one of the debit currency
 */
export function dealtAt(
  perDebit: Fraction,
  { debit, credit }: Deal<Currency>,
  fixed: Side,
  units: bigint,
): Deal<bigint> {
  if (fixed === 'debit') {
    const exact = product(majorUnits(units, debit.decimals), perDebit);
    return { debit: units, credit: minorUnits(exact, credit.decimals, floor) };
  }
  const exact = quotient(majorUnits(units, credit.decimals), perDebit);
  return { debit: minorUnits(exact, debit.decimals, ceiling), credit: units };
}

/** Minor units that an amount is worth in another currency. @param mid units of that for one of the amount's */
export function worth(units: bigint, of: Currency, mid: Fraction, inCurrency: Currency): bigint {
  return minorUnits(product(majorUnits(units, of.decimals), mid), inCurrency.decimals, nearestEven);
}
