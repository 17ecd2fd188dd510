import { hash } from 'node:crypto';
import { closeSync, fstatSync, lstatSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ExportFault, UsageError } from '../export-fault';
import { filePieces, openFile } from './file-pieces';

/** Every name that an export may have a file under. Nothing else is opened, whatever any file says. */
const layout =
  /^(?:manifest\.json|checkpoint|seals|keys|checkpoints\/[1-9]\d{0,14}|tile\/(?:entries|\d|[1-5]\d|6[0-3])\/(?:x\d{3}\/){0,4}\d{3}(?:\.p\/[1-9]\d{0,2})?)$/;

/** Whether an export may have a file of this name. */
export function isExportPath(path: string): boolean {
  return layout.test(path);
}

/** Folders nest no deeper: `tile/0/x001/x001/x001/x001/001.p/8`. */
const depthMax = 8;

/** The files of an export, by their paths within it, with their sizes in bytes. No link is followed. */
export class ExportFolder {
  readonly sizes = new Map<string, number>();
  /** The first file that was met under a name that no export has; it is never opened. */
  stranger: string | undefined;

  /**
   * @throws UsageError where there is no folder
   * @throws ExportFault HostileExport at a link, a device, or folders that nest too deep
   */
  constructor(private readonly root: string) {
    let isFolder: boolean;
    try {
      // The folder itself may be a link, as its path was given by the user; links inside it are not followed.
      isFolder = statSync(root).isDirectory();
    } catch (error) {
      throw new UsageError(`${root} cannot be read: ${(error as NodeJS.ErrnoException).code}.`);
    }
    if (!isFolder) throw new UsageError(`${root} is not a folder.`);
    this.list('', 0);
  }

  private list(folder: string, depth: number): void {
    if (depth > depthMax) throw hostile(folder, 'lies too deep');
    for (const entry of readdirSync(join(this.root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        this.list(path, depth + 1);
        continue;
      }
      if (!entry.isFile()) throw hostile(path, 'is neither a file nor a folder');
      if (layout.test(path)) this.sizes.set(path, lstatSync(join(this.root, path)).size);
      else this.stranger ??= path;
    }
  }

  /**
   * The bytes of a file; undefined where there is none.
   * @param space where they go if there is room: then they are there until the next read into it
   * @throws ExportFault HostileExport where it has more than `bytesMax`
   */
  read(path: string, bytesMax: number, space?: Buffer): Buffer | undefined {
    if (!this.sizes.has(path)) return undefined;
    const handle = openFile(join(this.root, path));
    try {
      const { size } = fstatSync(handle);
      if (size > bytesMax) throw tooLarge(path, size, bytesMax);
      const bytes = space && size <= space.length ? space : Buffer.allocUnsafe(size);
      let at = 0;
      while (at < size) {
        const read = readSync(handle, bytes, at, size - at, at);
        if (read === 0) break;
        at += read;
      }
      return bytes.subarray(0, at);
    } finally {
      closeSync(handle);
    }
  }

  /**
   * A file piece by piece; nothing where there is none.
   * @throws ExportFault HostileExport where it has more than `bytesMax`
   */
  pieces(path: string, bytesMax: number): Iterable<Buffer> {
    const size = this.sizes.get(path);
    if (size === undefined) return [];
    if (size > bytesMax) throw tooLarge(path, size, bytesMax);
    return filePieces(join(this.root, path));
  }
}

function tooLarge(path: string, size: number, bytesMax: number): ExportFault {
  return hostile(path, `has ${size} bytes, the maximum is ${bytesMax}`);
}

function hostile(path: string, what: string): ExportFault {
  return new ExportFault('HostileExport', null, `${JSON.stringify(path)} ${what}.`);
}

export function sha256Hex(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex');
}
