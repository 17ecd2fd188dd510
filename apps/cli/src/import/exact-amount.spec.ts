import fc from 'fast-check';
import { formatUnits } from '@ledger/money/amount';
import { exactAmount, fromSmallestUnit } from './exact-amount';

it.each([
  ['147.8', 2, '147.80'],
  ['104', 2, '104.00'],
  ['5.', 2, '5.00'],
  ['1.2300', 2, '1.23'],
  ['007.50', 2, '7.50'],
  ['000', 2, '0.00'],
  ['+3.1', 2, '3.10'],
  [' 12 ', 0, '12'],
  ['12.000', 0, '12'],
  ['7786596450288373164569331648084', 18, '7786596450288373164569331648084.000000000000000000'],
])('brings %s to %i decimals', (text, decimals, amount) => {
  expect(exactAmount(text, decimals)).toBe(amount);
});

it.each([['1.234'], ['0.001'], ['12.005']])('refuses %s in cents, because a digit would be lost', (text) => {
  expect(() => exactAmount(text, 2)).toThrow('a digit would be lost');
});

it.each([['-1.00'], ['1e3'], ['1,000.00'], ['.5'], [''], ['NaN'], ['0x10'], ['1.2.3'], ['١٢']])(
  'refuses %j, which is no plain decimal number',
  (text) => {
    expect(() => exactAmount(text, 2)).toThrow('is no amount');
  },
);

it('puts the point into an amount counted in the smallest unit', () => {
  expect(fromSmallestUnit('7056176614974947328', 18)).toBe('7.056176614974947328');
  expect(fromSmallestUnit('5', 18)).toBe('0.000000000000000005');
  expect(fromSmallestUnit('0', 2)).toBe('0.00');
  expect(fromSmallestUnit('1200', 0)).toBe('1200');
});

it('loses no digit of any amount of up to 38', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 38n - 1n), fc.integer({ min: 0, max: 18 }), (units, decimals) => {
      const text = formatUnits(units, decimals);
      expect(fromSmallestUnit(units.toString(), decimals)).toBe(text);
      expect(exactAmount(text, decimals)).toBe(text);
      expect(exactAmount(`00${text}${decimals === 0 ? '.' : ''}000`, decimals)).toBe(text);
    }),
  );
});
