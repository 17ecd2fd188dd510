import { invariant } from '../refusal';

/**
 * Splits a total in proportion to weights, exactly: every share is rounded down, then what remains goes, a minor
 * unit each, to the shares that lost most, of equal ones to the earlier (Hamilton's method of largest remainders).
 * No share exceeds its weight as long as the total does not exceed their sum. Where all weights are zero, all are equal.
 * @param total minor units, at least zero; zero where there are no weights
 */
export function allocate(total: bigint, weights: readonly bigint[]): bigint[] {
  invariant(weights.length > 0 || total === 0n, 'there is a share that can take the total');
  const sum = weights.reduce((all, weight) => all + weight, 0n);
  if (sum > 0n) return inProportion(total, weights, sum);
  const equal = weights.map(() => 1n);
  return inProportion(total, equal, BigInt(equal.length));
}

function inProportion(total: bigint, weights: readonly bigint[], sum: bigint): bigint[] {
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
