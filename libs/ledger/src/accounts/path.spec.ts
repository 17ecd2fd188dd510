import { ancestorsOf, chartPathPattern, parentOf, pathPattern } from './path';

const long = 'a'.repeat(63);

describe('an account path', () => {
  it.each([
    'a',
    '0',
    'customers:alice:wallet',
    'a_b-c:1',
    'users:64b7F3c9:Wallet',
    'nodes:eu-1.db',
    Array(12).fill(long).join(':'),
  ])('may be %s', (path) => {
    expect(pathPattern.test(path)).toBe(true);
    expect(chartPathPattern.test(path)).toBe(true);
  });

  it.each([
    '',
    ':',
    'a:',
    ':a',
    'a::b',
    '_a',
    '.a',
    'a:.',
    '-a',
    'a b',
    'a\n',
    'а',
    `${long}a`,
    Array(13).fill('a').join(':'),
  ])('is never %j', (path) => {
    expect(pathPattern.test(path)).toBe(false);
    expect(chartPathPattern.test(path)).toBe(false);
  });

  it('has a star for a whole segment in the chart alone', () => {
    expect(
      ['*', 'a:*', '*:b:*'].map((path) => [pathPattern.test(path), chartPathPattern.test(path)]),
    ).toEqual(Array(3).fill([false, true]));
    expect(['a*', '**', 'a:*b', ':*'].map((path) => chartPathPattern.test(path))).toEqual(
      Array(4).fill(false),
    );
  });

  it('lies below each of its prefixes, nearest first', () => {
    expect(ancestorsOf('a:b:c:d')).toEqual(['a:b:c', 'a:b', 'a']);
    expect(ancestorsOf('a')).toEqual([]);
    expect([parentOf('a:b'), parentOf('a')]).toEqual(['a', undefined]);
  });
});
