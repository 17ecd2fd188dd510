import { fraction, fractionOf, over, shortened, times, whole, type Fraction } from './naive-fraction';

/*
 * The rules of exchange in their plainest form, written from the design and not from the product: nothing here is
 * taken from libs/ledger/src/exchange, and everything is a search through all there is.
 */

interface Published {
  readonly seq: number;
  readonly source: string;
  readonly type: string;
  readonly observedAt: string;
  readonly rates: readonly {
    readonly base: string;
    readonly counter: string;
    readonly bid?: string;
    readonly mid: string;
    readonly ask?: string;
  }[];
}

export interface Wanted {
  readonly base: string;
  readonly counter: string;
  readonly type: string;
  readonly at: string;
  readonly sources: readonly string[];
  readonly pivots: readonly string[];
  /** In seconds. */
  readonly maxAge: number;
}

export interface Found {
  readonly bid: Fraction;
  readonly mid: Fraction;
  readonly ask: Fraction;
  readonly legs: readonly { base: string; counter: string; mid: string; set: string }[];
}

/** The rate that counts, or why there is none. */
export function lookUp(sets: readonly Published[], wanted: Wanted): Found | 'RateNotFound' | 'RateTooOld' {
  const found = anyWay(sets, wanted);
  if (found) return found;
  return anyWay(sets, { ...wanted, maxAge: Infinity }) ? 'RateTooOld' : 'RateNotFound';
}

function anyWay(sets: readonly Published[], wanted: Wanted): Found | undefined {
  const { base, counter, pivots } = wanted;
  const pair = eitherWay(sets, wanted, base, counter);
  if (pair) return pair;
  for (const pivot of pivots.filter((each) => each !== base && each !== counter)) {
    const [first, second] = [eitherWay(sets, wanted, base, pivot), eitherWay(sets, wanted, pivot, counter)];
    if (first && second)
      return {
        bid: times(first.bid, second.bid),
        mid: times(first.mid, second.mid),
        ask: times(first.ask, second.ask),
        legs: [...first.legs, ...second.legs],
      };
  }
  return undefined;
}

function eitherWay(
  sets: readonly Published[],
  wanted: Wanted,
  base: string,
  counter: string,
): Found | undefined {
  const direct = newest(sets, wanted, base, counter);
  if (direct) return direct;
  const other = newest(sets, wanted, counter, base);
  const one = fraction(1n);
  return (
    other && {
      bid: over(one, other.ask),
      mid: over(one, other.mid),
      ask: over(one, other.bid),
      legs: other.legs,
    }
  );
}

function newest(
  sets: readonly Published[],
  { at, maxAge, sources, type }: Wanted,
  base: string,
  counter: string,
): Found | undefined {
  const found = sets
    .filter((set) => set.type === type && sources.includes(set.source) && set.observedAt <= at)
    .filter(({ observedAt }) => Date.parse(at) - Date.parse(observedAt) <= maxAge * 1000)
    .flatMap((set) =>
      set.rates
        .filter((rate) => rate.base === base && rate.counter === counter)
        .map((rate) => ({ set, rate })),
    )
    .sort(
      (a, b) =>
        Date.parse(b.set.observedAt) - Date.parse(a.set.observedAt) ||
        sources.indexOf(a.set.source) - sources.indexOf(b.set.source) ||
        b.set.seq - a.set.seq,
    )[0];
  if (!found) return undefined;
  const { set, rate } = found;
  return {
    bid: fractionOf(rate.bid ?? rate.mid),
    mid: fractionOf(rate.mid),
    ask: fractionOf(rate.ask ?? rate.mid),
    legs: [{ base, counter, mid: rate.mid, set: String(set.seq) }],
  };
}

/** The price of a customer who has the base on that side, `bps` basis points worse than the rate. */
export function price(rate: Fraction, bps: bigint, side: 'debit' | 'credit'): Fraction {
  return side === 'debit'
    ? shortened(times(rate, fraction(10_000n - bps, 10_000n)), 12, 'down')
    : shortened(times(rate, fraction(10_000n + bps, 10_000n)), 12, 'up');
}

/** A deal: currency of each side with its decimals, the price, and the side whose amount was given. */
export interface Deal {
  readonly debit: { readonly code: string; readonly decimals: number };
  readonly credit: { readonly code: string; readonly decimals: number };
  readonly base: string;
  readonly price: Fraction;
  readonly fixed: 'debit' | 'credit';
  /** Minor units of the fixed side. */
  readonly units: bigint;
}

const minorUnits = (decimals: number) => fraction(10n ** BigInt(decimals));

/** Minor units of both sides. */
export function amounts({ base, credit, debit, fixed, price, units }: Deal): {
  debit: bigint;
  credit: bigint;
} {
  const creditPerDebit = base === debit.code ? price : over(fraction(1n), price);
  const exact =
    fixed === 'debit'
      ? times(over(fraction(units), minorUnits(debit.decimals)), creditPerDebit)
      : over(over(fraction(units), minorUnits(credit.decimals)), creditPerDebit);
  return fixed === 'debit'
    ? { debit: units, credit: whole(times(exact, minorUnits(credit.decimals)), 'down') }
    : { debit: whole(times(exact, minorUnits(debit.decimals)), 'up'), credit: units };
}

/** Value in F. @param mid of the amount's currency in F */
export function value(units: bigint, decimals: number, mid: Fraction, decimalsOfF: number): bigint {
  return whole(
    times(times(over(fraction(units), minorUnits(decimals)), mid), minorUnits(decimalsOfF)),
    'half-even',
  );
}

/** What the house is open, and what it cost; all it did counts, one deal after another. */
export interface Open {
  readonly position: bigint;
  readonly equivalent: bigint;
}

export interface Step extends Open {
  readonly closed: bigint;
  readonly cost: bigint;
  readonly gain: bigint;
}

/** @param D movement of the position @param V its value, 0 or more */
export function move({ position: P, equivalent: E }: Open, D: bigint, V: bigint): Step {
  const sign = D > 0n ? 1n : -1n;
  if (P === 0n || P > 0n === D > 0n)
    return { position: P + D, equivalent: E + sign * V, closed: 0n, cost: 0n, gain: 0n };
  const [open, moved, cost] = [absolute(P), absolute(D), absolute(E)];
  const r = open < moved ? open : moved;
  const v = moved > open ? whole(fraction(V * r, moved), 'half-even') : V;
  const c = r === open ? cost : whole(fraction(cost * r, open), 'half-even');
  const rest = V - v;
  const remaining = P > 0n ? E - c : E + c;
  return {
    position: P + D,
    equivalent: remaining + sign * rest,
    closed: r,
    cost: c,
    gain: P > 0n ? v - c : c - v,
  };
}

function absolute(units: bigint): bigint {
  return units < 0n ? -units : units;
}

/** One line of a deal: what is debited (above 0) or credited (below 0), in minor units. */
export interface Line {
  readonly account: string;
  readonly currency: string;
  readonly debit: bigint;
}

/** A foreign side of a deal: what it does to its position. */
export interface ForeignSide {
  readonly currency: string;
  readonly movement: bigint;
  readonly step: Step;
  readonly before: Open;
}

/**
 * The lines of a conversion: debit account; of the debit, then of the credit currency its position, equivalent and
 * realised gain; spread; credit account. Zero ones are left out. The customer's lines are as the customer deals; a
 * position is on the credit side of its account where the house is long.
 */
export function lines(deal: {
  readonly functional: string;
  readonly debit: { readonly account: string; readonly currency: string; readonly units: bigint };
  readonly credit: { readonly account: string; readonly currency: string; readonly units: bigint };
  readonly foreign: readonly ForeignSide[];
  readonly spread: bigint;
}): Line[] {
  const { credit, debit, foreign, functional, spread } = deal;
  const all: Line[] = [
    { account: debit.account, currency: debit.currency, debit: debit.units },
    ...foreign.flatMap(({ before, currency, movement, step }): Line[] => [
      { account: `position ${currency}`, currency, debit: -movement },
      { account: `equivalent ${currency}`, currency: functional, debit: step.equivalent - before.equivalent },
      { account: `realised`, currency: functional, debit: -step.gain },
    ]),
    { account: 'spread', currency: functional, debit: -spread },
    { account: credit.account, currency: credit.currency, debit: -credit.units },
  ];
  return all.filter((line) => line.debit !== 0n);
}
