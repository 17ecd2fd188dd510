import { fractionOf, one, product, quotient, type Fraction } from './fraction';
import type { PublishedRate, RateBook } from './rate-book';

/** Which rates a ledger declared that it decides by. */
export interface RateTerms {
  /** Seconds. */
  readonly maxAge: number;
  /** Currencies over which a pair without a rate is crossed, the preferred one first. */
  readonly pivots: readonly string[];
  /** The preferred one first. */
  readonly sources: readonly string[];
}

export interface Wanted {
  readonly base: string;
  readonly counter: string;
  readonly type: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A rate as its source published it, and the seq of that entry. */
export interface Leg {
  readonly base: string;
  readonly counter: string;
  readonly mid: string;
  readonly set: string;
}

/** Units of the counter currency for one of the base. */
export interface ChosenRate {
  readonly ask: Fraction;
  readonly bid: Fraction;
  readonly mid: Fraction;
  readonly legs: readonly Leg[];
}

/** The rate that a decision takes: of the pair, else of the inverse pair, else over the first pivot that joins both. */
export function chosenRate(book: RateBook, terms: RateTerms, wanted: Wanted): ChosenRate | undefined {
  const { base, counter } = wanted;
  const found = ofPair(book, terms, wanted);
  if (found) return found;
  for (const pivot of terms.pivots) {
    if (pivot === base || pivot === counter) continue;
    const first = ofPair(book, terms, { ...wanted, counter: pivot });
    const second = ofPair(book, terms, { ...wanted, base: pivot });
    if (first && second) return crossed(first, second);
  }
  return undefined;
}

function ofPair(book: RateBook, terms: RateTerms, wanted: Wanted): ChosenRate | undefined {
  const direct = newest(book, terms, wanted);
  if (direct) return asPublished(direct);
  const other = newest(book, terms, { ...wanted, base: wanted.counter, counter: wanted.base });
  return other && inverted(asPublished(other));
}

function newest(book: RateBook, { maxAge, sources }: RateTerms, wanted: Wanted): PublishedRate | undefined {
  const found = book.newest({ ...wanted, sources });
  return found && wanted.at - found.time <= maxAge * 1000 ? found : undefined;
}

/** A source that publishes no bid and ask deals at its mid. */
function asPublished({ rate, set }: PublishedRate): ChosenRate {
  const { ask, base, bid, counter } = rate;
  const mid = fractionOf(rate.mid);
  return {
    ask: ask === undefined ? mid : fractionOf(ask),
    bid: bid === undefined ? mid : fractionOf(bid),
    mid,
    legs: [{ base, counter, mid: rate.mid, set: String(set.seq) }],
  };
}

/** Of the pair the other way round. */
export function inverted({ ask, bid, mid, legs }: ChosenRate): ChosenRate {
  return { ask: quotient(one, bid), bid: quotient(one, ask), mid: quotient(one, mid), legs };
}

/** Of the first's base in the second's counter. */
export function crossed(first: ChosenRate, second: ChosenRate): ChosenRate {
  return {
    ask: product(first.ask, second.ask),
    bid: product(first.bid, second.bid),
    mid: product(first.mid, second.mid),
    legs: [...first.legs, ...second.legs],
  };
}
