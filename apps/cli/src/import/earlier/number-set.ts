const bitsPerPage = 1 << 16;

/** Whole numbers from 0 on, one bit each where they lie close together, as rows and seqs do. */
export class NumberSet {
  private readonly pages = new Map<number, Uint32Array>();

  has(number: number): boolean {
    const page = this.pages.get(Math.floor(number / bitsPerPage));
    const at = number % bitsPerPage;
    return page !== undefined && (page[at >>> 5]! & (1 << (at & 31))) !== 0;
  }

  add(number: number): void {
    const key = Math.floor(number / bitsPerPage);
    const page = this.pages.get(key) ?? new Uint32Array(bitsPerPage / 32);
    this.pages.set(key, page);
    const at = number % bitsPerPage;
    page[at >>> 5]! |= 1 << (at & 31);
  }
}
