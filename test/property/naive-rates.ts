import type { PublishRates } from '@ledger/exchange/publish-rates';
import type { NaiveBooks } from './naive-books';

/** Figures in these tests are so short that floating point is exact enough to compare them. */
export function publish(books: NaiveBooks, { observedAt, rates }: PublishRates, now: string): void {
  books.refuse('ObservedInFuture', observedAt > now);
  for (const { ask, base, bid, counter, mid } of rates) {
    books.refuse('CurrencyNotRegistered', !books.decimals.has(base) || !books.decimals.has(counter));
    books.refuse('PairOfOneCurrency', base === counter);
    books.refuse('RatesContradict', Number(bid ?? mid) > Number(mid) || Number(ask ?? mid) < Number(mid));
  }
  const pairs = rates.map(({ base, counter }) => `${base}/${counter}`);
  books.refuse('RatesContradict', new Set(pairs).size < pairs.length);
}
