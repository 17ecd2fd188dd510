import { NumberList } from './number-list';

describe('a list of numbers', () => {
  it('gives back what was put in, over several chunks', () => {
    const list = new NumberList(Float64Array);
    for (let n = 0; n < 200_000; n += 1) list.push(n * 3 + 2 ** 33);
    expect(list.length).toBe(200_000);
    for (const n of [0, 3, 4, 65_535, 65_536, 131_072, 199_999]) expect(list.get(n)).toBe(n * 3 + 2 ** 33);
  });

  it.each([
    [0, 0],
    [10, 0],
    [11, 1],
    [20, 1],
    [30, 2],
    [31, 3],
  ])('finds that %d belongs at %d', (value, index) => {
    const list = new NumberList(Uint32Array);
    for (const n of [10, 20, 30]) list.push(n);
    expect(list.lowerBound(value)).toBe(index);
  });
});
