import fc from 'fast-check';
import { allocate } from './allocation';

const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 38n }), { minLength: 1, maxLength: 20 });
const sum = (units: readonly bigint[]) => units.reduce((all, each) => all + each, 0n);
const runs = { seed: 20261123, numRuns: 1_000 };

describe('sharing out', () => {
  it.each([
    ['what divides evenly', 10n, [3n, 7n], [3n, 7n]],
    ['half of it', 5n, [3n, 7n], [2n, 3n]],
    ['a unit that nobody has a better claim to: the earlier gets it', 1n, [5n, 5n], [1n, 0n]],
    ['two units among three', 2n, [1n, 1n, 1n], [1n, 1n, 0n]],
    ['the remainder to those that lost most by rounding', 7n, [1n, 2n, 2n], [1n, 3n, 3n]],
    ['nothing to a weight of nothing', 3n, [0n, 1n, 0n], [0n, 3n, 0n]],
    ['nothing', 0n, [4n, 2n], [0n, 0n]],
    ['more than all weights together', 9n, [1n, 2n], [3n, 6n]],
    ['nothing where nothing weighs', 0n, [0n, 0n], [0n, 0n]],
    ['equal shares where nothing weighs', 5n, [0n, 0n], [3n, 2n]],
    ['nothing to nobody', 0n, [], []],
  ])('gives %s', (_what, total, shares, expected) => {
    expect(allocate(total, shares)).toEqual(expected);
  });

  it('never loses a total: without a share to take it, it stops', () => {
    expect(() => allocate(1n, [])).toThrow('invariant broken: there is a share that can take the total');
  });

  it('gives away exactly the total', () => {
    fc.assert(
      fc.property(weights, fc.bigInt({ min: 0n, max: 10n ** 38n }), (shares, total) => {
        expect(sum(allocate(total, shares))).toBe(total);
      }),
      runs,
    );
  });

  it('gives nobody more than his weight, as long as there is no more than all weights', () => {
    fc.assert(
      fc.property(weights, fc.bigInt({ min: 0n, max: 10_000n }), (shares, permyriad) => {
        const parts = allocate((sum(shares) * permyriad) / 10_000n, shares);
        parts.forEach((part, i) => expect(part <= shares[i]!).toBe(true));
      }),
      runs,
    );
  });

  it('is less than a unit away from the exact share', () => {
    fc.assert(
      fc.property(weights, fc.bigInt({ min: 0n, max: 10n ** 38n }), (shares, total) => {
        const all = sum(shares);
        fc.pre(all > 0n);
        allocate(total, shares).forEach((part, i) => {
          const difference = part * all - total * shares[i]!;
          expect(difference < all && difference > -all).toBe(true);
        });
      }),
      runs,
    );
  });

  it('gives equal weights the same, but for one unit, which goes to the earlier', () => {
    fc.assert(
      fc.property(weights, fc.bigInt({ min: 0n, max: 10n ** 38n }), (shares, total) => {
        const twice = shares.flatMap((share) => [share, share]);
        const parts = allocate(total, twice);
        for (let i = 0; i < parts.length; i += 2) expect([0n, 1n]).toContain(parts[i]! - parts[i + 1]!);
      }),
      runs,
    );
  });
});
