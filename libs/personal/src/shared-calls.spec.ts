import { SharedCalls } from './shared-calls';

/** Calls that end when they are let go. */
function calls() {
  const begun: { items: string[]; end: () => void; fail: (error: Error) => void }[] = [];
  const shared = new SharedCalls(
    (items: ReadonlySet<string>) =>
      new Promise<number>((resolve, reject) => {
        begun.push({ items: [...items], end: () => resolve(items.size), fail: reject });
      }),
  );
  return { begun, shared };
}

const settled = () => new Promise(setImmediate);

describe('shared calls', () => {
  it('are made one at a time; what asks meanwhile goes with the next one, each item once', async () => {
    const { begun, shared } = calls();
    const first = shared.of(['a']);
    await settled();
    const others = [shared.of(['b']), shared.of(['b', 'c'])];
    await settled();
    expect(begun.map(({ items }) => items)).toEqual([['a']]);

    begun[0]!.end();
    expect(await first).toBe(1);
    await settled();
    expect(begun.map(({ items }) => items)).toEqual([['a'], ['b', 'c']]);
    begun[1]!.end();
    expect(await Promise.all(others)).toEqual([2, 2]);
  });

  it('fail for all that share one, and for nobody after them', async () => {
    const { begun, shared } = calls();
    const failing = [shared.of(['a']), shared.of(['b'])].map((call) => call.catch((e: Error) => e.message));
    await settled();
    begun[0]!.fail(new Error('away'));
    expect(await Promise.all(failing)).toEqual(['away', 'away']);

    const next = shared.of(['c']);
    await settled();
    begun[1]!.end();
    expect(await next).toBe(1);
  });
});
