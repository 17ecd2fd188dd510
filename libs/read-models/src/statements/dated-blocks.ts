/**
 * A dated line has an effective time of its own, and so no place in the order of the others. The dated lines of an
 * account in a currency are numbered from 1 as they come. Whenever so many have come, they are written once more in
 * the order of their effective times, each with the sum up to it: a block. What was effective by a time, of the first
 * n lines, is then one look into every block and 511 lines at most, in whatever order the times came.
 * The smallest first; each holds a whole number of those before it.
 */
export const blockSizes = [512, 4_096, 32_768] as const;

/** `index` counts the blocks of one size from 0: it holds the lines from index * size + 1 to (index + 1) * size. */
export interface Block {
  readonly size: number;
  readonly index: number;
}

/** The blocks that become full by the lines numbered from `before` + 1 to `until`. */
export function blocksFilled(before: number, until: number): Block[] {
  return blockSizes.flatMap((size) => {
    const [first, end] = [Math.floor(before / size), Math.floor(until / size)];
    return Array.from({ length: end - first }, (_, i) => ({ size, index: first + i }));
  });
}
