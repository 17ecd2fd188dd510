import { ratesInSetMax, type FeedRate, type FeedRecord, type FeedSet } from './rate-feed';

/** Gathers rates that come one by one into sets: those of one time that stand together. */
export class SetInProgress {
  private observedAt = '';
  private rates: FeedSet['rates'][number][] = [];
  /** The line of each pair. */
  private readonly lines = new Map<string, number>();

  /** @returns what is complete now, or wrong */
  add(observedAt: string, line: number, rate: FeedRate): FeedRecord[] {
    const isFull = this.rates.length === ratesInSetMax;
    const done = observedAt !== this.observedAt || isFull ? this.end() : [];
    this.observedAt = observedAt;
    const pair = `${rate.base}/${rate.counter}`;
    const first = this.lines.get(pair);
    if (first !== undefined) {
      const reason = `${pair} stands in line ${first} already, for the same time; the rate there counts.`;
      return [...done, { kind: 'flaw', line, reason }];
    }
    this.lines.set(pair, line);
    this.rates.push({ line, rate });
    return done;
  }

  /** @returns the last set, unless it is empty */
  end(): FeedSet[] {
    const { observedAt, rates } = this;
    if (rates.length === 0) return [];
    this.rates = [];
    this.lines.clear();
    return [{ kind: 'set', observedAt, rates }];
  }
}
