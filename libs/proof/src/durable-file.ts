import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes or replaces a file as a whole: after a crash there is the old one or the new one. Durable when it returns.
 * @param mode unless it is given, only this user may read the file
 */
export function writeDurably(file: string, content: string | Uint8Array, mode = 0o600): void {
  const next = `${file}.next`;
  writeFileSync(next, content, { mode, flush: true });
  renameSync(next, file);
  syncFolder(dirname(file));
}

/**
 * Makes a file that only this user may read. Durable when it returns.
 * @throws the error EEXIST if there is such a file already; it is left as it is
 */
export function createDurably(file: string, content: string | Uint8Array): void {
  writeFileSync(file, content, { mode: 0o600, flag: 'wx', flush: true });
  syncFolder(dirname(file));
}

/** A new name is durable once its folder is. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
