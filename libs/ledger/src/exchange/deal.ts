import { formatUnits, parseAmount, type Currency } from '../money/amount';
import { requireCurrency } from '../money/currency';
import { Refusal, invariant } from '../refusal';
import type { LedgerState, Side } from '../state';
import { opposite } from '../transactions/posting';
import { startingRate, type DealRates } from './deal-rates';
import { amountsAt, pricedAt, type Amounts, type Price, type Sides } from './price';

/** One side of a deal as a caller asks for it. */
export interface WantedSide {
  readonly account: string;
  /** Absent on the side that comes out of the price. */
  readonly amount?: string;
  readonly currency: string;
}

/** Amounts as a caller asks for them: both, or one and a price, or one and how that is made. */
export interface WantedAmounts {
  readonly debit: Omit<WantedSide, 'account'>;
  readonly credit: Omit<WantedSide, 'account'>;
  /** Whether the price begins at the mid, which is usual, or at the bid or ask. */
  readonly from?: 'mid' | 'side';
  readonly price?: Price;
  /** Whole basis points, 0 to 9999, by which the price is worse than the rate; 0 if absent. */
  readonly spreadBps?: string;
}

/** The amounts of a deal between two accounts. */
export interface WantedDeal extends WantedAmounts {
  readonly debit: WantedSide;
  readonly credit: WantedSide;
}

/** Both amounts in minor units, above 0. */
export interface DealtAmounts extends Amounts {
  /** The side that was given; where both were, the debit. */
  readonly fixed: Side;
  /** At which the other was computed; absent where both were given. */
  readonly price?: Price;
}

/** What the customer is debited or credited. */
export interface Dealt {
  readonly account: string;
  readonly currency: Currency;
  /** Minor units, above 0. */
  readonly units: bigint;
}

/** A deal with both amounts. */
export interface Deal {
  readonly debit: Dealt;
  readonly credit: Dealt;
  /** The side that was given; where both were, the debit. */
  readonly fixed: Side;
}

/** @throws Refusal CurrencyNotRegistered */
export function sidesOf(state: LedgerState, { debit, credit }: WantedAmounts): Sides {
  return {
    debit: requireCurrency(state, debit.currency, { side: 'debit' }),
    credit: requireCurrency(state, credit.currency, { side: 'credit' }),
  };
}

/** As {@link amountsOf}, with the accounts. @throws Refusal AmountHasWrongDecimals, AmountTooLarge, AmountIsZero */
export function dealOf(wanted: WantedDeal, sides: Sides, rates: DealRates | undefined): Deal {
  const amounts = amountsOf(wanted, sides, rates);
  const dealt = (side: Side): Dealt => ({
    account: wanted[side].account,
    currency: sides[side],
    units: amounts[side],
  });
  return { debit: dealt('debit'), credit: dealt('credit'), fixed: amounts.fixed };
}

/**
 * Both amounts of a deal.
 * @param rates not needed where both amounts or a price are given
 * @throws Refusal AmountHasWrongDecimals, AmountTooLarge, AmountIsZero
 */
export function amountsOf(wanted: WantedAmounts, sides: Sides, rates: DealRates | undefined): DealtAmounts {
  const fixed: Side = wanted.debit.amount === undefined ? 'credit' : 'debit';
  const given = (side: Side) => {
    const { amount } = wanted[side];
    return amount === undefined ? undefined : parseAmount(amount, sides[side], { side });
  };
  const units = given(fixed)!;
  const other = given(opposite[fixed]);
  const price = other === undefined ? priceOf(wanted, sides, rates) : undefined;
  // Where both are given, the debit counts as fixed.
  const { debit, credit } = price ? amountsAt(price, sides, fixed, units) : { debit: units, credit: other! };
  return {
    debit: requireSome(debit, sides.debit, 'debit'),
    credit: requireSome(credit, sides.credit, 'credit'),
    fixed,
    ...(price && { price }),
  };
}

function priceOf(
  { from = 'mid', price, spreadBps = '0' }: WantedAmounts,
  sides: Sides,
  rates: DealRates | undefined,
): Price {
  if (price) return price;
  invariant(rates, 'a price is given, or made of a rate');
  const { base } = rates;
  return {
    base: sides[base].code,
    counter: sides[opposite[base]].code,
    value: pricedAt(startingRate(rates, from), BigInt(spreadBps), base),
  };
}

function requireSome(units: bigint, { code, decimals }: Currency, side: Side): bigint {
  if (units > 0n) return units;
  const amount = formatUnits(units, decimals);
  throw new Refusal('AmountIsZero', `The ${side} would be ${amount} ${code}.`, {
    side,
    amount,
    currency: code,
  });
}
