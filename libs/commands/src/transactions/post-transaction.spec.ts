import { flawsOf } from '../../../../test/support/flaws-of';
import { PostTransaction } from './post-transaction';

const postings = [
  { account: 'bank', side: 'debit', amount: '1.00', currency: 'EUR' },
  { account: 'sales', side: 'credit', amount: '1.00', currency: 'EUR' },
];

const flawsOfInput = (input: unknown) => flawsOf(() => PostTransaction.read(input));

describe('a transaction as it is accepted', () => {
  it('has its metadata in order of keys and its tags in order', () => {
    const { metadata, tags } = PostTransaction.read({
      postings,
      metadata: { b: '2', a: '1' },
      tags: ['y', 'x'],
    });

    expect(JSON.stringify({ metadata, tags })).toBe('{"metadata":{"a":"1","b":"2"},"tags":["x","y"]}');
  });

  it('has its effective time in UTC with milliseconds', () => {
    const { effectiveAt } = PostTransaction.read({ postings, effectiveAt: '2026-01-01T00:30:00.5+01:00' });

    expect(effectiveAt).toBe('2025-12-31T23:30:00.500Z');
  });

  it('has no field that was not given', () => {
    expect(Object.keys(PostTransaction.read({ postings }))).toEqual(['type', 'postings']);
  });

  it('reports of a missing field that it is missing, and nothing else', () => {
    expect(flawsOfInput({})).toEqual(['Missing /postings']);
  });

  it.each([
    ['a tag twice', { tags: ['a', 'b', 'a'] }, 'Repeated /tags/2'],
    ['33 tags', { tags: Array.from({ length: 33 }, (_, i) => `t${i}`) }, 'TooLong /tags'],
    [
      '65 keys',
      { metadata: Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`k${i}`, 'v'])) },
      'TooLong /metadata',
    ],
    ['a key with a digit in front', { metadata: { '1st': 'v' } }, 'BadFormat /metadata/1st'],
    ['a key that is a pointer', { metadata: { 'a/b~': 'v' } }, 'BadFormat /metadata/a~1b~0'],
    ['a number in metadata', { metadata: { a: 1 } }, 'WrongType /metadata/a'],
    ['null for an optional field', { reference: null }, 'WrongType /reference'],
    ['a category in capitals', { category: 'Fee' }, 'BadFormat /category'],
    ['a list as metadata', { metadata: [] }, 'WrongType /metadata'],
  ])('refuses %s', (_what, more, flaw) => {
    expect(flawsOfInput({ postings, ...more })).toEqual([flaw]);
  });

  it('shows at most a hundred flaws', () => {
    const metadata = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`K${i}`, 1]));

    expect(flawsOfInput({ postings, metadata })).toHaveLength(100);
  });
});
