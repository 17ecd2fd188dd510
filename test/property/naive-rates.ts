import type { PublishRates } from '@ledger/exchange/rates/publish-rates';
import type { NaiveBooks, NaiveRate } from './naive-books';

/** Figures in these tests are so short that floating point is exact enough to compare them. */
export function publish(books: NaiveBooks, command: PublishRates, now: string): void {
  const { confirmed, observedAt, rates, rateType: type, source } = command;
  books.refuse('ObservedInFuture', observedAt > now);
  for (const { ask, base, bid, counter, mid } of rates) {
    books.refuse('CurrencyNotRegistered', !books.decimals.has(base) || !books.decimals.has(counter));
    books.refuse('PairOfOneCurrency', base === counter);
    books.refuse('RatesContradict', Number(bid ?? mid) > Number(mid) || Number(ask ?? mid) < Number(mid));
  }
  for (const rate of confirmed ? [] : rates) {
    const last = lastOf(books, { ...rate, observedAt, source, type });
    const change = last ? Math.abs(Number(rate.mid) - Number(last.mid)) / Number(last.mid) : 0;
    books.refuse('RateOutOfBand', change * 100 > Number(books.exchange?.band ?? Infinity));
  }
  books.rates = [...books.rates, ...rates.map((rate) => ({ ...rate, observedAt, source, type }))];
  const pairs = rates.map(({ base, counter }) => `${base}/${counter}`);
  books.refuse('RatesContradict', new Set(pairs).size < pairs.length);
}

/** By the same source, at the same time or before. */
function lastOf({ rates }: NaiveBooks, wanted: NaiveRate): NaiveRate | undefined {
  const sameOf = ({ base, counter, source, type }: NaiveRate) => [base, counter, source, type].join(' ');
  return rates
    .filter((rate) => sameOf(rate) === sameOf(wanted) && rate.observedAt <= wanted.observedAt)
    .reduce<NaiveRate | undefined>(
      (last, rate) => (last && last.observedAt > rate.observedAt ? last : rate),
      undefined,
    );
}
