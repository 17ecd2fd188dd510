import type { ExportFile } from './export-file';

/** Everything in a tar archive comes in blocks of this many bytes (POSIX.1-1988, ustar). */
const blockBytes = 512;

/** Largest size that eleven octal digits can say; beyond it GNU tar writes the number in binary. */
const octalMax = 0o77777777777;

/**
 * Writes files as a tar archive, each as it comes.
 * @param time of every file, in seconds since 1970, so that the same export is the same archive
 */
export async function* tarOf(files: AsyncIterable<ExportFile>, time: number): AsyncGenerator<Uint8Array> {
  for await (const { path, size, chunks } of files) {
    yield header(path, size, time);
    let written = 0;
    for await (const chunk of chunks) {
      written += chunk.length;
      yield chunk;
    }
    if (written !== size) throw new Error(`${path} was said to have ${size} bytes and has ${written}`);
    const rest = size % blockBytes;
    if (rest > 0) yield Buffer.alloc(blockBytes - rest);
  }
  yield Buffer.alloc(2 * blockBytes);
}

function header(path: string, size: number, time: number): Buffer {
  const block = Buffer.alloc(blockBytes);
  if (Buffer.byteLength(path) > 100) throw new Error(`${path} is too long for a name in a tar archive`);
  block.write(path, 0);
  block.write('0000644\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  writeSize(block, size);
  block.write(`${octal(time, 11)}\0`, 136);
  block.write('0', 156);
  block.write('ustar\x0000', 257);
  // The checksum is taken with spaces in its own place.
  block.fill(' ', 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148);
  return block;
}

function writeSize(block: Buffer, size: number): void {
  if (size <= octalMax) {
    block.write(`${octal(size, 11)}\0`, 124);
    return;
  }
  block.writeUInt8(0x80, 124);
  block.writeBigUInt64BE(BigInt(size), 128);
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}
