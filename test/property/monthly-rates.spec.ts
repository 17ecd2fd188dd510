import { KeptRates } from '@ledger/exchange/rates/kept-rates';
import { rateFor } from '@ledger/exchange/rates/rate-lookup';
import { significantText } from '@ledger/exchange/ratio';
import type { RateSet } from '@ledger/exchange/rates/rate';
import { UndoLog } from '@ledger/machinery/undo-log';
import { readRateFeed } from '@rate-feeds/read-rate-feed';
import { monthlyRates } from '../support/monthly-rates';

/** The months as a file that `ledger rates import --format csv` takes. */
async function* monthsAsCsv(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('observedAt,base,counter,mid\n');
  for (const rates of monthlyRates().values())
    for (const { day, counter, mid } of rates) yield Buffer.from(`${day}T17:00:00Z,USD,${counter},${mid}\n`);
}

/** Computed beforehand with the fractions of Python, from the file alone. */
describe('the monthly rates of 1971 to 2026', () => {
  const kept = new KeptRates(new UndoLog(), 100_000);
  let sets = 0;
  beforeAll(async () => {
    for await (const record of readRateFeed(monthsAsCsv(), 'csv')) {
      if (record.kind === 'flaw') throw new Error(`line ${record.line}: ${record.reason}`);
      const rates = record.rates.map(({ rate }) => rate);
      const { observedAt } = record;
      const set: RateSet = { seq: sets, source: 'fred', type: 'closing', observedAt, rates };
      kept.add(set);
      sets += 1;
    }
  });

  it('are 12,180 rates in 666 sets', () => expect([kept.size, sets]).toEqual([12_180, 666]));

  it.each([
    ['1999-01-15', 'EUR', 'SEK', '9.06317375681001506'],
    ['2008-07-15', 'EUR', 'JPY', '168.376615190671289'],
    ['2015-01-15', 'CHF', 'EUR', '0.911786508524833209'],
    ['2026-06-15', 'KRW', 'GBP', '0.000490172393310353137'],
    ['2026-06-15', 'EUR', 'USD', '1.15154306771073238'],
    ['2026-06-15', 'USD', 'JPY', '160.77'],
  ])(
    'give on %s for %s/%s, crossed over the dollar where nobody publishes it, %s',
    (day, base, counter, mid) => {
      const policy = { maxAge: 31 * 86_400, pivots: ['USD'], sources: ['fred'] };
      const found = rateFor(kept, policy, { base, counter, type: 'closing', at: `${day}T00:00:00.000Z` });
      expect(significantText(found.mid, 18, 'floor')).toBe(mid);
    },
  );

  it('give nothing once they are too old', () => {
    const policy = { maxAge: 31 * 86_400, pivots: ['USD'], sources: ['fred'] };
    const wanted = { base: 'EUR', counter: 'JPY', type: 'closing', at: '2026-08-01T00:00:00.000Z' } as const;
    expect(() => rateFor(kept, policy, wanted)).toThrow(expect.objectContaining({ code: 'RateTooOld' }));
  });
});
