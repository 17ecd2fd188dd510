import { compare, dividedBy, ratioOf, rounded, significantText, unitsIn } from './ratio';

describe('a fraction', () => {
  it.each([
    ['2.5', 0, 'half-even', 2n],
    ['3.5', 0, 'half-even', 4n],
    ['-2.5', 0, 'half-even', -2n],
    ['-3.5', 0, 'half-even', -4n],
    ['2.51', 0, 'half-even', 3n],
    ['0.125', 2, 'half-even', 12n],
    ['1.239', 2, 'floor', 123n],
    ['-1.239', 2, 'floor', -124n],
    ['1.231', 2, 'ceil', 124n],
    ['-1.239', 2, 'ceil', -123n],
    ['7', 3, 'ceil', 7_000n],
  ] as const)('%s with %i decimals is rounded by %s to %s units', (text, decimals, rounding, units) => {
    expect(unitsIn(ratioOf(text), decimals, rounding)).toBe(units);
  });

  it('is compared exactly, whatever its size', () => {
    const third = dividedBy(ratioOf('1'), ratioOf('3'));
    expect(compare(third, ratioOf('0.333333333333333333333333333333'))).toBe(1);
    expect(compare(third, ratioOf('0.333333333333333333333333333334'))).toBe(-1);
    expect(compare(ratioOf('0.50'), ratioOf('0.5'))).toBe(0);
    expect(rounded(third, 'floor')).toBe(0n);
  });

  it.each([
    ['163.27', '0.99', 'floor', '164.919191919'],
    ['1', '3', 'ceil', '0.333333333334'],
    ['1', '1', 'floor', '1'],
    ['1000000000000000', '7', 'floor', '142857142857000'],
    ['0.0000001', '3', 'floor', '0.0000000333333333333'],
    ['9.999999999999', '1', 'ceil', '10'],
    ['120', '1', 'floor', '120'],
  ] as const)('%s / %s has 12 significant digits, by %s: %s', (a, b, rounding, text) => {
    expect(significantText(dividedBy(ratioOf(a), ratioOf(b)), 12, rounding)).toBe(text);
  });
});
