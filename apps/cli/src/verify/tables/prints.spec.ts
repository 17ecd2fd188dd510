import { Print } from './prints';

const sumsOf = (...rows: (string | null)[][]) => {
  const print = new Print();
  for (const row of rows) print.add(row);
  return print;
};

it('says nothing of the same rows in another order', () => {
  const [one, other] = [sumsOf(['a', 'b'], ['c', null]), sumsOf(['c', null], ['a', 'b'])];
  expect(one.differences(other.sums())).toEqual([]);
});

it.each([
  ['a value that changed', [['a', 'c']]],
  ['a value where there was none', [['a', null]]],
  ['an empty value where there was none', [['a', '']]],
  ['values that moved to the next column', [['ab', '']]],
  ['a row that is gone', []],
  [
    'a row twice',
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
  ],
])('finds %s', (_, rows) => {
  expect(sumsOf(['a', 'b']).differences(sumsOf(...rows).sums())).not.toEqual([]);
});

it('distinguishes no value from an empty one', () => {
  expect(sumsOf([null]).differences(sumsOf(['']).sums())).not.toEqual([]);
});
