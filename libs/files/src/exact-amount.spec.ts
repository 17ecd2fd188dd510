import fc from 'fast-check';
import { formatUnits } from '@ledger/money/amount';
import { readDecimal, type NumberMarks } from './decimal';
import { exactAmount, fromSmallestUnit } from './exact-amount';

const plain: NumberMarks = { decimal: '.', thousands: undefined };

function amountOf(text: string, decimals: number, marks = plain): string {
  return exactAmount(readDecimal(text, marks), decimals, false);
}

it.each([
  ['147.8', 2, '147.80'],
  ['104', 2, '104.00'],
  ['5.', 2, '5.00'],
  ['007.50', 2, '7.50'],
  ['000', 2, '0.00'],
  ['+3.1', 2, '3.10'],
  [' 12 ', 0, '12'],
  ['7786596450288373164569331648084', 18, '7786596450288373164569331648084.000000000000000000'],
])('brings %s to %i decimals', (text, decimals, amount) => {
  expect(amountOf(text, decimals)).toBe(amount);
});

it.each([['1.234'], ['0.001'], ['1.000'], ['1.2300']])(
  'refuses %s in cents, for the point may group thousands',
  (text) => {
    expect(() => amountOf(text, 2)).toThrow('decimals, its currency has 2');
  },
);

it('takes further decimals that are zero where the file is known to write them', () => {
  expect(exactAmount(readDecimal('1.2300', plain), 2, true)).toBe('1.23');
  expect(exactAmount(readDecimal('12.000', plain), 0, true)).toBe('12');
  expect(() => exactAmount(readDecimal('1.2301', plain), 2, true)).toThrow('4 decimals');
});

it.each([
  ['1e3'],
  ['1,000.00'],
  ['20,00'],
  ['.5'],
  [''],
  ['NaN'],
  ['0x10'],
  ['1.2.3'],
  ['١٢'],
  ['--1'],
  ['-'],
  ['( )'],
  ['-(1)'],
])('refuses %j, which is no plain decimal number', (text) => {
  expect(() => amountOf(text, 2)).toThrow('is not a decimal number in the form 1234.56');
});

it.each<[string, NumberMarks, string]>([
  ['1.000', { decimal: ',', thousands: '.' }, '1000.00'],
  ['2.500,00', { decimal: ',', thousands: '.' }, '2500.00'],
  ['250,5', { decimal: ',', thousands: undefined }, '250.50'],
  ["1'234'567.8", { decimal: '.', thousands: "'" }, '1234567.80'],
  ['1’234.5', { decimal: '.', thousands: "'" }, '1234.50'],
  ['1 234 567,89', { decimal: ',', thousands: ' ' }, '1234567.89'],
  ['1\u00a0234\u202f567,89', { decimal: ',', thousands: ' ' }, '1234567.89'],
  ['12,34,567.00', { decimal: '.', thousands: ',' }, '1234567.00'],
])('reads %s in a file that writes numbers with %j', (text, marks, amount) => {
  expect(amountOf(text, 2, marks)).toBe(amount);
});

it.each<[string, NumberMarks]>([
  ['1,50', { decimal: '.', thousands: ',' }],
  ['1,0000', { decimal: '.', thousands: ',' }],
  ['1000,000.00', { decimal: '.', thousands: ',' }],
  [',000', { decimal: '.', thousands: ',' }],
  ['1.00', { decimal: ',', thousands: undefined }],
  ['1,000,00', { decimal: ',', thousands: '.' }],
])('refuses %s, whose groups are not those of %j', (text, marks) => {
  expect(() => amountOf(text, 2, marks)).toThrow('is not a decimal number');
});

it.each(['-7.25', '− 7.25', '7.25-', '(7.25)'])('finds the sign of %s', (text) => {
  expect(readDecimal(text, plain)).toEqual({ isNegative: true, whole: '7', fraction: '25' });
});

it('puts the point into an amount counted in the smallest unit', () => {
  const units = (text: string, decimals: number) =>
    fromSmallestUnit(readDecimal(text, plain), decimals, false);
  expect(units('7056176614974947328', 18)).toBe('7.056176614974947328');
  expect(units('5', 18)).toBe('0.000000000000000005');
  expect(units('0', 2)).toBe('0.00');
  expect(units('1200', 0)).toBe('1200');
  expect(() => units('12.5', 2)).toThrow('1 decimals');
});

it('loses no digit of any amount of up to 38', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 38n - 1n), fc.integer({ min: 0, max: 18 }), (units, decimals) => {
      const text = formatUnits(units, decimals);
      expect(fromSmallestUnit(readDecimal(units.toString(), plain), decimals, false)).toBe(text);
      expect(amountOf(text, decimals)).toBe(text);
      const zeros = readDecimal(`00${text}${decimals === 0 ? '.' : ''}000`, plain);
      expect(exactAmount(zeros, decimals, true)).toBe(text);
    }),
  );
});
