/**
 * A growing list of numbers in typed arrays: 4 or 8 bytes a number and nothing for the garbage collector
 * to walk. Grows by doubling up to chunkLength entries, then chunk by chunk, so that it never copies much.
 */
type NumberArray = Float64Array | Uint32Array;

const chunkBits = 16;
const chunkLength = 1 << chunkBits;
const firstLength = 4;

export class NumberList {
  private readonly chunks: NumberArray[] = [];
  length = 0;

  constructor(private readonly kind: Float64ArrayConstructor | Uint32ArrayConstructor) {}

  push(value: number): void {
    const chunk = this.length >>> chunkBits;
    const offset = this.length & (chunkLength - 1);
    let target = this.chunks[chunk];
    if (!target || offset === target.length) target = this.grow(chunk, target);
    target[offset] = value;
    this.length += 1;
  }

  /** `index` must be below `length`. */
  get(index: number): number {
    return this.chunks[index >>> chunkBits]?.[index & (chunkLength - 1)] ?? NaN;
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
    const size = previous ? previous.length * 2 : chunk === 0 ? firstLength : chunkLength;
    const grown = new this.kind(size);
    if (previous) grown.set(previous);
    this.chunks[chunk] = grown;
    return grown;
  }
}
