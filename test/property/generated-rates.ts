import fc from 'fast-check';
import type { PublishRates } from '@ledger/exchange/publish-rates';
import type { DeclareExchange } from '@ledger/exchange/declare-exchange';
import { measurements } from '@ledger/exchange/exchange-declaration';
import { rateTypes, type Rate } from '@ledger/exchange/rate';
import { code, mostly, someAccount } from './generated-postings';

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
export const publishing: fc.Arbitrary<PublishRates> = fc
  .record({
    type: fc.constant('PublishRates' as const),
    source: fc.constantFrom('ecb', 'desk'),
    rateType: fc.constantFrom(...rateTypes),
    observedAt: mostly(fc.constant('2026-01-01T00:00:00.000Z'), 5, fc.constant('2100-01-01T00:00:00.000Z')),
    rates: fc.array(rate, { minLength: 1, maxLength: 3 }),
  })
  .chain((command) => fc.constantFrom(command, command, { ...command, confirmed: true as const }));

const rateTerms = {
  type: fc.constant('DeclareExchange' as const),
  rateType: fc.constant('spot' as const),
  sources: fc.constantFrom(['ecb'], ['desk', 'ecb']),
  maxAge: fc.constantFrom('60', '86400'),
  band: fc.constantFrom('10', '10000', undefined),
};

const measurement = fc.constantFrom(...measurements);
const foreign = mostly(fc.constantFrom('USD', 'JPY'), 5, code);
const functionalPosition = fc
  .record({ currency: foreign, measurement, own: fc.boolean(), path: someAccount })
  .map(({ own, path, ...position }) => ({
    ...position,
    position: own ? `fx:${position.currency}:position` : path,
    equivalent: `fx:${position.currency}:equivalent`,
  }));

/** How a ledger exchanges currencies; now and then over accounts that are something else. */
export const declaring: fc.Arbitrary<DeclareExchange> = fc
  .oneof(
    fc.record({
      ...rateTerms,
      mode: fc.constant('isolated' as const),
      liquidity: mostly(fc.constant('liquidity'), 4, someAccount),
      pivots: fc.constantFrom(['EUR'], undefined),
      results: fc.constantFrom({ spread: 'gains:spread' }, { spread: 'a' }),
    }),
    fc.record({
      ...rateTerms,
      mode: fc.constant('functional' as const),
      functional: mostly(fc.constant('EUR'), 5, code),
      positions: fc.array(functionalPosition, { minLength: 1, maxLength: 2 }),
      results: fc.constantFrom('gains:spread', 'gains').map((spread) => ({
        spread,
        realised: 'gains:realised',
        unrealised: 'gains:unrealised',
        fairValue: 'gains:unrealised',
      })),
    }),
  )
  .map((given) => JSON.parse(JSON.stringify(given)) as DeclareExchange);
