import type { RateSet } from '@ledger/exchange/rates/rate';
import { JournalFault } from '../fault';
import { fractionOf, isAbove, product, quotient, type Fraction } from './fraction';
import type { RateBook } from './rate-book';

/**
 * Requires that no mid of a set leaps from the last one of its pair, source and type.
 * @param band percent
 * @throws JournalFault ExchangeDiffers
 */
export function requireInBand(seq: number, set: RateSet, band: string, book: RateBook): void {
  const { observedAt, rates, source, type } = set;
  const at = Date.parse(observedAt);
  for (const { base, counter, mid } of rates) {
    const last = book.newest({ base, counter, type, sources: [source], at })?.rate.mid;
    if (last === undefined || isWithin(fractionOf(mid), fractionOf(last), fractionOf(band))) continue;
    const detail = `${base}/${counter} leaps from ${last} to ${mid}, by more than ${band} %, and is not confirmed.`;
    throw new JournalFault('ExchangeDiffers', seq, detail);
  }
}

/** Whether a rate is at most so many percent above or below another one. */
function isWithin(rate: Fraction, last: Fraction, percent: Fraction): boolean {
  const hundred = { numerator: 100n, denominator: 1n };
  const allowed = product(last, quotient(percent, hundred));
  const [a, b] = [rate.numerator * last.denominator, last.numerator * rate.denominator];
  const change = { numerator: a > b ? a - b : b - a, denominator: rate.denominator * last.denominator };
  return !isAbove(change, allowed);
}
