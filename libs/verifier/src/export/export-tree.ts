import { TileBuilder } from '@proof/tile-builder';
import { tilePath, tileWidth, type Tile } from '@proof/tiles';
import { hashBytes } from '@proof/merkle';
import { ExportFault, ExportIncomplete } from '../export-fault';

/** Answers the bytes of a file of the export; undefined where it is missing, which is reported elsewhere. */
export type ReadFile = (path: string, bytesMax: number) => Buffer | undefined;

/** The Merkle tree over the entries, made again; every tile of the export is held against it as soon as it is full. */
export class ExportTree {
  private readonly tiles = new TileBuilder();

  constructor(private readonly read: ReadFile) {}

  get size(): number {
    return this.tiles.size;
  }

  /** @throws ExportFault TileDiffers */
  append(leaf: Buffer): void {
    for (const tile of this.tiles.append(leaf)) this.compare(tile);
  }

  /**
   * To be called after the last entry.
   * @throws ExportFault TileDiffers
   */
  end(): void {
    for (const tile of this.tiles.partials()) this.compare(tile);
  }

  /** The root at the present size. */
  root(): Buffer {
    return this.tiles.root();
  }

  private compare(tile: Tile): void {
    const path = tilePath(tile);
    const bytes = this.read(path, tileWidth * hashBytes);
    if (!bytes || bytes.equals(tile.hashes)) return;
    if (bytes.equals(tile.hashes.subarray(0, bytes.length)))
      throw new ExportIncomplete('FileCutOff', `${path} ends before its end.`);
    const seq = (tile.index * tileWidth + firstDifference(bytes, tile.hashes)) * tileWidth ** tile.level;
    throw new ExportFault('TileDiffers', seq, `${path} is not the tile that the entries make.`);
  }
}

/** The number of the first hash that is not the same; where only the length differs, of the last. */
function firstDifference(bytes: Buffer, hashes: Buffer): number {
  const count = hashes.length / hashBytes;
  for (let at = 0; at < count; at += 1) {
    const [from, to] = [at * hashBytes, (at + 1) * hashBytes];
    if (!bytes.subarray(from, to).equals(hashes.subarray(from, to))) return at;
  }
  return count - 1;
}
