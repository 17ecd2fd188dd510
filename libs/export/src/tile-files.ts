import { leafHash, noHash } from '@entries/entry';
import { TileBuilder } from '@proof/tile-builder';
import { bundlePath, encodeBundle, tilePath, tileWidth, type Tile } from '@proof/tiles';
import { fileOf, type FileAtHand } from './export-file';

/**
 * The entries of a journal and their Merkle tree as the files of c2sp.org/tlog-tiles. A file is handed over as soon as
 * it is full: one unfinished bundle, and one unfinished tile of each level, is all that is held.
 */
export class TileFiles {
  /** Leaf hash of the last entry. */
  head: Buffer = noHash;
  private readonly tree = new TileBuilder();
  /** Copies, because what a store hands out may be part of a larger buffer. */
  private waiting: Buffer[] = [];

  get size(): number {
    return this.tree.size;
  }

  /**
   * Takes the next entry; answers the files that it fills.
   * @throws MalformedTile where it is larger than an entry can be
   */
  take(data: Uint8Array): FileAtHand[] {
    this.waiting.push(Buffer.from(data));
    this.head = leafHash(data);
    const filled = this.tree.append(this.head);
    return this.waiting.length === tileWidth ? [this.bundle(), ...filled.map(tileFile)] : [];
  }

  /** What is not full, after the last entry. */
  end(): FileAtHand[] {
    const tiles = this.tree.partials().map(tileFile);
    return this.waiting.length === 0 ? tiles : [this.bundle(), ...tiles];
  }

  /** RFC 6962 root over all entries so far. */
  root(): Buffer {
    return this.tree.root();
  }

  private bundle(): FileAtHand {
    const entries = this.waiting;
    this.waiting = [];
    const index = Math.ceil(this.tree.size / tileWidth) - 1;
    return fileOf(bundlePath({ index, width: entries.length }), encodeBundle(entries));
  }
}

function tileFile(tile: Tile): FileAtHand {
  return fileOf(tilePath(tile), tile.hashes);
}
