import { closeSync, constants, openSync, readSync } from 'node:fs';

const pieceBytes = 65_536;

/** Opens a file, but no link in its last place. */
export function openFile(path: string): number {
  return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
}

/** A file piece by piece; each is to be used before the next is asked for. */
export function* filePieces(path: string): Generator<Buffer> {
  const handle = openFile(path);
  try {
    const piece = Buffer.allocUnsafe(pieceBytes);
    for (;;) {
      const read = readSync(handle, piece, 0, pieceBytes, null);
      if (read === 0) return;
      yield piece.subarray(0, read);
    }
  } finally {
    closeSync(handle);
  }
}
