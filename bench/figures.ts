/** The value below which `share` (0 to 1) of the samples lie. */
export function percentile(samples: readonly number[], share: number): number {
  const ascending = [...samples].sort((a, b) => a - b);
  return ascending[Math.min(ascending.length - 1, Math.floor(share * ascending.length))] ?? NaN;
}

/** Draws 0..count-1 with the probability of each proportional to 1/rank (Zipf's law with exponent 1). */
export function zipf(count: number, random: () => number = Math.random): () => number {
  const cumulated = new Float64Array(count);
  let sum = 0;
  for (let rank = 1; rank <= count; rank += 1) cumulated[rank - 1] = sum += 1 / rank;
  return () => {
    const wanted = random() * sum;
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulated[middle]! < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** One measured number, as it is printed and written. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

export function figure(name: string, value: number, unit: string): Figure {
  const digits = value >= 100 ? 0 : 2;
  return { name, value: Number(value.toFixed(digits)), unit };
}
