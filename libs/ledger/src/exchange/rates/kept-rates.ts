import type { UndoLog } from '../../machinery/undo-log';
import { PairRates, type NewestRate } from './pair-rates';
import type { RateSet, RateType } from './rate';

/** Most rates that a ledger keeps. */
export const ratesMax = 100_000;

/** What is looked for: the newest rate of one pair and type at a time. */
export interface RateQuery {
  readonly base: string;
  readonly counter: string;
  readonly type: RateType;
  /** Which count, the preferred one first. */
  readonly sources: readonly string[];
  /** RFC 3339, UTC, milliseconds. */
  readonly at: string;
}

/** The newest rates of a ledger, in whole sets: beyond `ratesMax`, what was observed first is forgotten first. */
export class KeptRates {
  /** In ascending order of observation, those of one time in the order of the journal. */
  private readonly sets: RateSet[] = [];
  /** By type, base and counter. */
  private readonly pairs = new Map<string, PairRates>();
  private count = 0;

  constructor(
    private readonly undo: UndoLog,
    private readonly ratesMax: number,
  ) {}

  /** How many rates are kept. */
  get size(): number {
    return this.count;
  }

  /** The sets, so that adding them one by one to an empty one gives the same. */
  stored(): readonly RateSet[] {
    return this.sets;
  }

  add(set: RateSet): void {
    this.put(set);
    this.undo.record(() => this.takeOut(set));
    while (this.count > this.ratesMax) {
      const oldest = this.sets[0]!;
      this.takeOut(oldest);
      this.undo.record(() => this.put(oldest));
    }
  }

  /** Of the sources that count, the newest; of one time, that of the preferred source; of one source, the last published. */
  newest({ base, counter, type, sources, at }: RateQuery): NewestRate | undefined {
    return this.pairs.get(pairKey(type, base, counter))?.newest(Date.parse(at), sources);
  }

  private put(set: RateSet): void {
    const { sets } = this;
    if (sets.length === 0 || isBefore(sets.at(-1)!, set)) sets.push(set);
    else sets.splice(placeOf(sets, set), 0, set);
    const time = Date.parse(set.observedAt);
    for (const rate of set.rates) {
      const key = pairKey(set.type, rate.base, rate.counter);
      let pair = this.pairs.get(key);
      if (!pair) this.pairs.set(key, (pair = new PairRates()));
      pair.add(time, { set, rate });
    }
    this.count += set.rates.length;
  }

  /** What is taken out stands at the end, being taken back, or at the beginning, being the oldest. */
  private takeOut(set: RateSet): void {
    const { pairs, sets } = this;
    if (sets[0] === set) sets.shift();
    else sets.splice(placeOf(sets, set), 1);
    const time = Date.parse(set.observedAt);
    for (const { base, counter } of set.rates) {
      const key = pairKey(set.type, base, counter);
      const pair = pairs.get(key)!;
      pair.remove(time, set);
      if (pair.isEmpty) pairs.delete(key);
    }
    this.count -= set.rates.length;
  }
}

function pairKey(type: RateType, base: string, counter: string): string {
  return `${type} ${base}/${counter}`;
}

/** Index of this set, or of the first later one. */
function placeOf(sets: readonly RateSet[], set: RateSet): number {
  let [low, high] = [0, sets.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(sets[middle]!, set)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isBefore(a: RateSet, b: RateSet): boolean {
  return a.observedAt < b.observedAt || (a.observedAt === b.observedAt && a.seq < b.seq);
}
