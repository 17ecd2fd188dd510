import { createHash } from 'node:crypto';

/** Root over leaf hashes by the recursive definition of RFC 6962, 2.1, word for word and as slow. */
export function naiveRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return createHash('sha256').digest();
  if (leaves.length === 1) return leaves[0]!;
  const [left, right] = split(leaves);
  return createHash('sha256').update(Buffer.of(1)).update(naiveRoot(left)).update(naiveRoot(right)).digest();
}

/** PATH(index, leaves) of RFC 6962, 2.1.1. */
export function naiveInclusion(index: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length <= 1) return [];
  const [left, right] = split(leaves);
  return index < left.length
    ? [...naiveInclusion(index, left), naiveRoot(right)]
    : [...naiveInclusion(index - left.length, right), naiveRoot(left)];
}

/** PROOF(older, leaves) of RFC 6962, 2.1.2; none is needed from nothing. */
export function naiveConsistency(older: number, leaves: readonly Buffer[]): Buffer[] {
  return older === 0 ? [] : subproof(older, leaves, true);
}

function subproof(older: number, leaves: readonly Buffer[], isKnown: boolean): Buffer[] {
  if (older === leaves.length) return isKnown ? [] : [naiveRoot(leaves)];
  const [left, right] = split(leaves);
  return older <= left.length
    ? [...subproof(older, left, isKnown), naiveRoot(right)]
    : [...subproof(older - left.length, right, false), naiveRoot(left)];
}

function split(leaves: readonly Buffer[]): [readonly Buffer[], readonly Buffer[]] {
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  return [leaves.slice(0, half), leaves.slice(half)];
}
