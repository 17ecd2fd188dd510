import fc from 'fast-check';
import type { RateSet } from '@ledger/exchange/rates/rate';
import type { RatePolicy, RateWanted } from '@ledger/exchange/rates/rate-lookup';
import type { Currency } from '@ledger/money/amount';

/* Rates, amounts and spreads over seven currencies of 0 to 18 decimals. */

export const decimals = { EUR: 2, USD: 2, GBP: 2, JPY: 0, KWD: 3, BTC: 8, ETH: 18 } as const;
export type Code = keyof typeof decimals;
export const codes = Object.keys(decimals) as Code[];
export const currency = (code: Code): Currency => ({ code, decimals: decimals[code], name: code });

/** Rates that are long, short, round and awkward. */
export const rateText = fc.oneof(
  fc.constantFrom('0.9', '1', '3', '163.27', '0.33345', '2345.678901234567', '0.000000000000000007'),
  fc.bigInt({ min: 1n, max: 10n ** 18n - 1n }).chain((digits) =>
    fc.integer({ min: 0, max: 24 }).map((places) => {
      const text = digits.toString().padStart(places + 1, '0');
      const point = text.length - places;
      return places === 0 ? text : `${text.slice(0, point)}.${text.slice(point)}`.replace(/\.?0+$/, '');
    }),
  ),
);

const time = fc
  .integer({ min: 0, max: 12 })
  .map((step) => new Date(Date.UTC(2026, 0, 1, 6 * step)).toISOString());
export const pair = fc
  .tuple(fc.constantFrom(...codes), fc.constantFrom(...codes))
  .filter(([a, b]) => a !== b);

const rate = fc.tuple(pair, rateText, fc.boolean()).map(([[base, counter], mid, isWide]) => ({
  base,
  counter,
  mid,
  ...(isWide && { bid: '0.000000000000000001', ask: '999999999999999999' }),
}));

export const sets: fc.Arbitrary<RateSet[]> = fc
  .array(
    fc.record({
      source: fc.constantFrom('ecb', 'desk', 'feed'),
      type: fc.constantFrom('spot' as const, 'closing' as const),
      observedAt: time,
      rates: fc.uniqueArray(rate, {
        minLength: 1,
        maxLength: 6,
        selector: ({ base, counter }) => base + counter,
      }),
    }),
    { maxLength: 25 },
  )
  .map((found) => found.map((set, seq) => ({ seq, ...set })));

export const policy: fc.Arbitrary<RatePolicy> = fc.record({
  maxAge: fc.constantFrom(0, 21_600, 21_599, 86_400, 1_000_000),
  pivots: fc.uniqueArray(fc.constantFrom(...codes), { maxLength: 3 }),
  sources: fc.uniqueArray(fc.constantFrom('ecb', 'desk', 'feed'), { minLength: 1 }),
});

export const wanted: fc.Arbitrary<RateWanted> = fc
  .record({
    pair,
    type: fc.constantFrom('spot' as const, 'closing' as const),
    at: time,
  })
  .map(({ pair: [base, counter], ...rest }) => ({ base, counter, ...rest }));

export const units = fc.oneof(fc.bigInt({ min: 1n, max: 1_000n }), fc.bigInt({ min: 1n, max: 10n ** 24n }));
export const spreadBps = fc.bigInt({ min: 0n, max: 9_999n });
export const side = fc.constantFrom('debit' as const, 'credit' as const);

/** Mids of a plausible market, so that amounts do not all round to nothing. */
export const mids = fc
  .record(
    Object.fromEntries(codes.map((code) => [code, fc.integer({ min: 1, max: 10_000_000 })])) as Record<
      Code,
      fc.Arbitrary<number>
    >,
  )
  .map(
    (found) =>
      Object.fromEntries(
        codes.map((code) => [code, code === 'EUR' ? '1' : String(found[code] / 1_000)]),
      ) as Record<Code, string>,
  );
