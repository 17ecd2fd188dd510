import type { Currency } from '@ledger/money/amount';
import { dealtAt, priceAt, worth } from './dealt-amounts';
import { fractionOf, isSame, one, quotient } from './fraction';

const currency = (code: string, decimals: number): Currency => ({ code, decimals, name: code });
const [eur, jpy, kwd, eth] = [
  currency('EUR', 2),
  currency('JPY', 0),
  currency('KWD', 3),
  currency('ETH', 18),
] as const;

it('debits 10000 JPY at EUR/JPY 163.27 less 100 basis points: 60.64 EUR of the 61.25 that they are worth', () => {
  const mid = fractionOf('163.27');
  const price = priceAt(mid, 100n, 'credit');
  expect(isSame(price, fractionOf('164.9027'))).toBe(true);
  const dealt = dealtAt(quotient(one, price), { debit: jpy, credit: eur }, 'debit', 10_000n);
  expect(dealt).toEqual({ debit: 10_000n, credit: 6_064n });
  expect(worth(10_000n, jpy, quotient(one, mid), eur)).toBe(6_125n);
});

it('credits 10.000 KWD at EUR/KWD 0.33345 less 50 basis points: 30.15 EUR for what is worth 29.99', () => {
  const mid = fractionOf('0.33345');
  const price = priceAt(mid, 50n, 'debit');
  expect(isSame(price, fractionOf('0.33178275'))).toBe(true);
  const dealt = dealtAt(price, { debit: eur, credit: kwd }, 'credit', 10_000n);
  expect(dealt).toEqual({ debit: 3_015n, credit: 10_000n });
  expect(worth(10_000n, kwd, quotient(one, mid), eur)).toBe(2_999n);
});

it('debits 0.123456789012345678 ETH at 2345.678901234567 less 100 basis points: 286.69 EUR of 289.59', () => {
  const mid = fractionOf('2345.678901234567');
  const price = priceAt(mid, 100n, 'debit');
  expect(isSame(price, fractionOf('2322.22211222'))).toBe(true);
  const units = 123_456_789_012_345_678n;
  expect(dealtAt(price, { debit: eth, credit: eur }, 'debit', units).credit).toBe(28_669n);
  expect(worth(units, eth, mid, eur)).toBe(28_959n);
});
