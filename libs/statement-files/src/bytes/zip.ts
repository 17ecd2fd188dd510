import { Unzip, UnzipInflate, type UnzipFile } from 'fflate';
import { FileNotReadable } from './file-not-readable';
import { bytesMax, zippedFilesMax } from './limits';

/** One file of a zip. Its bytes must be read to the end before the next one is asked for. */
export interface ZippedFile {
  readonly name: string;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Bytes that are unpacked at once: deflate makes at most about a thousand of one. */
const sliceBytes = 4_096;

type Piece = { readonly file: string } | { readonly bytes: Uint8Array; readonly isLast: boolean };

/**
 * The files of a zip, one after the other, in constant memory.
 * @throws FileNotReadable where it is damaged, cut off, or larger than a file may be once unpacked
 */
export async function* readZip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ZippedFile> {
  const pieces = new ZipPieces(chunks);
  let files = 0;
  for (let piece = await pieces.next(); piece; piece = await pieces.next()) {
    if (!('file' in piece)) throw new FileNotReadable('is not a sound zip');
    files += 1;
    if (files > zippedFilesMax)
      throw new FileNotReadable(`holds more than ${zippedFilesMax.toLocaleString('en')} files`);
    yield { name: piece.file, chunks: bytesOf(pieces) };
  }
  if (files === 0) throw new FileNotReadable('is a zip without a file');
}

async function* bytesOf(pieces: ZipPieces): AsyncGenerator<Uint8Array> {
  for (;;) {
    const piece = await pieces.next();
    if (!piece || 'file' in piece) throw new FileNotReadable('is a zip that ends within a file');
    yield piece.bytes;
    if (piece.isLast) return;
  }
}

/** What a zip holds, piece by piece; as much of it is unpacked as is asked for. */
class ZipPieces {
  private readonly source: AsyncIterator<Uint8Array>;
  private readonly unzip = new Unzip((file) => this.begin(file));
  private readonly waiting: Piece[] = [];
  private chunk: Uint8Array = new Uint8Array();
  private isDone = false;
  private bytes = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.source = chunks[Symbol.asyncIterator]();
    this.unzip.register(UnzipInflate);
  }

  async next(): Promise<Piece | undefined> {
    while (this.waiting.length === 0 && !this.isDone) await this.unpack();
    return this.waiting.shift();
  }

  private async unpack(): Promise<void> {
    if (this.chunk.length === 0) {
      const next = await this.source.next();
      if (next.done) this.isDone = true;
      else this.chunk = next.value;
    }
    const slice = this.chunk.subarray(0, sliceBytes);
    this.chunk = this.chunk.subarray(sliceBytes);
    try {
      this.unzip.push(slice, this.isDone);
    } catch (error) {
      if (error instanceof FileNotReadable) throw error;
      throw new FileNotReadable(`is not a sound zip: ${(error as Error).message}`);
    }
  }

  private begin(file: UnzipFile): void {
    // Folders have no bytes.
    if (file.name.endsWith('/')) return;
    this.waiting.push({ file: file.name.slice(0, 200) });
    file.ondata = (error, bytes, isLast) => {
      if (error) throw new FileNotReadable(`is not a sound zip: ${error.message}`);
      this.bytes += bytes.length;
      if (this.bytes > bytesMax) throw new FileNotReadable(`unpacks to more than ${bytesMax >> 20} MiB`);
      this.waiting.push({ bytes, isLast });
    };
    file.start();
  }
}
