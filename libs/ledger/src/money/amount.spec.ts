import {
  amountPattern,
  fits,
  formatUnits,
  parseAmount,
  parseDecimals,
  signedAmountPattern,
  unitsOf,
} from './amount';
import type { Currency } from './amount';
import { refusalOf } from '../../../../test/support/given';

const currencyOf = (decimals: number): Currency => ({ code: 'XTS', decimals, name: 'Test' });
const nines = '9'.repeat(38);

describe('an amount', () => {
  it.each([
    ['0', 0, 0n],
    ['0.00', 2, 0n],
    ['12.30', 2, 1230n],
    ['1', 0, 1n],
    ['0.000000000000000001', 18, 1n],
    ['20000000000000000000.123456789012345678', 18, 20000000000000000000123456789012345678n],
    ['9007199254740993', 0, 9007199254740993n],
    [nines, 0, BigInt(nines)],
  ])('reads %s with %i decimals exactly', (text, decimals, units) => {
    expect(parseAmount(text, currencyOf(decimals))).toBe(units);
    expect(formatUnits(units, decimals)).toBe(text);
  });

  it.each([
    ['-0.01', 2, -1n],
    ['-0.5', 1, -5n],
    ['-500.00', 2, -50000n],
    [`-${nines}`, 0, -BigInt(nines)],
  ])('keeps the sign of %s', (text, decimals, units) => {
    expect(unitsOf(text)).toBe(units);
    expect(formatUnits(units, decimals)).toBe(text);
  });

  it.each([
    ['1', 2],
    ['1.0', 2],
    ['1.000', 2],
    ['1.0', 0],
  ])('refuses %s where the currency has %i decimals', (text, decimals) => {
    const { code, facts } = refusalOf(() => parseAmount(text, currencyOf(decimals), { posting: 1 }));
    expect(code).toBe('AmountHasWrongDecimals');
    expect(facts).toEqual({ amount: text, currency: 'XTS', decimals: String(decimals), posting: 1 });
  });

  it.each([
    ['1.0', '1 decimal,'],
    ['1', '0 decimals,'],
  ])('says of %s that it has %s as one would', (text, words) => {
    expect(refusalOf(() => parseAmount(text, currencyOf(2))).message).toBe(
      `${text} has ${words} XTS has exactly 2.`,
    );
  });

  it.each([
    [`1${'0'.repeat(38)}`, 0],
    [`${'9'.repeat(37)}.00`, 2],
    [`-${'9'.repeat(37)}.00`, 2],
  ])('refuses %s, which has more than 38 digits in minor units', (text, decimals) => {
    expect(refusalOf(() => parseAmount(text, currencyOf(decimals))).code).toBe('AmountTooLarge');
  });

  it('counts 38 digits for both signs', () => {
    expect([fits(BigInt(nines)), fits(-BigInt(nines))]).toEqual([true, true]);
    expect([fits(BigInt(nines) + 1n), fits(-BigInt(nines) - 1n)]).toEqual([false, false]);
  });

  it.each(['0', '0.0', '1.5', nines, `${nines}.000000000000000000`])('has the shape of %s', (text) => {
    expect(amountPattern.test(text)).toBe(true);
    expect(signedAmountPattern.test(text)).toBe(true);
  });

  it.each([
    '',
    '-1',
    '+1',
    '01',
    '00',
    '1.',
    '.5',
    '1e3',
    '1E3',
    '0x1',
    '1_0',
    '1,5',
    ' 1',
    '1\n',
    'NaN',
    '١',
  ])('does not have the shape of %j', (text) => {
    expect(amountPattern.test(text)).toBe(false);
  });

  it.each([`1${nines}`, '1.0000000000000000001'])('has at most 38 digits and 18 decimals, not %s', (text) => {
    expect(amountPattern.test(text)).toBe(false);
    expect(signedAmountPattern.test(text)).toBe(false);
  });

  it('may be negative as a limit, but never minus zero', () => {
    const judged = ['-1', '-0.01', '-0', '-0.00', '--1', '-01'].map((text) => signedAmountPattern.test(text));
    expect(judged).toEqual([true, true, false, false, false, false]);
  });
});

describe('the decimals of a currency', () => {
  it('are text from 0 to 18', () => {
    expect(['0', '9', '18'].map(parseDecimals)).toEqual([0, 9, 18]);
  });

  it.each(['19', '-1', '01', '', '1.0', '1e1'])('are never %j', (text) => {
    expect(() => parseDecimals(text)).toThrow('invariant broken');
  });
});
