import { Refusal } from '../../refusal';
import type { KeptRates } from './kept-rates';
import type { KeptRate } from './pair-rates';
import type { RateType } from './rate';
import { inverse, ratioOf, times, type Ratio } from '../ratio';

/** Which rates a ledger decides by. */
export interface RatePolicy {
  /** Maximum age of a rate, in seconds. */
  readonly maxAge: number;
  /** Currencies over which a pair is crossed that nobody publishes, the preferred one first. */
  readonly pivots: readonly string[];
  /** Those that count, the preferred one first. */
  readonly sources: readonly string[];
}

export interface RateWanted {
  readonly base: string;
  readonly counter: string;
  readonly type: RateType;
  /** RFC 3339, UTC, milliseconds. */
  readonly at: string;
}

/** A rate that was used, as published: perhaps of the inverse pair. */
export interface Leg {
  readonly base: string;
  readonly counter: string;
  readonly mid: string;
  /** Seq of the entry that published it. */
  readonly set: string;
}

/** What one unit of the base costs in the counter currency, and what was published of that. */
export interface RateFound {
  readonly ask: Ratio;
  readonly bid: Ratio;
  readonly mid: Ratio;
  readonly legs: readonly Leg[];
}

/** The newest rate of a pair, and its age in seconds. */
interface Aged {
  readonly found: RateFound;
  readonly age: number;
}

/**
 * The rate by which a decision is made: of the pair as it is published, else of the inverse pair, else over the first
 * pivot that has both legs. Too old a rate is passed over.
 * @throws Refusal PairOfOneCurrency, RateNotFound, or RateTooOld where each way had one that is too old
 */
export function rateFor(rates: KeptRates, policy: RatePolicy, wanted: RateWanted): RateFound {
  const { base, counter, type, at } = wanted;
  requireTwo(base, counter);
  let youngest = eitherWay(rates, policy, wanted);
  if (youngest && youngest.age <= policy.maxAge) return youngest.found;
  for (const aged of crossings(rates, policy, wanted)) {
    if (!aged) continue;
    if (aged.age <= policy.maxAge) return aged.found;
    if (!youngest || aged.age < youngest.age) youngest = aged;
  }
  const facts = { base, counter, rateType: type, at };
  if (!youngest) {
    const sources = policy.sources.join(', ');
    throw new Refusal(
      'RateNotFound',
      `No ${type} rate of ${base}/${counter} by ${at} is known from ${sources}.`,
      facts,
    );
  }
  const [age, maxAge] = [String(youngest.age), String(policy.maxAge)];
  throw new Refusal(
    'RateTooOld',
    `The last ${type} rate of ${base}/${counter} by ${at} is ${age} s old, and may be ${maxAge} s old at most.`,
    { ...facts, age, maxAge },
  );
}

/** @throws Refusal PairOfOneCurrency @param place of the rate, where it is one of several */
export function requireTwo(base: string, counter: string, place: { readonly rate?: number } = {}): void {
  if (base !== counter) return;
  throw new Refusal('PairOfOneCurrency', `${base} has no rate in itself.`, { ...place, currency: base });
}

function* crossings(rates: KeptRates, policy: RatePolicy, wanted: RateWanted): Generator<Aged | undefined> {
  const { base, counter } = wanted;
  for (const pivot of policy.pivots) {
    if (pivot === base || pivot === counter) continue;
    const first = eitherWay(rates, policy, { ...wanted, counter: pivot });
    const second = first && eitherWay(rates, policy, { ...wanted, base: pivot });
    yield second && crossed(first, second);
  }
}

/** As published, or inverted where that is too old or missing. */
function eitherWay(rates: KeptRates, policy: RatePolicy, wanted: RateWanted): Aged | undefined {
  const direct = published(rates, policy, wanted);
  if (direct && direct.age <= policy.maxAge) return direct;
  const { base, counter } = wanted;
  const other = inverted(published(rates, policy, { ...wanted, base: counter, counter: base }));
  return other && (!direct || other.age < direct.age) ? other : direct;
}

function published(rates: KeptRates, { sources }: RatePolicy, wanted: RateWanted): Aged | undefined {
  const { base, counter, type, at } = wanted;
  const newest = rates.newest({ base, counter, type, sources, at });
  // In whole seconds, a begun one counts.
  return newest && { found: foundIn(newest), age: Math.ceil(newest.ageMs / 1000) };
}

/** Where a source publishes no bid and ask, both are its mid. */
function foundIn({ set, rate }: KeptRate): RateFound {
  const { ask, base, bid, counter, mid } = rate;
  const middle = ratioOf(mid);
  return {
    ask: ask === undefined ? middle : ratioOf(ask),
    bid: bid === undefined ? middle : ratioOf(bid),
    mid: middle,
    legs: [{ base, counter, mid, set: String(set.seq) }],
  };
}

function inverted(aged: Aged | undefined): Aged | undefined {
  return aged && { age: aged.age, found: inverseRate(aged.found) };
}

function crossed(first: Aged, second: Aged): Aged {
  return { age: Math.max(first.age, second.age), found: crossRate(first.found, second.found) };
}

/** The same rate, seen from the other currency. */
export function inverseRate({ ask, bid, mid, legs }: RateFound): RateFound {
  return { ask: inverse(bid), bid: inverse(ask), mid: inverse(mid), legs };
}

/** The rate of a currency that was made of these, the first of which has it on one side; bid and ask are its mid. */
export function rateOfLegs([first, second]: readonly Leg[], currency: string): RateFound {
  const along = (leg: Leg, base: string): RateFound => {
    const mid = ratioOf(leg.mid);
    const rate = { ask: mid, bid: mid, mid, legs: [leg] };
    return leg.base === base ? rate : inverseRate(rate);
  };
  const rate = along(first!, currency);
  if (!second) return rate;
  const pivot = first!.base === currency ? first!.counter : first!.base;
  return crossRate(rate, along(second, pivot));
}

/** Over the counter currency of the first, which is the base of the second. */
export function crossRate(a: RateFound, b: RateFound): RateFound {
  return {
    ask: times(a.ask, b.ask),
    bid: times(a.bid, b.bid),
    mid: times(a.mid, b.mid),
    legs: [...a.legs, ...b.legs],
  };
}
