import type { Currency } from '../money/amount';
import type { Side } from '../state';
import {
  compare,
  dividedBy,
  inverse,
  ratioOf,
  ratioOfUnits,
  significantText,
  times,
  unitsIn,
  type Ratio,
} from './ratio';

/** Significant digits of a price that is made of a mid. */
const priceDigits = 12;
const basisPoints = 10_000n;

/** Units of the counter currency at which the customer deals one unit of the base. */
export interface Price {
  readonly base: string;
  readonly counter: string;
  /** Decimal text. */
  readonly value: string;
}

/** The two currencies of a deal: what the customer is debited, and what he is credited. */
export interface Sides {
  readonly debit: Currency;
  readonly credit: Currency;
}

/** Amounts in minor units of both sides. */
export interface Amounts {
  readonly debit: bigint;
  readonly credit: bigint;
}

/**
 * The price for a customer, from a rate of the same pair: worse than it by `spreadBps` basis points, and rounded so
 * that it is never better. A customer who is debited in the base sells it, and gets less; one who is credited in the
 * base pays more.
 * @param rate counter per base
 * @param customer the side on which the customer has the base
 */
export function pricedAt(rate: Ratio, spreadBps: bigint, customer: Side): string {
  const factor = customer === 'debit' ? basisPoints - spreadBps : basisPoints + spreadBps;
  const price = times(rate, { above: factor, below: basisPoints });
  return significantText(price, priceDigits, customer === 'debit' ? 'floor' : 'ceil');
}

/** What the side that is not fixed comes to: a credit is rounded down, a debit up. @returns minor units of both */
export function amountsAt(price: Price, sides: Sides, fixed: Side, units: bigint): Amounts {
  const value = ratioOf(price.value);
  return amountsBy(price.base === sides.debit.code ? value : inverse(value), sides, fixed, units);
}

/** As {@link amountsAt}, by an exact rate. @param perDebit units of the credit currency for one of the debit currency */
export function amountsBy(perDebit: Ratio, { debit, credit }: Sides, fixed: Side, units: bigint): Amounts {
  if (fixed === 'debit') {
    const exact = times(ratioOfUnits(units, debit.decimals), perDebit);
    return { debit: units, credit: unitsIn(exact, credit.decimals, 'floor') };
  }
  const exact = dividedBy(ratioOfUnits(units, credit.decimals), perDebit);
  return { debit: unitsIn(exact, debit.decimals, 'ceil'), credit: units };
}

/** What an amount is worth in another currency, to the nearest minor unit. @param rate of the amount's currency in `into` */
export function valueOf(units: bigint, of: Currency, rate: Ratio, into: Currency): bigint {
  return unitsIn(times(ratioOfUnits(units, of.decimals), rate), into.decimals, 'half-even');
}

/** Whether a customer who deals at it gets no more than at the rate. @param customer the side on which he has the base */
export function isNoBetter(price: string, rate: Ratio, customer: Side): boolean {
  const difference = compare(ratioOf(price), rate);
  return customer === 'debit' ? difference <= 0 : difference >= 0;
}
