import fc from 'fast-check';
import type { PublishRates } from '@ledger/exchange/rates/publish-rates';
import type { Convert } from '@ledger/exchange/convert';
import type { DeclareExchange } from '@ledger/exchange/declare-exchange';
import { measurements } from '@ledger/exchange/exchange-declaration';
import { rateTypes, type Rate } from '@ledger/exchange/rates/rate';
import { noon } from '../support/given';
import { amount, code, figure, mostly, off, someAccount } from './generated-postings';
import { details } from './generated-times';

const mid = fc.constantFrom('0.0061', '0.0061', '0.9', '163.27');

const rate: fc.Arbitrary<Rate> = fc
  .record({
    base: mostly(fc.constantFrom('USD', 'JPY', 'JPY'), 3, code),
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

/** Rates by which conversions between the usual currencies are decided. */
export const usualRates: fc.Arbitrary<PublishRates> = fc
  .constantFrom('0.0061', '163.27', '0.9')
  .map((each) => ({
    type: 'PublishRates',
    source: 'ecb',
    rateType: 'spot',
    observedAt: noon,
    rates: [
      each !== '163.27'
        ? { base: 'JPY', counter: 'EUR', mid: each }
        : { base: 'EUR', counter: 'JPY', mid: each },
    ],
  }));

const rateTerms = {
  type: fc.constant('DeclareExchange' as const),
  rateType: fc.constant('spot' as const),
  sources: fc.constantFrom(['ecb'], ['desk', 'ecb']),
  maxAge: mostly(fc.constant('99999999'), 3, fc.constantFrom('60', '86400')),
  band: fc.constantFrom('10', undefined),
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

const dealSide = fc.record({
  account: mostly(someAccount, 6, fc.constantFrom('liquidity', 'fx:JPY:position')),
  currency: mostly(fc.constantFrom('EUR', 'JPY'), 6, code),
  figure,
  wrong: off,
});

/** Conversions, by each way to give their amounts. */
export const converting: fc.Arbitrary<Convert> = fc
  .record({
    debit: dealSide,
    credit: dealSide,
    by: fc.constantFrom('spread', 'spread', 'spread', 'price', 'both'),
    fixed: fc.constantFrom('debit', 'credit'),
    spreadBps: fc.constantFrom('0', '100', '9999', undefined),
    from: fc.constantFrom('mid', 'side', undefined),
    value: fc.constantFrom('0.9', '0.0061', '150'),
    cover: mostly(fc.constant(false), 3, fc.constant(true)),
    promotional: mostly(fc.constant(false), 3, fc.constant(true)),
    details,
  })
  .map(({ by, cover, credit, debit, fixed, from, promotional, spreadBps, value, details: more }) => {
    const side = (name: string, { account, currency, figure: units, wrong }: typeof debit) => {
      const isGiven = by === 'both' || fixed === name;
      return { account, currency, ...(isGiven && { amount: amount(currency, units, wrong) }) };
    };
    const isPriced = by === 'price' || (cover && by === 'spread');
    return JSON.parse(
      JSON.stringify({
        ...more,
        type: 'Convert',
        debit: side('debit', debit),
        credit: side('credit', credit),
        ...(isPriced && { price: { base: debit.currency, counter: credit.currency, value } }),
        ...(by === 'spread' && !isPriced && { from, spreadBps }),
        ...(cover && { cover: true }),
        ...(promotional && { promotional: true }),
      }),
    ) as Convert;
  });
