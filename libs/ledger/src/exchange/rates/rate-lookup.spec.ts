import { UndoLog } from '../../machinery/undo-log';
import { KeptRates } from './kept-rates';
import { rateFor, type RatePolicy } from './rate-lookup';
import type { Rate } from './rate';
import { compare, dividedBy, ratioOf, significantText } from '../ratio';

const day = (day: number) => new Date(Date.UTC(2026, 10, day, 15)).toISOString();
const policy: RatePolicy = { maxAge: 86_400, pivots: ['EUR', 'USD'], sources: ['ecb', 'desk'] };

function ratesOf(...published: readonly [observedAt: string, ...rates: Rate[]][]): KeptRates {
  const kept = new KeptRates(new UndoLog(), 100);
  published.forEach(([observedAt, ...rates], seq) =>
    kept.add({ seq, source: 'ecb', type: 'spot', observedAt, rates }),
  );
  return kept;
}

const usd: Rate = { ask: '0.9002', base: 'USD', bid: '0.8998', counter: 'EUR', mid: '0.9' };
const gbp: Rate = { base: 'EUR', counter: 'GBP', mid: '0.8' };
const wanted = { base: 'USD', counter: 'EUR', type: 'spot', at: day(2) } as const;

describe('the rate of a decision', () => {
  it('is that of the pair as it is published', () => {
    const found = rateFor(ratesOf([day(1), usd]), policy, wanted);
    expect(found.legs).toEqual([{ base: 'USD', counter: 'EUR', mid: '0.9', set: '0' }]);
    expect(compare(found.bid, ratioOf('0.8998'))).toBe(0);
    expect(compare(found.ask, ratioOf('0.9002'))).toBe(0);
  });

  it('is else that of the inverse pair, whose bid is one over the ask, never rounded', () => {
    const found = rateFor(ratesOf([day(1), usd]), policy, { ...wanted, base: 'EUR', counter: 'USD' });
    expect(found.legs).toEqual([{ base: 'USD', counter: 'EUR', mid: '0.9', set: '0' }]);
    expect(compare(found.mid, dividedBy(ratioOf('1'), ratioOf('0.9')))).toBe(0);
    expect(compare(found.bid, dividedBy(ratioOf('1'), ratioOf('0.9002')))).toBe(0);
    expect(compare(found.bid, found.ask)).toBe(-1);
  });

  it('is else crossed over the first pivot that has both legs, and names them', () => {
    const found = rateFor(ratesOf([day(1), usd], [day(2), gbp]), policy, { ...wanted, counter: 'GBP' });
    expect(found.legs.map(({ base, counter, set }) => [base, counter, set])).toEqual([
      ['USD', 'EUR', '0'],
      ['EUR', 'GBP', '1'],
    ]);
    expect(significantText(found.mid, 12, 'floor')).toBe('0.72');
    expect(significantText(found.ask, 12, 'floor')).toBe('0.72016');
  });

  it('is the inverse pair where the pair itself has only one that is too old', () => {
    const eur: Rate = { base: 'EUR', counter: 'USD', mid: '1.25' };
    const found = rateFor(ratesOf([day(1), usd], [day(3), eur]), policy, { ...wanted, at: day(3) });
    expect(found.legs).toEqual([{ base: 'EUR', counter: 'USD', mid: '1.25', set: '1' }]);
  });

  it('may be as old as the policy says, and not a millisecond older', () => {
    const rates = ratesOf([day(1), usd]);
    const later = new Date(Date.parse(day(2)) + 1).toISOString();
    expect(() => rateFor(rates, policy, wanted)).not.toThrow();
    expect(() => rateFor(rates, policy, { ...wanted, at: later })).toThrow(
      expect.objectContaining({
        code: 'RateTooOld',
        facts: expect.objectContaining({ age: '86401', maxAge: '86400' }) as object,
      }),
    );
  });

  it.each([
    ['was observed later', { ...wanted, at: day(0) }],
    ['is of another type', { ...wanted, type: 'closing' }],
    ['is of another pair', { ...wanted, base: 'CHF' }],
  ] as const)('is refused where all there is %s', (_, query) => {
    expect(() => rateFor(ratesOf([day(1), usd]), policy, query)).toThrow(
      expect.objectContaining({ code: 'RateNotFound' }),
    );
  });

  it('takes nothing of a source that the policy does not list', () => {
    const strict = { ...policy, sources: ['desk'] };
    expect(() => rateFor(ratesOf([day(1), usd]), strict, wanted)).toThrow(
      expect.objectContaining({ code: 'RateNotFound' }),
    );
  });
});
