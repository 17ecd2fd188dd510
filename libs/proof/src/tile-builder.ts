import { emptyRoot, innerNodes, rootOf } from './merkle';
import { partialTiles, tileHashes, tileWidth, type Tile, type TileId } from './tiles';

/** Builds the tiles of a Merkle tree from its leaf hashes, in order; it holds the partial tiles, at most 255 hashes a level. */
export class TileBuilder {
  size: number;
  /** By level, the hashes of the partial tile, which may be none. */
  private readonly levels: Buffer[][] = [];

  /**
   * @param size leaves of the tree to go on from
   * @param partials its partial tiles
   * @throws MalformedTile where a tile has not the hashes of its width
   */
  constructor(size = 0, partials: readonly Omit<Tile, 'inner'>[] = []) {
    this.size = size;
    for (const { level, width } of partialTiles(size)) {
      const tile = partials.find((partial) => partial.level === level && partial.width === width);
      this.levels[level] = tileHashes(tile?.hashes ?? Buffer.alloc(0), width);
    }
  }

  /** @returns the tiles that this leaf filled, mostly none */
  append(leaf: Buffer): readonly Tile[] {
    this.size += 1;
    const full: Tile[] = [];
    let hash: Buffer | undefined = leaf;
    for (let level = 0, index = this.size; hash; level += 1) {
      const hashes = (this.levels[level] ??= []);
      hashes.push(hash);
      hash = undefined;
      if (hashes.length === tileWidth) {
        index /= tileWidth;
        const inner = innerNodes(hashes);
        // The root over all of it stands in the level above.
        hash = inner.pop();
        full.push(tileOf({ level, index: index - 1, width: tileWidth }, hashes, inner));
        this.levels[level] = [];
      }
    }
    return full;
  }

  /** The partial tiles at the present size, lowest level first. */
  partials(): Tile[] {
    return partialTiles(this.size).map((id) => {
      const hashes = this.levels[id.level] ?? [];
      return tileOf(id, hashes, innerNodes(hashes));
    });
  }

  /** The root at the present size. */
  root(): Buffer {
    const root = this.levels.reduce<Buffer | undefined>((below, hashes) => {
      // What a level has beyond its full tiles stands to the right of all of the level above.
      const nodes = below ? [...hashes, below] : hashes;
      return nodes.length === 0 ? undefined : rootOf(nodes);
    }, undefined);
    return root ?? emptyRoot;
  }
}

function tileOf(id: TileId, hashes: readonly Buffer[], inner: readonly Buffer[]): Tile {
  return { ...id, hashes: Buffer.concat(hashes), inner: Buffer.concat(inner) };
}
