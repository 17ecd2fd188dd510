import { entryBytesMax } from '@entries/entry';
import { bundlePath, tilePath, tileWidth, tilesOfTree } from '@proof/tiles';
import { ExportFault, ExportIncomplete } from '../export-fault';
import { sha256Hex, type ExportFolder } from './export-folder';
import type { Manifest } from './manifest';

/** Most bytes of a bundle: 256 entries, each with its length. */
export const bundleBytesMax = tileWidth * (2 + entryBytesMax);

/** The files of an export as they are read, held against what the manifest says of them. */
export class ExportFiles {
  private readonly differing: string[] = [];

  constructor(
    private readonly folder: ExportFolder,
    private readonly manifest: Manifest,
  ) {}

  /** The bytes of a file; undefined where there is none. @throws ExportFault HostileExport where it is too large */
  read(path: string, bytesMax: number, space?: Buffer): Buffer | undefined {
    const bytes = this.folder.read(path, bytesMax, space);
    if (bytes) this.compare(path, sha256Hex(bytes));
    return bytes;
  }

  /** A file that is not the one of the manifest is reported by {@link requireWhole}: what is wrong inside says more. */
  compare(path: string, digest: string): void {
    const { files } = this.manifest;
    const isNamed = Object.hasOwn(files, path) && this.folder.sizes.has(path);
    if (isNamed && files[path] !== digest) this.differing.push(path);
  }

  /**
   * Requires that folder and manifest name the same files, with the same bytes, and that they are those of an export of
   * so many entries.
   * @param mayDiffer files whose bytes may be others
   * @throws ExportFault ManifestDiffers
   * @throws ExportIncomplete FileMissing, FileUnlisted
   */
  requireWhole(size: number, mayDiffer: readonly string[]): void {
    const differing = this.differing.find((path) => !mayDiffer.includes(path));
    if (differing !== undefined) throw differs(`${differing} has another SHA-256 than it says.`);
    const { files } = this.manifest;
    for (const path of Object.keys(files)) this.requireFile(path);
    for (const path of this.folder.sizes.keys()) {
      if (path !== 'manifest.json' && !Object.hasOwn(files, path))
        throw new ExportIncomplete('FileUnlisted', `The manifest does not name ${path}.`);
    }
    let expected = 0;
    for (const path of pathsOf(size)) {
      this.requireFile(path);
      expected += 1;
    }
    const others = [...this.folder.sizes.keys()].filter((path) => /^checkpoints?(?:\/|$)/.test(path)).length;
    if (this.folder.sizes.size !== expected + others)
      throw differs(`There are files that an export of ${size} entries does not have.`);
  }

  /**
   * Requires that there is nothing beside the export. A file that a system drops into every folder harms nobody: all
   * else is reported before it.
   * @throws ExportIncomplete FileUnlisted
   */
  requireAlone(): void {
    const { stranger } = this.folder;
    if (stranger === undefined) return;
    const detail = `${JSON.stringify(stranger)} is not the name of a file of an export; everything else that was read is in order.`;
    throw new ExportIncomplete('FileUnlisted', detail);
  }

  private requireFile(path: string): void {
    if (!this.folder.sizes.has(path)) throw new ExportIncomplete('FileMissing', `There is no ${path}.`);
  }
}

/** What every export of so many entries has, whatever its checkpoints. */
function* pathsOf(size: number): Generator<string> {
  yield* ['manifest.json', 'seals', 'keys'];
  for (const tile of tilesOfTree(size)) {
    yield tilePath(tile);
    if (tile.level === 0) yield bundlePath(tile);
  }
}

/** The bundle that holds this entry, in an export of so many. */
export function bundleOf(first: number, size: number): { readonly path: string; readonly width: number } {
  const width = Math.min(tileWidth, size - first);
  return { path: bundlePath({ index: Math.floor(first / tileWidth), width }), width };
}

function differs(detail: string): ExportFault {
  return new ExportFault('ManifestDiffers', null, detail);
}
