/**
 * Splits a total in proportion to weights, exactly: every share is rounded down, then what is left over goes, a minor
 * unit each, to the shares that lost most, of equal ones to the earlier (Hamilton's method of largest remainders).
 * No share exceeds its weight as long as the total does not exceed their sum.
 * @param total minor units, at least zero; zero where all weights are
 */
export function allocate(total: bigint, weights: readonly bigint[]): bigint[] {
  const sum = weights.reduce((all, weight) => all + weight, 0n);
  if (sum === 0n) return weights.map(() => 0n);
  const shares = weights.map((weight) => (total * weight) / sum);
  const losses = weights.map((weight, index) => ({ index, lost: (total * weight) % sum }));
  losses.sort((a, b) => (a.lost === b.lost ? a.index - b.index : a.lost > b.lost ? -1 : 1));
  let over = total - shares.reduce((all, share) => all + share, 0n);
  for (const { index } of losses) {
    if (over === 0n) break;
    shares[index]! += 1n;
    over -= 1n;
  }
  return shares;
}
