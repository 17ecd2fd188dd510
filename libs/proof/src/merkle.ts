import { sha256 } from '@entries/sha256';

/** Bytes of one hash, SHA-256. */
export const hashBytes = 32;

/** Root of a tree without leaves: the hash of nothing (RFC 6962, 2.1). */
export const emptyRoot: Buffer = sha256(new Uint8Array(0));

/** Hash of an inner node (RFC 6962, 2.1): SHA-256(0x01 || left || right). Leaf hashes are in entry.ts. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  // One buffer for all: it is read before this returns.
  node.set(left, 1);
  node.set(right, 1 + hashBytes);
  return sha256(node);
}

const node = new Uint8Array(1 + 2 * hashBytes).fill(0x01, 0, 1);

/** The two hashes a proof is about: those of a tree of `size` leaves. */
export interface TreeHead {
  readonly size: number;
  /** 32 bytes */
  readonly root: Buffer;
}

/** A Merkle tree that only grows. It holds one hash per complete subtree, hence as many as `size` has one bits. */
export class MerkleTree {
  size = 0;
  /** Roots of the complete subtrees, left to right, the largest first. */
  private readonly subtrees: Buffer[] = [];

  append(leaf: Buffer): void {
    let root = leaf;
    // Every pair of equal subtrees becomes one: as many as ones carry over when `size` is counted up.
    for (let left = this.size; left % 2 === 1; left = (left - 1) / 2) {
      root = nodeHash(this.subtrees.pop()!, root);
    }
    this.subtrees.push(root);
    this.size += 1;
  }

  /** The root at the present size. */
  root(): Buffer {
    return foldRight(this.subtrees);
  }
}

/**
 * Root over complete subtrees that stand side by side, each no larger than the one before.
 * @param subtrees their roots, left to right
 */
export function foldRight(subtrees: readonly Buffer[]): Buffer {
  if (subtrees.length === 0) return emptyRoot;
  return subtrees.reduceRight((right, left) => nodeHash(left, right));
}

/**
 * Root over nodes of one height, of which the last may stand for fewer leaves than the others (RFC 6962, 2.1).
 * @param nodes at least one
 */
export function rootOf(nodes: readonly Buffer[]): Buffer {
  let row = nodes;
  while (row.length > 1) row = parents(row);
  return row[0]!;
}

/** Roots over every 2, 4, 8 … neighbouring nodes, row by row. */
export function innerNodes(nodes: readonly Buffer[]): Buffer[] {
  const inner: Buffer[] = [];
  for (let row = nodes; row.length > 1;) {
    row = parents(row.slice(0, row.length - (row.length % 2)));
    inner.push(...row);
  }
  return inner;
}

/** An odd node at the end has no sibling and goes up as it is. */
function parents(row: readonly Buffer[]): Buffer[] {
  const above: Buffer[] = [];
  for (let at = 0; at < row.length; at += 2) {
    const right = row[at + 1];
    above.push(right ? nodeHash(row[at]!, right) : row[at]!);
  }
  return above;
}

/**
 * Whether the proof shows that the tree holds this leaf at this index (RFC 9162, 2.1.3.2; the hashes are those of
 * RFC 6962, 2.1.1, from the leaf's sibling up).
 */
export function isIncluded(
  leaf: Buffer,
  index: number,
  { size, root }: TreeHead,
  proof: readonly Buffer[],
): boolean {
  if (!isCount(index) || !isCount(size) || index >= size || !areHashes(leaf, ...proof)) return false;
  const path = new Path(index, size - 1);
  let at = leaf;
  for (const sibling of proof) {
    if (path.isAtRoot()) return false;
    at = path.isRight() ? nodeHash(sibling, at) : nodeHash(at, sibling);
    path.goUp();
  }
  return path.isAtRoot() && at.equals(root);
}

/**
 * Whether the proof shows that the larger tree begins with the smaller one (RFC 9162, 2.1.4.2; the hashes are those of
 * RFC 6962, 2.1.2). A tree begins with the empty one and with itself, by a proof of no hashes.
 */
export function isConsistent(older: TreeHead, newer: TreeHead, proof: readonly Buffer[]): boolean {
  if (!isCount(older.size) || !isCount(newer.size) || older.size > newer.size) return false;
  if (!areHashes(...proof)) return false;
  if (older.size === newer.size) return proof.length === 0 && older.root.equals(newer.root);
  if (older.size === 0) return proof.length === 0 && older.root.equals(emptyRoot);
  const path = new Path(older.size - 1, newer.size - 1);
  path.skipRight();
  // A smaller tree that is one complete subtree is itself the first hash.
  const [first, ...rest] = path.isLeftmost() ? [older.root, ...proof] : proof;
  if (!first) return false;
  return meets(first, rest, path, { older, newer });
}

function meets(
  first: Buffer,
  siblings: readonly Buffer[],
  path: Path,
  { older, newer }: { older: TreeHead; newer: TreeHead },
): boolean {
  let inOlder = first;
  let inNewer = first;
  for (const sibling of siblings) {
    if (path.isAtRoot()) return false;
    if (path.isRight()) {
      inOlder = nodeHash(sibling, inOlder);
      inNewer = nodeHash(sibling, inNewer);
    } else {
      inNewer = nodeHash(inNewer, sibling);
    }
    path.goUp();
  }
  return path.isAtRoot() && inOlder.equals(older.root) && inNewer.equals(newer.root);
}

/** A node on its way up to the root, beside the last node of its row. Sizes exceed 32 bits: no shifts. */
class Path {
  constructor(
    private index: number,
    private last: number,
  ) {}

  isAtRoot(): boolean {
    return this.last === 0;
  }

  isLeftmost(): boolean {
    return this.index === 0;
  }

  /** Whether its sibling is to its left; the last of a row, if without sibling, meets one further up. */
  isRight(): boolean {
    return this.index % 2 === 1 || this.index === this.last;
  }

  goUp(): void {
    if (this.index === this.last) this.skipLeft();
    this.halve();
  }

  /** Up to where it is the left child of its parent. */
  skipRight(): void {
    while (this.index % 2 === 1) this.halve();
  }

  private skipLeft(): void {
    while (this.index % 2 === 0 && this.index > 0) this.halve();
  }

  private halve(): void {
    this.index = Math.floor(this.index / 2);
    this.last = Math.floor(this.last / 2);
  }
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function areHashes(...hashes: readonly Buffer[]): boolean {
  return hashes.every(({ length }) => length === hashBytes);
}
