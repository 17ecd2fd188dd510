import fc from 'fast-check';
import { UndoLog } from '../../machinery/undo-log';
import { KeptRates, type RateQuery } from './kept-rates';
import { ratePattern, type RateSet } from './rate';

const hour = (hours: number) => new Date(Date.UTC(2026, 0, 1, hours)).toISOString();

const sets: fc.Arbitrary<RateSet[]> = fc
  .array(
    fc.record({
      source: fc.constantFrom('ecb', 'desk', 'feed'),
      type: fc.constantFrom('spot' as const, 'closing' as const),
      observedAt: fc.integer({ min: 0, max: 9 }).map(hour),
      rates: fc
        .uniqueArray(fc.constantFrom('USD', 'GBP', 'JPY'), { minLength: 1 })
        .map((bases) => bases.map((base) => ({ base, counter: 'EUR', mid: '2' }))),
    }),
    { maxLength: 30 },
  )
  .map((found) => found.map((set, seq) => ({ seq, ...set })));

const queries: fc.Arbitrary<RateQuery> = fc.record({
  base: fc.constantFrom('USD', 'GBP', 'CHF'),
  counter: fc.constant('EUR'),
  type: fc.constantFrom('spot', 'closing'),
  sources: fc.constantFrom(['ecb'], ['feed', 'ecb'], ['desk', 'feed', 'ecb']),
  at: fc.integer({ min: -1, max: 10 }).map(hour),
});

/** The rule in its plainest form: all that qualify, sorted. */
function naive(kept: readonly RateSet[], { base, type, sources, at }: RateQuery): RateSet | undefined {
  const found = kept.filter(
    (set) =>
      set.type === type &&
      sources.includes(set.source) &&
      set.observedAt <= at &&
      set.rates.some((rate) => rate.base === base),
  );
  const preference = ({ source }: RateSet) => sources.indexOf(source);
  return found.sort(
    (a, b) => b.observedAt.localeCompare(a.observedAt) || preference(a) - preference(b) || b.seq - a.seq,
  )[0];
}

function keptOf(added: readonly RateSet[], ratesMax = Infinity, undo = new UndoLog()): KeptRates {
  const kept = new KeptRates(undo, ratesMax);
  for (const set of added) kept.add(set);
  return kept;
}

describe('the rates that are kept', () => {
  it('find the newest of a pair, then the preferred source, then the last published', () => {
    fc.assert(
      fc.property(sets, queries, (added, query) => {
        expect(keptOf(added).newest(query)?.set).toBe(naive(added, query));
      }),
    );
  });

  it('forget whole sets, those that were observed first, beyond the most that are kept', () => {
    fc.assert(
      fc.property(sets, fc.integer({ min: 3, max: 40 }), (added, ratesMax) => {
        let expected: RateSet[] = [];
        const counted = () => expected.reduce((sum, { rates }) => sum + rates.length, 0);
        for (const set of added) {
          expected = [...expected, set].sort((a, b) => a.observedAt.localeCompare(b.observedAt));
          while (counted() > ratesMax) expected.shift();
        }
        const kept = keptOf(added, ratesMax);
        expect(kept.stored()).toEqual(expected);
        expect(kept.size).toBe(counted());
      }),
    );
  });

  it('are as before when publications are taken back', () => {
    fc.assert(
      fc.property(sets, sets, queries, (before, after, query) => {
        const undo = new UndoLog();
        const kept = keptOf(before, 20, undo);
        undo.restart();
        const was = [...kept.stored()];
        for (const set of after) kept.add({ ...set, seq: set.seq + before.length });
        undo.backTo(0);
        expect(kept.stored()).toEqual(was);
        expect(kept.newest(query)?.set).toEqual(keptOf(was).newest(query)?.set);
      }),
    );
  });
});

describe('a rate', () => {
  it.each([
    '1',
    '10',
    '0.9',
    '163.27',
    '2345.678901234567',
    '0.000000000000000000000000000001',
    '123456789012345678',
  ])('may be %s', (text) => expect(text).toMatch(ratePattern));
  it.each([
    '0',
    '0.0',
    '-1',
    '1.0',
    '01',
    '.5',
    '1e3',
    '1234567890123456789',
    '1.234567890123456789',
    '0.1234567890123456789',
    '0.0000000000000000000000000000001',
    '',
  ])('may not be %s', (text) => expect(text).not.toMatch(ratePattern));
});
