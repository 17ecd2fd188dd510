import { nearest } from './nearest';

const known = ['effectiveAt', 'effectiveFrom', 'amount', 'account', 'tag', 'under', 'to'];

describe('the name that was meant', () => {
  it.each([
    ['effective_at', 'effectiveAt'],
    ['EffectiveAt', 'effectiveAt'],
    ['effective-from', 'effectiveFrom'],
    ['amuont', 'amount'],
    ['acount', 'account'],
    ['tags', 'tag'],
  ])('by %s is %s', (name, meant) => {
    expect(nearest(name, known)).toBe(meant);
  });

  it.each(['comment', 'x', 'on', '', 'a'.repeat(100_000)])(
    'that is far from all is not guessed: %#',
    (name) => {
      expect(nearest(name, known)).toBeUndefined();
    },
  );
});
