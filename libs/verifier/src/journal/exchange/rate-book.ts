import type { Rate, RateSet } from '@ledger/exchange/rates/rate';
import { SortedByTime } from './sorted-by-time';

/** Rates that a ledger keeps; beyond that, sets that were observed first are forgotten first, each as a whole. */
const keptRatesMax = 100_000;

/** A rate and where it was published. */
export interface PublishedRate {
  readonly rate: Rate;
  readonly set: RateSet;
  /** When it was observed, in milliseconds since 1970. */
  readonly time: number;
}

/** The newest rate of a pair is asked for as of a time. */
export interface RateAsked {
  readonly base: string;
  readonly counter: string;
  readonly type: string;
  /** Those that count, the preferred one first. */
  readonly sources: readonly string[];
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** The rates that a ledger knew, as its entries published them. */
export class RateBook {
  private readonly sets = new SortedByTime<RateSet>();
  private readonly pairs = new Map<string, SortedByTime<PublishedRate>>();
  private count = 0;

  constructor(private readonly ratesMax = keptRatesMax) {}

  take(set: RateSet): void {
    const time = Date.parse(set.observedAt);
    this.sets.add(time, set);
    for (const rate of set.rates) {
      const name = nameOf(set.type, rate.base, rate.counter);
      let pair = this.pairs.get(name);
      if (!pair) this.pairs.set(name, (pair = new SortedByTime()));
      pair.add(time, { rate, set, time });
    }
    this.count += set.rates.length;
    while (this.count > this.ratesMax) this.forget(this.sets.removeFirst());
  }

  /** Of the sources that count, the newest; of one time, that of the preferred source; of one source, the last published. */
  newest({ base, counter, type, sources, at }: RateAsked): PublishedRate | undefined {
    let best: PublishedRate | undefined;
    let preference = sources.length;
    for (const found of this.pairs.get(nameOf(type, base, counter))?.latestFirst(at) ?? []) {
      if (best && found.time < best.time) break;
      const place = sources.indexOf(found.set.source);
      if (place === -1 || place >= preference) continue;
      best = found;
      preference = place;
      if (place === 0) break;
    }
    return best;
  }

  /** It was the oldest, also of each of its pairs. */
  private forget(set: RateSet): void {
    for (const { base, counter } of set.rates) this.pairs.get(nameOf(set.type, base, counter))!.removeFirst();
    this.count -= set.rates.length;
  }
}

function nameOf(type: string, base: string, counter: string): string {
  return `${type} ${base}/${counter}`;
}
