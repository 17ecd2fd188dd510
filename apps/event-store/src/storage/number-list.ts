/**
 * A growing list of numbers in typed arrays: 4 or 8 bytes a number and nothing for the garbage collector
 * to walk. Grows by doubling up to CHUNK entries, then chunk by chunk, so that it never copies much.
 */
type NumberArray = Float64Array | Uint32Array;

const CHUNK_BITS = 16;
const CHUNK = 1 << CHUNK_BITS;
const FIRST = 4;

export class NumberList {
  private readonly chunks: NumberArray[] = [];
  length = 0;

  constructor(private readonly kind: Float64ArrayConstructor | Uint32ArrayConstructor) {}

  push(value: number): void {
    const chunk = this.length >>> CHUNK_BITS;
    const offset = this.length & (CHUNK - 1);
    let target = this.chunks[chunk];
    if (!target || offset === target.length) target = this.grow(chunk, target);
    target[offset] = value;
    this.length += 1;
  }

  /** `index` must be below `length`. */
  get(index: number): number {
    return this.chunks[index >>> CHUNK_BITS]?.[index & (CHUNK - 1)] ?? NaN;
  }

  /** For an ascending list: the first index whose value is not below `value`. */
  lowerBound(value: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.get(middle) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private grow(chunk: number, previous: NumberArray | undefined): NumberArray {
    const size = previous ? previous.length * 2 : chunk === 0 ? FIRST : CHUNK;
    const grown = new this.kind(size);
    if (previous) grown.set(previous);
    this.chunks[chunk] = grown;
    return grown;
  }
}
