import { inOrder, lineBytesMax, linesOf, type Line } from './lines';

async function* chunks(...texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const texts = (portions: Line[][]) => portions.map((portion) => portion.map(String));

describe('lines', () => {
  it('are cut wherever the chunks are', async () => {
    expect(texts(await collect(linesOf(chunks('a\nb', 'c\n', '\r\n', 'd\r\n\ne'), 10)))).toEqual([
      ['a'],
      ['bc'],
      ['d'],
      ['e'],
    ]);
  });

  it('come in portions of a bounded size', async () => {
    expect(texts(await collect(linesOf(chunks('1\n2\n3\n4\n5\n'), 2)))).toEqual([
      ['1', '2'],
      ['3', '4'],
      ['5'],
    ]);
  });

  it('are dropped, and reported, when they are too long', async () => {
    const long = 'x'.repeat(lineBytesMax);
    const lines = (await collect(linesOf(chunks(`${long}\n`, long, 'y', long, '\nz'), 10))).flat();

    expect(lines.map(({ length }, i) => (lines[i] === 'too long' ? 'too long' : length))).toEqual([
      lineBytesMax,
      'too long',
      1,
    ]);
  });

  it('are reported as too long before they end', async () => {
    async function* stalled(): AsyncGenerator<Buffer> {
      yield Buffer.from(`a\n${'x'.repeat(lineBytesMax + 1)}`);
      throw new Error('read on');
    }
    const lines = linesOf(stalled(), 10);

    expect((await lines.next()).value).toEqual([Buffer.from('a'), 'too long']);
    await expect(lines.next()).rejects.toThrow('read on');
  });

  it('end at a line without end, however much would follow', async () => {
    let sent = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      for (; ; sent++) yield Buffer.alloc(65_536, 'x');
    }

    expect((await collect(linesOf(endless(), 10))).flat()).toEqual(['too long', 'endless']);
    expect(sent).toBeLessThan(20);
  });

  it('begin after a byte order mark', async () => {
    expect(texts(await collect(linesOf(chunks('\ufeffa\n\ufeff\n', 'b'), 10)))).toEqual([['a'], ['b']]);
  });
});

describe('tasks in order', () => {
  it('give their results in the order of the inputs', async () => {
    const delays = [30, 1, 10, 0];
    const inputs = delays[Symbol.iterator]();
    const run = (ms: number) => new Promise<number>((resolve) => setTimeout(resolve, ms, ms));
    const source = { next: async () => inputs.next() as IteratorResult<number> };

    expect(await collect(inOrder(source, 4, run))).toEqual(delays);
  });

  it('are never more at once than allowed', async () => {
    let underWay = 0;
    let most = 0;
    const run = async () => {
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay--;
    };
    await collect(inOrder(chunks('a', 'b', 'c', 'd', 'e', 'f'), 2, run));

    expect(most).toBe(2);
  });

  it('give a result without waiting for the next input', async () => {
    const results = inOrder({ next: stuckAfter('first') }, 4, async (input) => input);

    expect(await results.next()).toEqual({ done: false, value: 'first' });
  });

  it('end with the error of their source', async () => {
    async function* broken(): AsyncGenerator<string> {
      yield 'a';
      throw new Error('gone');
    }

    await expect(collect(inOrder(broken(), 4, async (input) => input))).rejects.toThrow('gone');
  });
});

function stuckAfter(first: string): () => Promise<IteratorResult<string>> {
  let asked = false;
  return () => {
    if (asked) return new Promise(() => undefined);
    asked = true;
    return Promise.resolve({ done: false, value: first });
  };
}
