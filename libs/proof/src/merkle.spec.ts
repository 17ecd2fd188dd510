import { hash } from 'node:crypto';
import fc from 'fast-check';
import { leafHash } from '@entries/entry';
import { MerkleTree, emptyRoot, isConsistent, isIncluded, nodeHash, type TreeHead } from './merkle';
import { naiveConsistency, naiveInclusion, naiveRoot } from '../../../test/support/naive-tree';
import { fromTiles } from '../../../test/support/stored-tiles';
import { consistencyProof, inclusionProof } from './tree-proof';
import { TileBuilder } from './tile-builder';
import { tilePath, type Tile } from './tiles';

const sizesMax = 70;
const leaves = Array.from({ length: sizesMax }, (_none, at) => leafHash(Buffer.from(`entry ${at}`)));
/** By the definition, which is slow: each is computed once. */
const rootsOfLeaves = new Map<number, Buffer>();

/**
 * The inputs and roots that all implementations of RFC 6962 are tested with: first in the C++ sources of Certificate
 * Transparency, now github.com/transparency-dev/merkle, testonly/constants.go.
 */
const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657'];
const lastInput = '606162636465666768696a6b6c6d6e6f';
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const known = [...inputs, lastInput].map((input) => leafHash(Buffer.from(input, 'hex')));

describe('the Merkle tree of RFC 6962', () => {
  it('has the roots that every implementation has', () => {
    const tree = new MerkleTree();
    const seen = [tree.root(), ...known.map((leaf) => (tree.append(leaf), tree.root()))];
    expect(seen.map((root) => root.toString('hex'))).toEqual(roots);
    expect(emptyRoot.toString('hex')).toBe(roots[0]);
  });

  it('hashes a node as SHA-256 of a one, the left and the right hash', () => {
    const [left, right] = [known[0]!, known[1]!];
    const expected = hash('sha256', Buffer.concat([Buffer.of(1), left, right]));
    expect(nodeHash(left, right).toString('hex')).toBe(expected);
  });

  it('has the proofs that every implementation has', async () => {
    // transparency-dev/merkle, testdata/inclusion/2 and testdata/consistency/2, "happy path"
    const { read } = grown(known);
    const right = 'yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=';
    const upper = '037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=';
    const inclusion = ['vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=', right, upper];
    expect(base64(await inclusionProof(5, 8, read))).toEqual(inclusion);
    const consistency = ['DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o=', right, upper];
    expect(base64(await consistencyProof(6, 8, read))).toEqual(consistency);
  });

  it('equals the definition by halves at every size', () => {
    const tree = new MerkleTree();
    const tiles = new TileBuilder();
    for (const [at, leaf] of leaves.entries()) {
      tree.append(leaf);
      tiles.append(leaf);
      const expected = naiveRoot(leaves.slice(0, at + 1));
      expect([tree.root(), tiles.root(), tree.size, tiles.size]).toEqual([
        expected,
        expected,
        at + 1,
        at + 1,
      ]);
    }
  });
});

describe('a proof of inclusion', () => {
  it('is that of the definition, and holds, for every entry of every tree', async () => {
    const { read } = grown(leaves);
    for (let size = 1; size <= sizesMax; size += 1) {
      const head = headAt(size);
      for (let index = 0; index < size; index += 1) {
        const proof = await inclusionProof(index, size, read);
        expect(base64(proof)).toEqual(base64(naiveInclusion(index, leaves.slice(0, size))));
        expect(isIncluded(leaves[index]!, index, head, proof)).toBe(true);
      }
    }
  });

  it('holds for no other entry, place, size, root or path', async () => {
    const { read } = grown(leaves);
    for (const size of [1, 2, 3, 7, 8, 13, 64, 70]) {
      const head = headAt(size);
      for (let index = 0; index < size; index += 1) {
        const proof = await inclusionProof(index, size, read);
        const leaf = leaves[index]!;
        for (const wrong of forgedPaths(proof)) expect(isIncluded(leaf, index, head, wrong)).toBe(false);
        expect(isIncluded(leafHash(leaf), index, head, proof)).toBe(false);
        expect(isIncluded(leaf, index, { size, root: leafHash(head.root) }, proof)).toBe(false);
        const places = Array.from({ length: size + 2 }, (_none, place) => place);
        expect(places.filter((place) => isIncluded(leaf, place, head, proof))).toEqual([index]);
      }
    }
  });

  it.each([[-1], [0.5], [Number.NaN], [2 ** 53]])('holds for no entry at %d', (index) => {
    expect(isIncluded(leaves[0]!, index, headAt(1), [])).toBe(false);
  });

  it('holds for the right size only', async () => {
    const { read } = grown(leaves);
    const proof = await inclusionProof(3, 9, read);
    for (let size = 0; size <= sizesMax; size += 1) {
      const head = { size, root: headAt(9).root };
      // Trees of 9 to 16 leaves have this path in common; size and root are only signed together.
      if (size < 9 || size > 16) expect(isIncluded(leaves[3]!, 3, head, proof)).toBe(false);
      if (size !== 9) expect(isIncluded(leaves[3]!, 3, headAt(size), proof)).toBe(false);
    }
  });
});

describe('a proof of consistency', () => {
  it('is that of the definition, and holds, between all sizes', async () => {
    const { read } = grown(leaves);
    for (let newer = 0; newer <= sizesMax; newer += 1) {
      for (let older = 0; older <= newer; older += 1) {
        const proof = await consistencyProof(older, newer, read);
        expect(base64(proof)).toEqual(base64(naiveConsistency(older, leaves.slice(0, newer))));
        expect(isConsistent(headAt(older), headAt(newer), proof)).toBe(true);
      }
    }
  });

  it('holds for no other size, root or path, and not backwards', async () => {
    const { read } = grown(leaves);
    for (const [older, newer] of [
      [1, 2],
      [3, 7],
      [4, 7],
      [6, 8],
      [8, 8],
      [32, 70],
      [69, 70],
    ] as const) {
      const [from, to] = [headAt(older), headAt(newer)];
      const proof = await consistencyProof(older, newer, read);
      for (const wrong of forgedPaths(proof)) expect(isConsistent(from, to, wrong)).toBe(false);
      expect(isConsistent({ ...from, root: leafHash(from.root) }, to, proof)).toBe(false);
      expect(isConsistent(from, { ...to, root: leafHash(to.root) }, proof)).toBe(false);
      if (older < newer) expect(isConsistent(to, from, proof)).toBe(false);
      if (older < newer)
        expect(isConsistent({ ...from, root: to.root }, { ...to, root: from.root }, proof)).toBe(false);
    }
  });

  it('from nothing needs no hashes and the root of nothing', () => {
    expect(isConsistent(headAt(0), headAt(5), [])).toBe(true);
    expect(isConsistent({ size: 0, root: leaves[0]! }, headAt(5), [])).toBe(false);
    expect(isConsistent(headAt(0), headAt(5), [leaves[0]!])).toBe(false);
  });

  it.each([[-1], [0.5], [Number.NaN], [2 ** 53]])('holds for no size %d', (size) => {
    const head = { size, root: emptyRoot };
    expect(isConsistent(head, head, [])).toBe(false);
  });
});

describe('a tree of many tiles', () => {
  const many = Array.from({ length: 70_000 }, (_none, at) => leafHash(Buffer.from(`${at}`)));
  const { read, roots: rootsAt } = grown(many, 997);
  const sizes = [...rootsAt.keys()];

  it('has, from its tiles, proofs for any entry at any size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...sizes), fc.nat(), async (size, pick) => {
        const index = pick % size;
        const proof = await inclusionProof(index, size, read);
        expect(isIncluded(many[index]!, index, { size, root: rootsAt.get(size)! }, proof)).toBe(true);
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  it('has, from its tiles, proofs between any two sizes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...sizes), fc.constantFrom(...sizes), async (one, other) => {
        const [older, newer] = [Math.min(one, other), Math.max(one, other)];
        const proof = await consistencyProof(older, newer, read);
        const heads = [older, newer].map((size) => ({ size, root: rootsAt.get(size)! }));
        expect(isConsistent(heads[0]!, heads[1]!, proof)).toBe(true);
      }),
      { seed: 8, numRuns: 200 },
    );
  });
});

/** Tiles of a tree over these leaves, and its roots at multiples of `every` and at the end. */
function grown(all: readonly Buffer[], every = all.length) {
  const tree = new MerkleTree();
  const builder = new TileBuilder();
  const tiles = new Map<string, Buffer>();
  const rootsAt = new Map<number, Buffer>();
  const keep = (tile: Tile) => tiles.set(tilePath({ ...tile, width: 256 }), tile.hashes);
  for (const leaf of all) {
    tree.append(leaf);
    builder.append(leaf).forEach(keep);
    if (tree.size % every === 0 || tree.size === all.length) rootsAt.set(tree.size, tree.root());
  }
  builder.partials().forEach(keep);
  const read = fromTiles((level, index) => ({ hashes: tiles.get(tilePath({ level, index, width: 256 }))! }));
  return { read, roots: rootsAt };
}

function headAt(size: number): TreeHead {
  const root = rootsOfLeaves.get(size) ?? naiveRoot(leaves.slice(0, size));
  rootsOfLeaves.set(size, root);
  return { size, root };
}

/** Longer, shorter, reversed and padded variants of a path, and each with one bit changed. */
function forgedPaths(proof: readonly Buffer[]): Buffer[][] {
  const zero = Buffer.alloc(32);
  const forged = [
    [...proof, zero],
    [zero, ...proof],
    [...proof, ...proof.slice(-1), zero],
  ];
  if (proof.length > 0) forged.push(proof.slice(1), proof.slice(0, -1), [...proof, proof.at(-1)!]);
  if (proof.length > 1) forged.push([...proof].reverse());
  for (const at of proof.keys()) {
    forged.push(proof.map((hashed, i) => (i === at ? flipped(hashed) : hashed)));
    forged.push(proof.map((hashed, i) => (i === at ? Buffer.concat([hashed, zero]) : hashed)));
    forged.push(proof.map((hashed, i) => (i === at ? hashed.subarray(1) : hashed)));
  }
  return forged;
}

function flipped(hashed: Buffer): Buffer {
  const other = Buffer.from(hashed);
  other[31]! ^= 1;
  return other;
}

function base64(hashes: readonly Buffer[]): string[] {
  return hashes.map((hashed) => hashed.toString('base64'));
}
