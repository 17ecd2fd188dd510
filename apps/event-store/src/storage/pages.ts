/**
 * The bytes of the log by position: fixed pages, filled by the writer as it writes, loaded from the file
 * when they are not (or no longer) in memory. Bounded, least recently used goes first; in memory mode
 * nothing is ever dropped and nothing loaded.
 */
const pageBytes = 128 * 1024;

export interface PageSource {
  /** Reads up to target.length bytes at `position`; what lies beyond the end stays untouched. */
  load(target: Buffer, position: number): void;
}

export class Pages {
  private readonly pages = new Map<number, Buffer>();
  private newest = -1;

  /**
   * @param source where missing pages come from; undefined keeps everything in memory
   * @param pagesMax pages of 128 KiB to keep
   */
  constructor(
    private readonly source: PageSource | undefined,
    private readonly pagesMax: number,
  ) {}

  /** Takes over bytes just written at `position`; writes come in order. */
  write(position: number, bytes: Buffer): void {
    let from = 0;
    while (from < bytes.length) {
      const at = position + from;
      const number = Math.floor(at / pageBytes);
      const offset = at - number * pageBytes;
      from += bytes.copy(this.pageForWriting(number, offset), offset, from);
    }
  }

  /** `length` bytes at `position`, as a view of a page where they lie in one; they must have been written. */
  read(position: number, length: number): Buffer {
    const number = Math.floor(position / pageBytes);
    const offset = position - number * pageBytes;
    if (offset + length <= pageBytes) return this.page(number).subarray(offset, offset + length);
    const joined = Buffer.allocUnsafe(length);
    let done = 0;
    while (done < length) {
      const at = position + done;
      const pageNumber = Math.floor(at / pageBytes);
      done += this.page(pageNumber).copy(joined, done, at - pageNumber * pageBytes);
    }
    return joined;
  }

  private page(number: number): Buffer {
    const known = this.pages.get(number);
    if (known && number === this.newest) return known;
    if (known) {
      if (this.source) this.touch(number, known);
      return known;
    }
    if (!this.source) throw new Error(`page ${number} of the log was never written`);
    const page = Buffer.alloc(pageBytes);
    this.source.load(page, number * pageBytes);
    this.keep(number, page);
    return page;
  }

  private pageForWriting(number: number, offset: number): Buffer {
    const known = this.pages.get(number);
    if (known) return known;
    const page = Buffer.alloc(pageBytes);
    if (offset > 0) this.source?.load(page, number * pageBytes);
    this.newest = number;
    this.keep(number, page);
    return page;
  }

  private touch(number: number, page: Buffer): void {
    this.pages.delete(number);
    this.pages.set(number, page);
  }

  private keep(number: number, page: Buffer): void {
    this.pages.set(number, page);
    if (!this.source || this.pages.size <= this.pagesMax) return;
    for (const oldest of this.pages.keys()) {
      if (oldest === this.newest) continue;
      this.pages.delete(oldest);
      return;
    }
  }
}
