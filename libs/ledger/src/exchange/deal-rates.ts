import type { LedgerState, Side } from '../state';
import type { ExchangeDeclaration } from './exchange-declaration';
import type { Sides } from './price';
import type { QuotedMid } from './quotes/quoted-deal';
import { crossRate, inverseRate, rateFor, rateOfLegs, type RateFound } from './rates/rate-lookup';
import { inverse, type Ratio } from './ratio';

/** The rates by which a deal is decided. */
export interface DealRates {
  /** Of the debit currency in the credit currency. */
  readonly pair: RateFound;
  /** The side whose currency is the base of prices: that of the published pair, where one joins both currencies. */
  readonly base: Side;
  /** Functional mode: of each foreign currency in the functional one. */
  readonly inFunctional: ReadonlyMap<string, RateFound>;
}

/**
 * Finds the rates of a deal, as they are known now. Functional mode values each currency by its own rate, so a pair of
 * two foreign ones is crossed over the functional currency, whatever is published of it.
 * @throws Refusal PairOfOneCurrency, RateNotFound, RateTooOld
 */
export function dealRates(
  { rates }: LedgerState,
  { functional, maxAge, pivots = [], rateType: type, sources }: ExchangeDeclaration,
  sides: Sides,
  now: string,
): DealRates {
  const [debit, credit] = [sides.debit.code, sides.credit.code];
  const policy = { maxAge: Number(maxAge), pivots, sources };
  const find = (base: string, counter: string) => rateFor(rates, policy, { base, counter, type, at: now });
  if (functional === undefined || debit === credit) return ofPair(find(debit, credit), sides, []);
  const inFunctional = [debit, credit]
    .filter((code) => code !== functional)
    .map((code) => [code, find(code, functional)] as const);
  const [[first, found], second] = inFunctional as [(typeof inFunctional)[0], (typeof inFunctional)[0]?];
  if (second) return ofPair(crossRate(found, inverseRate(second[1])), sides, inFunctional);
  return ofPair(first === debit ? found : inverseRate(found), sides, inFunctional);
}

/** The same once more from the mids that a quote has kept; bid and ask are then the mid. */
export function quotedRates(
  { functional }: Pick<ExchangeDeclaration, 'functional'>,
  mids: readonly QuotedMid[],
  sides: Sides,
): DealRates {
  if (functional === undefined) {
    const [{ legs }] = mids as [QuotedMid];
    return ofPair(rateOfLegs(legs, sides.debit.code), sides, []);
  }
  const inFunctional = mids.map(({ currency, legs }) => [currency, rateOfLegs(legs, currency)] as const);
  return ofPair(inFunctional[0]![1], sides, inFunctional);
}

function ofPair(
  pair: RateFound,
  { debit, credit }: Sides,
  inFunctional: readonly (readonly [string, RateFound])[],
): DealRates {
  const [leg, second] = pair.legs;
  const isInverse = !second && leg?.base === credit.code && leg.counter === debit.code;
  return { pair, base: isInverse ? 'credit' : 'debit', inFunctional: new Map(inFunctional) };
}

/**
 * Where a price begins: the mid of the base in the counter currency, or the side at which the market takes it. A customer
 * who is debited in the base sells it, one who is credited buys it.
 */
export function startingRate({ base, pair }: DealRates, from: 'mid' | 'side'): Ratio {
  const rate = from === 'mid' ? pair.mid : pair.bid;
  return base === 'debit' ? rate : inverse(rate);
}
