import type { Entry } from '@entries/entry';
import { priceDirective } from './hledger-text';

interface ClosingPrice {
  readonly observedAt: string;
  readonly mid: string;
}

/**
 * The closing rates of a journal, at which hledger values what is held in another currency. It knows one price of a pair
 * a day: the mid that was observed last on that day (UTC), of one time the one that was published last.
 */
export class ClosingPrices {
  /** By day, base and counter. */
  private readonly prices = new Map<string, ClosingPrice>();
  /** Codes of all currencies that have a price or are one's. */
  readonly codes = new Set<string>();

  take(entry: Entry): void {
    if (entry.type !== 'RatesPublished' || entry.body.type !== 'closing') return;
    const { observedAt, rates } = entry.body;
    for (const { base, counter, mid } of rates) {
      const key = `${observedAt.slice(0, 10)} ${base} ${counter}`;
      const known = this.prices.get(key);
      if (known && known.observedAt > observedAt) continue;
      this.prices.set(key, { observedAt, mid });
      this.codes.add(base).add(counter);
    }
  }

  /** By day, then by pair. */
  *lines(): Generator<string> {
    for (const key of [...this.prices.keys()].sort()) {
      const [day = '', base = '', counter = ''] = key.split(' ');
      yield priceDirective(day, { base, counter, mid: this.prices.get(key)!.mid });
    }
    if (this.prices.size > 0) yield '\n';
  }
}
