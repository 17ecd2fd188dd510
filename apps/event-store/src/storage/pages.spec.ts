import { Pages } from './pages';

const pageBytes = 128 * 1024;

/** A file of three pages whose bytes give their offset, and a count of loads. */
function source() {
  const file = Buffer.from(Array.from({ length: pageBytes * 3 }, (_, n) => n % 251));
  const loads: number[] = [];
  const load = (target: Buffer, position: number) => {
    loads.push(position / pageBytes);
    file.copy(target, 0, position);
  };
  return { file, loads, load };
}

describe('the pages of a log', () => {
  it('reads across the border of two pages', () => {
    const { file, load } = source();
    const pages = new Pages({ load }, 4);
    expect(pages.read(pageBytes - 10, 20)).toEqual(file.subarray(pageBytes - 10, pageBytes + 10));
    expect(pages.read(5, pageBytes * 2)).toEqual(file.subarray(5, pageBytes * 2 + 5));
  });

  it('loads a page once while it is kept, and the longest unused goes first', () => {
    const { loads, load } = source();
    const pages = new Pages({ load }, 2);
    for (const page of [0, 1, 0, 2, 0, 1]) pages.read(page * pageBytes, 1);
    expect(loads).toEqual([0, 1, 2, 1]);
  });

  it('reads what was written without loading it', () => {
    const { loads, load } = source();
    const pages = new Pages({ load }, 4);
    const bytes = Buffer.alloc(pageBytes + 100, 7);
    pages.write(0, bytes);
    expect(pages.read(pageBytes - 50, 100)).toEqual(Buffer.alloc(100, 7));
    expect(loads).toEqual([]);
  });

  it('keeps what stood on a page before a write to the rest of it', () => {
    const { file, load } = source();
    const pages = new Pages({ load }, 4);
    pages.write(100, Buffer.alloc(10, 255));
    expect(pages.read(0, 100)).toEqual(file.subarray(0, 100));
    expect(pages.read(100, 10)).toEqual(Buffer.alloc(10, 255));
  });

  it('drops nothing in memory', () => {
    const pages = new Pages(undefined, 0);
    for (let page = 0; page < 5; page += 1) pages.write(page * pageBytes, Buffer.alloc(pageBytes, page));
    expect(pages.read(0, 3)).toEqual(Buffer.alloc(3, 0));
    expect(pages.read(4 * pageBytes, 3)).toEqual(Buffer.alloc(3, 4));
  });
});
