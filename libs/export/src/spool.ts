import { createHash } from 'node:crypto';
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes gathered before they are written, and read at once. */
const portionBytes = 65_536;

/**
 * Bytes whose number is known only when the last of them is: they wait on disk, in a file without a name, so that
 * nothing is left of it whatever becomes of the process.
 */
export class Spool {
  private readonly digest = createHash('sha256');
  private waiting: Buffer[] = [];
  private waitingBytes = 0;
  private written = 0;

  private constructor(private readonly handle: FileHandle) {}

  /** @param folder where there is room for it */
  static async open(folder: string): Promise<Spool> {
    const place = await mkdtemp(join(folder, 'spool-'));
    try {
      return new Spool(await open(join(place, 'bytes'), 'wx+', 0o600));
    } finally {
      await rm(place, { recursive: true });
    }
  }

  get isEmpty(): boolean {
    return this.written === 0 && this.waitingBytes === 0;
  }

  async add(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    this.digest.update(bytes);
    this.waiting.push(bytes);
    this.waitingBytes += bytes.length;
    if (this.waitingBytes >= portionBytes) await this.write();
  }

  /** How many bytes there are, and their SHA-256 in hex; nothing can be added any more. */
  async end(): Promise<{ size: number; sha256: string }> {
    await this.write();
    return { size: this.written, sha256: this.digest.digest('hex') };
  }

  /** All bytes in the order in which they were added; to be called after {@link end}. */
  async *read(): AsyncGenerator<Buffer> {
    for (let position = 0; position < this.written;) {
      const { bytesRead, buffer } = await this.handle.read(
        Buffer.allocUnsafe(portionBytes),
        0,
        portionBytes,
        position,
      );
      if (bytesRead === 0) throw new Error('what was put aside on disk is no longer there');
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  private async write(): Promise<void> {
    const bytes = Buffer.concat(this.waiting, this.waitingBytes);
    this.waiting = [];
    this.waitingBytes = 0;
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await this.handle.write(bytes, done, bytes.length - done, this.written);
      done += bytesWritten;
      this.written += bytesWritten;
    }
  }
}
