import { foldRight, hashBytes, rootOf } from './merkle';
import { tileHashes, tileWidth } from './tiles';

/** A complete subtree below the hashes of one tile: `count` of them from `first` on, a power of two. */
export interface Subtree {
  readonly level: number;
  readonly tile: number;
  readonly first: number;
  readonly count: number;
}

/** Hands out the root of each subtree, or its hashes where that is not stored; in the order asked for. */
export type ReadSubtrees = (subtrees: readonly Subtree[]) => Promise<readonly Buffer[]>;

/** The root of the tree at a size that it has or had. */
export async function rootAt(size: number, read: ReadSubtrees): Promise<Buffer> {
  const [root] = await hashesOf([{ from: 0, to: size }], read);
  return root!;
}

/**
 * Sibling hashes from the leaf up (RFC 6962, 2.1.1).
 * @param index below `size`
 */
export function inclusionProof(index: number, size: number, read: ReadSubtrees): Promise<Buffer[]> {
  return hashesOf(inclusionPath(index, size), read);
}

/**
 * Hashes which show that the tree of `newer` leaves begins with that of `older` (RFC 6962, 2.1.2).
 * @param older at most `newer`
 */
export function consistencyProof(older: number, newer: number, read: ReadSubtrees): Promise<Buffer[]> {
  return hashesOf(consistencyPath(older, newer), read);
}

/** The leaves that one hash of a proof stands for. */
interface Range {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

function inclusionPath(index: number, size: number): Range[] {
  const path: Range[] = [];
  let at: Range = { from: 0, to: size };
  while (at.to - at.from > 1) {
    const [left, right] = halves(at);
    const isLeft = index < left.to;
    path.push(isLeft ? right : left);
    at = isLeft ? left : right;
  }
  return path.reverse();
}

function consistencyPath(older: number, newer: number): Range[] {
  if (older === 0 || older === newer) return [];
  const path: Range[] = [];
  let at: Range = { from: 0, to: newer };
  while (at.to !== older) {
    const [left, right] = halves(at);
    const endsLeft = older <= left.to;
    path.push(endsLeft ? right : left);
    at = endsLeft ? left : right;
  }
  // A holder of the older root needs no hash of a subtree that is the whole older tree.
  if (at.from > 0) path.push(at);
  return path.reverse();
}

/** The left half is the largest complete subtree that leaves something to the right. */
function halves({ from, to }: Range): [Range, Range] {
  const middle = from + powerOfTwoBelow(to - from);
  return [
    { from, to: middle },
    { from: middle, to },
  ];
}

/** The largest power of two that is less than `count`. */
function powerOfTwoBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

async function hashesOf(ranges: readonly Range[], read: ReadSubtrees): Promise<Buffer[]> {
  const parts = ranges.map((range) => [...subtreesOf(range)]);
  const wanted = parts.flat();
  const found = wanted.length === 0 ? [] : await read(wanted);
  const roots = wanted.map(({ count }, at) => subtreeRoot(found[at]!, count));
  let next = 0;
  return parts.map(({ length }) => foldRight(roots.slice(next, (next += length))));
}

/** @throws MalformedTile where the bytes are neither the root nor the hashes */
function subtreeRoot(bytes: Buffer, count: number): Buffer {
  return bytes.length === hashBytes ? bytes : rootOf(tileHashes(bytes, count));
}

/** The complete subtrees of a range that begins where a subtree of its size may begin, the largest first. */
function* subtreesOf({ from, to }: Range): Generator<Subtree> {
  for (let at = from; at < to;) {
    const leaves = powerOfTwoBelow(to - at + 1);
    let level = 0;
    while (tileWidth ** (level + 1) <= leaves) level += 1;
    const perHash = tileWidth ** level;
    const position = at / perHash;
    yield {
      level,
      tile: Math.floor(position / tileWidth),
      first: position % tileWidth,
      count: leaves / perHash,
    };
    at += leaves;
  }
}
