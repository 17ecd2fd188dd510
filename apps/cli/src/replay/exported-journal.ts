import { entryBytesMax, readEntry, type Entry } from '@entries/entry';
import { decodeBundle, tileWidth } from '@proof/tiles';
import { bundleOf } from '@verifier/export/export-files';
import { ExportFolder } from '@verifier/export/export-folder';
import { parseManifest, type Manifest } from '@verifier/export/manifest';
import type { Until } from '@export/until';
import { cannotSay, Failure } from '../failure';

/** Most bytes of a manifest, and of a bundle of entries. */
const manifestBytesMax = 512 * 1_048_576;
const bundleBytesMax = tileWidth * (2 + entryBytesMax);

/** The journal in an export, read bundle by bundle as often as it is asked for. */
export class ExportedJournal {
  private readonly folder: ExportFolder;
  private readonly manifest: Manifest;

  /** @throws UsageError, ExportFault, Failure */
  constructor(
    path: string,
    private readonly until: Until,
  ) {
    this.folder = new ExportFolder(path);
    const bytes = this.folder.read('manifest.json', manifestBytesMax);
    if (!bytes)
      throw new Failure(
        `${path} has no manifest.json: it is not an export, or an incomplete one.`,
        cannotSay,
      );
    this.manifest = parseManifest(bytes);
    if (until.seq !== undefined && until.seq >= this.size)
      throw new Failure(`The export ends with entry ${this.size - 1}.`, cannotSay);
  }

  get ledger(): string {
    return this.manifest.ledger;
  }

  get size(): number {
    return Number(this.manifest.entries);
  }

  /**
   * The entries in order, up to where they are wanted.
   * @throws Failure where they are not all there
   */
  *entries(): Generator<Entry> {
    const { seq: last = this.size - 1, time } = this.until;
    for (let first = 0; first <= last; first += tileWidth) {
      for (const [at, data] of this.bundle(first).entries()) {
        if (first + at > last) return;
        const entry = entryAt(first + at, data);
        if (time !== undefined && entry.recordedAt > time) return;
        yield entry;
      }
    }
  }

  private bundle(first: number): Buffer[] {
    const { path, width } = bundleOf(first, this.size);
    const bytes = this.folder.read(path, bundleBytesMax);
    if (!bytes) throw new Failure(`The export is incomplete: ${path} is missing.`, cannotSay);
    return decodeBundle(bytes, width);
  }
}

function entryAt(seq: number, data: Buffer): Entry {
  try {
    const entry = readEntry(data);
    if (entry.seq === String(seq)) return entry;
  } catch {
    // Said below: whatever it is, it is not that entry.
  }
  throw new Failure(`Entry ${seq} cannot be read; verify the export.`);
}
