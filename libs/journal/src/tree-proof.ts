import { foldRight, hashBytes, rootOf } from './merkle';
import { tileHashes, tileWidth, type TileId } from './tiles';

/**
 * Hands out stored tiles, in the order asked for. A tile may hold more hashes than `width`, of a tree that has grown
 * since; the first `width` are read.
 */
export type ReadTiles = (tiles: readonly TileId[]) => Promise<readonly Buffer[]>;

/** The root of the tree at a size that it has or had. */
export async function rootAt(size: number, read: ReadTiles): Promise<Buffer> {
  const [root] = await hashesOf([{ from: 0, to: size }], size, read);
  return root!;
}

/**
 * Sibling hashes from the leaf up (RFC 6962, 2.1.1).
 * @param index below `size`
 */
export function inclusionProof(index: number, size: number, read: ReadTiles): Promise<Buffer[]> {
  return hashesOf(inclusionPath(index, size), size, read);
}

/**
 * Hashes which show that the tree of `newer` leaves begins with that of `older` (RFC 6962, 2.1.2).
 * @param older at most `newer`
 */
export function consistencyProof(older: number, newer: number, read: ReadTiles): Promise<Buffer[]> {
  return hashesOf(consistencyPath(older, newer), newer, read);
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
  // Whoever holds the older root needs no hash of a subtree that is the whole older tree.
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

/** A complete subtree is some neighbouring hashes of one tile. */
interface Subtree {
  readonly level: number;
  readonly tile: number;
  readonly first: number;
  readonly count: number;
}

async function hashesOf(ranges: readonly Range[], size: number, read: ReadTiles): Promise<Buffer[]> {
  const parts = ranges.map((range) => [...subtreesOf(range)]);
  const ids = new Map<string, TileId>();
  for (const { level, tile } of parts.flat()) ids.set(`${level}/${tile}`, tileAt(level, tile, size));
  const wanted = [...ids.values()];
  const bytes = wanted.length === 0 ? [] : await read(wanted);
  const tiles = new Map([...ids.keys()].map((key, at) => [key, hashesIn(wanted[at]!, bytes[at])]));
  return parts.map((subtrees) => foldRight(subtrees.map((subtree) => subtreeRoot(subtree, tiles))));
}

function tileAt(level: number, index: number, size: number): TileId {
  const hashes = Math.floor(size / tileWidth ** level);
  return { level, index, width: Math.min(tileWidth, hashes - index * tileWidth) };
}

function hashesIn({ level, index, width }: TileId, bytes: Buffer | undefined): Buffer[] {
  if (!bytes) throw new Error(`no tile ${level}/${index} of width ${width}`);
  return tileHashes(bytes.subarray(0, width * hashBytes), width);
}

function subtreeRoot({ level, tile, first, count }: Subtree, tiles: ReadonlyMap<string, Buffer[]>): Buffer {
  return rootOf(tiles.get(`${level}/${tile}`)!.slice(first, first + count));
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
