import { random } from './random';

it('random bytes have the length that is asked for, and come once, across refills too', () => {
  const given = Array.from({ length: 2_000 }, (_, i) => random(8 + (i % 3) * 12));
  expect(given.map(({ length }) => length)).toEqual(given.map((_, i) => 8 + (i % 3) * 12));
  expect(new Set(given.map((bytes) => bytes.toString('hex'))).size).toBe(2_000);
  const bits = given.reduce(
    (sum, bytes) => sum + bytes.reduce((ones, byte) => ones + byte.toString(2).replaceAll('0', '').length, 0),
    0,
  );
  const all = given.reduce((sum, { length }) => sum + length * 8, 0);
  // Half of 320,000 random bits, give or take 20 standard deviations: no part is handed out unfilled.
  expect(Math.abs(bits - all / 2)).toBeLessThan(10 * Math.sqrt(all));
});
