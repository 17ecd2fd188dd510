import { entryBytesMax } from '@entries/entry';
import { hashBytes } from './merkle';

/** Hashes in a full tile, and entries in a full bundle. */
export const tileWidth = 256;

/**
 * A tile of a Merkle tree as c2sp.org/tlog-tiles lays it out: `width` neighbouring hashes of one level. Level 0 holds
 * leaf hashes; a hash of each level above is the root over a full tile of the level below.
 */
export interface TileId {
  readonly level: number;
  /** Counted from the left, from 0. */
  readonly index: number;
  /** 1 to 256; below 256 the tile is partial. */
  readonly width: number;
}

export interface Tile extends TileId {
  /** `width` hashes of 32 bytes. */
  readonly hashes: Buffer;
  /** The complete subtrees over two of its hashes and more, but for the root over a full tile: row by row. */
  readonly inner: Buffer;
}

/** An entry bundle or a tile that is not what its name says. */
export class MalformedTile extends Error {
  constructor(reason: string) {
    super(`malformed tile: ${reason}`);
    this.name = 'MalformedTile';
  }
}

/** `tile/<L>/<N>`, partial ones with `.p/<W>`; tile 1234067 is `x001/x234/067`. */
export function tilePath({ level, index, width }: TileId): string {
  return `tile/${level}/${indexPath(index)}${widthSuffix(width)}`;
}

/** `tile/entries/<N>`, partial ones with `.p/<W>`: bundle `index` holds the entries of tile `index` of level 0. */
export function bundlePath({ index, width }: Omit<TileId, 'level'>): string {
  return `tile/entries/${indexPath(index)}${widthSuffix(width)}`;
}

function indexPath(index: number): string {
  const groups = [];
  for (let left = index; groups.length === 0 || left > 0; left = Math.floor(left / 1000)) {
    groups.unshift(String(left % 1000).padStart(3, '0'));
  }
  return groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
}

function widthSuffix(width: number): string {
  return width === tileWidth ? '' : `.p/${width}`;
}

/** Every tile of a tree of this size, level by level, left to right; the last of a level may be partial. */
export function* tilesOfTree(size: number): Generator<TileId> {
  for (let level = 0, count = size; count > 0; level += 1, count = Math.floor(count / tileWidth)) {
    yield* tilesOfLevel(level, count);
  }
}

function* tilesOfLevel(level: number, hashes: number): Generator<TileId> {
  for (let index = 0; index * tileWidth < hashes; index += 1) {
    yield { level, index, width: Math.min(tileWidth, hashes - index * tileWidth) };
  }
}

/** The partial tiles of a tree of this size, lowest level first: all that is needed to let it grow. */
export function partialTiles(size: number): TileId[] {
  const tiles: TileId[] = [];
  for (let level = 0, count = size; count > 0; level += 1, count = Math.floor(count / tileWidth)) {
    const width = count % tileWidth;
    if (width > 0) tiles.push({ level, index: Math.floor(count / tileWidth), width });
  }
  return tiles;
}

/** @throws MalformedTile where the bytes are not `width` hashes */
export function tileHashes(bytes: Buffer, width: number): Buffer[] {
  if (bytes.length !== width * hashBytes) {
    throw new MalformedTile(`${bytes.length} bytes are not ${width} hashes of ${hashBytes}`);
  }
  return Array.from({ length: width }, (_none, at) => bytes.subarray(at * hashBytes, (at + 1) * hashBytes));
}

/** Entry bundle of tlog-tiles: before each entry its length in bytes, 16 bits, big-endian. */
export function encodeBundle(entries: readonly Uint8Array[]): Buffer {
  return Buffer.concat(entries.flatMap((entry) => [lengthPrefix(entry.length), entry]));
}

function lengthPrefix(length: number): Buffer {
  if (length > entryBytesMax) throw new MalformedTile(`an entry of ${length} bytes`);
  const prefix = Buffer.alloc(2);
  prefix.writeUInt16BE(length);
  return prefix;
}

/** @throws MalformedTile where the bytes are not `width` entries */
export function decodeBundle(bytes: Buffer, width: number): Buffer[] {
  const entries: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    const end = at + 2 + (at + 2 <= bytes.length ? bytes.readUInt16BE(at) : 0);
    if (end > bytes.length) throw new MalformedTile(`entry ${entries.length} of a bundle is cut off`);
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  if (entries.length !== width) throw new MalformedTile(`${entries.length} entries where ${width} should be`);
  return entries;
}
