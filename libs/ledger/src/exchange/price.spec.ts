import fc from 'fast-check';
import type { Currency } from '../money/amount';
import { amountsAt, isNoBetter, pricedAt, valueOf } from './price';
import { inverse, ratioOf } from './ratio';

const currency = (code: string, decimals: number): Currency => ({ code, decimals, name: code });
const [eur, jpy, kwd, eth] = [
  currency('EUR', 2),
  currency('JPY', 0),
  currency('KWD', 3),
  currency('ETH', 18),
];

describe('a conversion at a mid and a spread, of a house that counts in euro', () => {
  it('sells 10000 yen at 163.27 yen a euro with 100 basis points for 60.64 euro, and earns 0.61', () => {
    const mid = ratioOf('163.27');
    const value = pricedAt(mid, 100n, 'credit');
    expect(value).toBe('164.9027');
    const price = { base: 'EUR', counter: 'JPY', value };
    const amounts = amountsAt(price, { debit: jpy, credit: eur }, 'debit', 10_000n);
    expect(amounts).toEqual({ debit: 10_000n, credit: 6_064n });
    expect(valueOf(10_000n, jpy, inverse(mid), eur)).toBe(6_125n);
  });

  it('buys 10.000 dinar at 0.33345 a euro with 50 basis points for 30.15 euro, and earns 0.16', () => {
    const mid = ratioOf('0.33345');
    const value = pricedAt(mid, 50n, 'debit');
    expect(value).toBe('0.33178275');
    const price = { base: 'EUR', counter: 'KWD', value };
    expect(amountsAt(price, { debit: eur, credit: kwd }, 'credit', 10_000n)).toEqual({
      debit: 3_015n,
      credit: 10_000n,
    });
    expect(valueOf(10_000n, kwd, inverse(mid), eur)).toBe(2_999n);
  });

  it('sells 0.123456789012345678 ether at 2345.678901234567 with 100 basis points for 286.69 euro, and earns 2.90', () => {
    const mid = ratioOf('2345.678901234567');
    const value = pricedAt(mid, 100n, 'debit');
    expect(value).toBe('2322.22211222');
    const price = { base: 'ETH', counter: 'EUR', value };
    const units = 123_456_789_012_345_678n;
    expect(amountsAt(price, { debit: eth, credit: eur }, 'debit', units).credit).toBe(28_669n);
    expect(valueOf(units, eth, mid, eur)).toBe(28_959n);
  });
});

const mids = fc
  .tuple(fc.bigInt({ min: 1n, max: 10n ** 18n - 1n }), fc.integer({ min: 0, max: 24 }))
  .map(([above, decimals]) => ({ above, below: 10n ** BigInt(decimals) }));
const amounts = fc.bigInt({ min: 1n, max: 10n ** 30n });
const customers = fc.constantFrom('debit' as const, 'credit' as const);

describe('a price', () => {
  it('is never better for the customer than the rate it was made of', () => {
    fc.assert(
      fc.property(mids, fc.bigInt({ min: 0n, max: 5_000n }), customers, (mid, spread, customer) => {
        expect(isNoBetter(pricedAt(mid, spread, customer), mid, customer)).toBe(true);
      }),
    );
  });

  it('never gives the customer more than he pays for at mid, whichever amount is fixed', () => {
    fc.assert(
      fc.property(mids, amounts, customers, customers, (mid, units, customer, fixed) => {
        const foreign = currency('XTS', 6);
        const sides =
          customer === 'debit' ? { debit: foreign, credit: eur } : { debit: eur, credit: foreign };
        const price = { base: 'XTS', counter: 'EUR', value: pricedAt(mid, 25n, customer) };
        const { debit, credit } = amountsAt(price, sides, fixed, units);
        const inEuro = (amount: bigint, of: Currency) =>
          of === eur ? amount : valueOf(amount, of, mid, eur);
        expect(inEuro(debit, sides.debit) - inEuro(credit, sides.credit)).toBeGreaterThanOrEqual(0n);
      }),
    );
  });
});
