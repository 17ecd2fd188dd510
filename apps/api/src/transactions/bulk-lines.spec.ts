import { Readable } from 'node:stream';
import { lineItemsOf } from './bulk-lines';

describe('the items of lines', () => {
  it('come in portions between which the process answers others', async () => {
    const body = Readable.from(Array.from({ length: 5 }, () => Buffer.from('{"a":1}\n'.repeat(100))));
    let others = 0;
    let isDone = false;
    const answerOthers = () => {
      others++;
      if (!isDone) setImmediate(answerOthers);
    };
    setImmediate(answerOthers);
    const seen: number[] = [];
    for await (const items of lineItemsOf(body, () => 0)) {
      expect(items).toHaveLength(100);
      seen.push(others);
    }
    isDone = true;

    expect(new Set(seen).size).toBe(5);
  });

  it('wait for as long as the rate of their sender says', async () => {
    const delays = [20, 10, 0];
    const asked: number[] = [];
    const delayMs = (lines: number) => {
      asked.push(lines);
      return delays.shift()!;
    };
    for await (const items of lineItemsOf(Readable.from([Buffer.from('{}\n{}\n')]), delayMs))
      expect(items).toHaveLength(2);

    expect(asked).toEqual([2, 2, 2]);
  });
});
