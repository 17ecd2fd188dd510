import type { Rate, RateSet } from './rate';

/** A rate and the set it came in. */
export interface KeptRate {
  readonly set: RateSet;
  readonly rate: Rate;
}

/** A rate that was found, and how long before the time asked for it was observed. */
export interface NewestRate extends KeptRate {
  readonly ageMs: number;
}

/** The rates of one pair and type, in ascending order of observation, those of one time in the order of the journal. */
export class PairRates {
  /** Milliseconds since 1970: a search through numbers that lie side by side touches no rate but the one it finds. */
  private readonly times: number[] = [];
  private readonly kept: KeptRate[] = [];

  get isEmpty(): boolean {
    return this.kept.length === 0;
  }

  /** @param time at which it was observed */
  add(time: number, kept: KeptRate): void {
    const { times } = this;
    const place = this.placeOf(time, kept.set.seq);
    if (place === times.length) {
      times.push(time);
      this.kept.push(kept);
      return;
    }
    times.splice(place, 0, time);
    this.kept.splice(place, 0, kept);
  }

  /** What is taken out is nearly always the first, being the oldest, or the last, being taken back. */
  remove(time: number, { seq }: RateSet): void {
    if (this.kept[0]!.set.seq === seq) {
      this.times.shift();
      this.kept.shift();
      return;
    }
    const place = this.placeOf(time, seq);
    this.times.splice(place, 1);
    this.kept.splice(place, 1);
  }

  /** By a time, of the sources that count, the newest; of one time, that of the preferred source, which is named first. */
  newest(time: number, sources: readonly string[]): NewestRate | undefined {
    const { kept, times } = this;
    let best: KeptRate | undefined;
    let bestPlace = Infinity;
    let bestTime = NaN;
    for (let index = this.firstAfter(time) - 1; index >= 0; index -= 1) {
      if (best && times[index] !== bestTime) break;
      const candidate = kept[index]!;
      const place = sources.indexOf(candidate.set.source);
      if (place === -1 || place >= bestPlace) continue;
      best = candidate;
      bestPlace = place;
      bestTime = times[index]!;
    }
    return best && { set: best.set, rate: best.rate, ageMs: time - bestTime };
  }

  /** Index of the first that was observed after a time; most decisions are made by the last one. */
  private firstAfter(time: number): number {
    const { times } = this;
    let low = 0;
    let high = times.length;
    if (high > 0 && times[high - 1]! <= time) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[middle]! > time) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Where a rate of this time and seq is, or belongs. */
  private placeOf(time: number, seq: number): number {
    let place = this.firstAfter(time);
    while (place > 0 && this.times[place - 1] === time && this.kept[place - 1]!.set.seq >= seq) place -= 1;
    return place;
  }
}
