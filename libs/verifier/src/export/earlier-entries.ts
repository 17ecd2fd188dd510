import { tileWidth } from '@proof/tiles';
import { bundleBytesMax, bundleOf } from './export-files';
import type { ExportFolder } from './export-folder';

/** Reads entries of an export again that were walked before, for those that point to them. */
export class EarlierEntries {
  /** The bundle that was read last: what is near is often asked for together. */
  private last: { readonly path: string; readonly bytes: Buffer } | undefined;

  /** @param size entries of the export */
  constructor(
    private readonly folder: ExportFolder,
    private readonly size: number,
  ) {}

  /** The bytes of an entry; undefined where there are none. */
  at(seq: number): Buffer | undefined {
    const { path } = bundleOf(seq - (seq % tileWidth), this.size);
    if (this.last?.path !== path) {
      const bytes = this.folder.read(path, bundleBytesMax);
      if (!bytes) return undefined;
      this.last = { path, bytes };
    }
    const { bytes } = this.last;
    let at = 0;
    for (let before = seq % tileWidth; at + 2 <= bytes.length; before -= 1) {
      const end = at + 2 + bytes.readUInt16BE(at);
      if (before === 0) return end <= bytes.length ? bytes.subarray(at + 2, end) : undefined;
      at = end;
    }
    return undefined;
  }
}
