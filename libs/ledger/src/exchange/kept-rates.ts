import type { UndoLog } from '../machinery/undo-log';
import type { Rate, RateSet, RateType } from './rate';

/** Most rates that a ledger keeps. */
export const ratesMax = 100_000;

/** A rate and the set it came in. */
export interface KeptRate {
  readonly set: RateSet;
  readonly rate: Rate;
}

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
  /** Type, base and counter -> the same order. */
  private readonly pairs = new Map<string, KeptRate[]>();
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
  newest({ base, counter, type, sources, at }: RateQuery): KeptRate | undefined {
    const kept = this.pairs.get(pairKey(type, base, counter));
    if (!kept) return undefined;
    let [best, bestPlace]: [KeptRate | undefined, number] = [undefined, Infinity];
    for (let index = firstAfter(kept, at) - 1; index >= 0; index -= 1) {
      const candidate = kept[index]!;
      if (best && candidate.set.observedAt !== best.set.observedAt) break;
      const place = sources.indexOf(candidate.set.source);
      if (place !== -1 && place < bestPlace) [best, bestPlace] = [candidate, place];
    }
    return best;
  }

  private put(set: RateSet): void {
    insert(this.sets, set, itself);
    for (const rate of set.rates) {
      const key = pairKey(set.type, rate.base, rate.counter);
      const kept = this.pairs.get(key);
      if (kept) insert(kept, { set, rate }, setOf);
      else this.pairs.set(key, [{ set, rate }]);
    }
    this.count += set.rates.length;
  }

  private takeOut(set: RateSet): void {
    remove(this.sets, set, itself);
    for (const { base, counter } of set.rates) {
      const key = pairKey(set.type, base, counter);
      const kept = this.pairs.get(key)!;
      remove(kept, set, setOf);
      if (kept.length === 0) this.pairs.delete(key);
    }
    this.count -= set.rates.length;
  }
}

const itself = (set: RateSet) => set;
const setOf = ({ set }: KeptRate) => set;

function pairKey(type: RateType, base: string, counter: string): string {
  return `${type} ${base}/${counter}`;
}

/** Index of the first that was observed after `at`. */
function firstAfter(kept: readonly KeptRate[], at: string): number {
  return firstIndex(kept, ({ set }) => set.observedAt > at);
}

/** Puts it in its place; nearly always that is the end. */
function insert<Item>(items: Item[], item: Item, setOf: (item: Item) => RateSet): void {
  const set = setOf(item);
  if (items.length === 0 || isBefore(setOf(items.at(-1)!), set)) items.push(item);
  else items.splice(placeOf(items, set, setOf), 0, item);
}

/** What is taken out stands at the end, being taken back, or at the beginning, being the oldest. */
function remove<Item>(items: Item[], set: RateSet, setOf: (item: Item) => RateSet): void {
  if (setOf(items[0]!) === set) items.shift();
  else items.splice(placeOf(items, set, setOf), 1);
}

/** Index of the first of this set, or of a later one. */
function placeOf<Item>(items: readonly Item[], set: RateSet, setOf: (item: Item) => RateSet): number {
  return firstIndex(items, (item) => !isBefore(setOf(item), set));
}

function isBefore(a: RateSet, b: RateSet): boolean {
  return a.observedAt < b.observedAt || (a.observedAt === b.observedAt && a.seq < b.seq);
}

/** Index of the first for which it holds, as it does for all behind that one. */
function firstIndex<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(items[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
