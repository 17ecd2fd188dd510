import { ExportFault, ExportIncomplete } from '@verifier/export-fault';
import type { ExportFile } from './export-file';

const blockBytes = 512;

/** A path as exports have them: no `..`, nothing absolute, no name that begins with a point. */
const exportPath = /^[a-z0-9][a-z0-9.]*(?:\/[a-z0-9][a-z0-9.]*){0,9}$/;

/**
 * The files in a tar archive as {@link tarOf} writes it; the bytes of each are to be taken before the next is asked for.
 * @throws ExportFault HostileExport where it has what no export has; ExportIncomplete FileCutOff where it ends early
 */
export async function* filesOfTar(archive: AsyncIterable<Uint8Array>): AsyncGenerator<ExportFile> {
  const bytes = new Bytes(archive);
  const seen = new Set<string>();
  for (;;) {
    const header = await bytes.take(blockBytes);
    if (isEmpty(header)) return requireEnd(bytes);
    const { path, size } = headerIn(header);
    if (seen.has(path)) throw hostile(`${path} twice`);
    seen.add(path);
    const content = new Content(bytes, size);
    yield { path, size, chunks: content.chunks() };
    if (content.left > 0) throw new Error(`the bytes of ${path} were not taken`);
    await bytes.take((blockBytes - (size % blockBytes)) % blockBytes);
  }
}

/** To the very last byte: only then is it known that nothing was cut off. */
async function requireEnd(bytes: Bytes): Promise<void> {
  if (!isEmpty(await bytes.take(blockBytes)) || !(await bytes.isAtEnd()))
    throw hostile('bytes after its end');
}

function isEmpty(block: Buffer): boolean {
  return block.every((byte) => byte === 0);
}

function headerIn(header: Buffer): { readonly path: string; readonly size: number } {
  const text = (from: number, to: number) => header.toString('latin1', from, to).replace(/[\0 ].*$/s, '');
  const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
  const path = text(0, 100);
  const isPlain = text(156, 157) === '0' && text(257, 262) === 'ustar' && text(345, 500) === '';
  if (parseInt(text(148, 156), 8) !== sum || !isPlain || !exportPath.test(path))
    throw hostile('an entry that is not a plain file of an export');
  const size = header[124] === 0x80 ? Number(header.readBigUInt64BE(128)) : parseInt(text(124, 136), 8);
  if (!Number.isSafeInteger(size) || size < 0) throw hostile(`a size of ${path} that is none`);
  return { path, size };
}

function hostile(what: string): ExportFault {
  return new ExportFault('HostileExport', null, `The archive contains ${what}.`);
}

/** What is left of the bytes of one file. */
class Content {
  constructor(
    private readonly bytes: Bytes,
    public left: number,
  ) {}

  async *chunks(): AsyncGenerator<Uint8Array> {
    while (this.left > 0) {
      const chunk = await this.bytes.some(this.left);
      this.left -= chunk.length;
      yield chunk;
    }
  }
}

/** Bytes that come in chunks of any size, taken in others. */
class Bytes {
  private readonly chunks: AsyncIterator<Uint8Array>;
  private rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.chunks = source[Symbol.asyncIterator]();
  }

  async isAtEnd(): Promise<boolean> {
    while (this.rest.length === 0) {
      const { done, value } = await this.chunks.next();
      if (done) return true;
      this.rest = Buffer.from(value.buffer, value.byteOffset, value.length);
    }
    return false;
  }

  /** At least one byte, and at most `most`. */
  async some(most: number): Promise<Buffer> {
    if (await this.isAtEnd()) throw new ExportIncomplete('FileCutOff', 'The archive is truncated.');
    const taken = this.rest.subarray(0, most);
    this.rest = this.rest.subarray(taken.length);
    return taken;
  }

  async take(count: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let left = count; left > 0; left -= parts.at(-1)!.length) parts.push(await this.some(left));
    return Buffer.concat(parts);
  }
}
