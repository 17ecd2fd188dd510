import fc from 'fast-check';
import type { PublishRates } from '@ledger/exchange/publish-rates';
import { rateTypes, type Rate } from '@ledger/exchange/rate';
import { code, mostly } from './generated-postings';

const mid = fc.constantFrom('0.9', '1', '163.27');

const rate: fc.Arbitrary<Rate> = fc
  .record({
    base: mostly(fc.constant('USD'), 3, code),
    counter: mostly(fc.constant('EUR'), 3, code),
    mid,
    around: fc.constantFrom('none', 'none', 'wide', 'crossed'),
  })
  .map(({ around, ...pair }) => {
    if (around === 'none') return pair;
    return around === 'wide' ? { ...pair, bid: '0.5', ask: '200' } : { ...pair, bid: '200', ask: '0.5' };
  });

/** Rates as somebody publishes them, some of which contradict each other. */
export const publishing: fc.Arbitrary<PublishRates> = fc.record({
  type: fc.constant('PublishRates' as const),
  source: fc.constantFrom('ecb', 'desk'),
  rateType: fc.constantFrom(...rateTypes),
  observedAt: mostly(fc.constant('2026-01-01T00:00:00.000Z'), 5, fc.constant('2100-01-01T00:00:00.000Z')),
  rates: fc.array(rate, { minLength: 1, maxLength: 3 }),
});
