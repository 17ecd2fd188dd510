/**
 * How a log begins, and with that whether its frames are encrypted. Format 1 is plain. Format 2 is encrypted: its
 * header of 4,096 bytes is the line of the format, a line of JSON with the data key and the id of the wrapping key that
 * wrapped it, and blanks. A log is of one format from its first byte to its last.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { type WrappingKey, wrappedKeyBytes } from '@signers/wrapping-key';
import { type FrameLayout, plainLayout } from './frame';
import { encryptedLayout, FrameCipher } from './frame-cipher';

export interface LogFormat {
  /** What the file begins with. */
  readonly header: Buffer;
  readonly layout: FrameLayout;
  /** Absent where the log is plain. */
  readonly cipher?: FrameCipher;
}

export const plainFormat: LogFormat = { header: firstLine(1, 64), layout: plainLayout };

const headerBytes = 4_096;
const anyBeginning = Buffer.from('ledger event store log, format ');
const beginning = Buffer.from('ledger event store log, format 2\n');
/** Authenticated with the data key, so that the wrapping key unwraps it for this alone. */
const context = 'ledger event store log';

/**
 * The format of the log in a file, or of the one that begins there if there is none.
 * @param keys the first one wraps the data key of a new log, each one unwraps what it has wrapped; without any a log is
 * plain
 * @throws Error of one sentence where the log is plain though keys are given, or its wrapping key is not among them
 */
export async function logFormatOf(file: string, keys: readonly WrappingKey[]): Promise<LogFormat> {
  const header = beginningOf(file);
  const isEncrypted = header.subarray(0, beginning.length).equals(beginning);
  if (isEncrypted && header.length === headerBytes) return opened(file, header, keys);
  const [first] = keys;
  if (!first) {
    if (isEncrypted) throw noKey(file);
    return plainFormat;
  }
  if (header.subarray(0, plainFormat.header.length).equals(plainFormat.header)) {
    throw new Error(
      `The event log ${file} is not encrypted, and cannot be any more; ` +
        'leave EVENT_STORE_KEY unset for it, or choose another data directory for an encrypted one.',
    );
  }
  return begun(first);
}

/** Whether these bytes, fewer than a header has, are how a log begins. */
export function isBeginning(bytes: Buffer): boolean {
  const length = Math.min(bytes.length, anyBeginning.length);
  return bytes.subarray(0, length).equals(anyBeginning.subarray(0, length));
}

async function opened(file: string, header: Buffer, keys: readonly WrappingKey[]): Promise<LogFormat> {
  if (keys.length === 0) throw noKey(file);
  const { wrappedBy, key } = keyIn(file, header);
  const wrapping = keys.find(({ id }) => id === wrappedBy);
  if (!wrapping) {
    throw new Error(
      `The event log ${file} is encrypted under the wrapping key ${wrappedBy}, ` +
        `which is not the one that EVENT_STORE_KEY names (${keys.map(({ id }) => id).join(', ')}).`,
    );
  }
  const dataKey = await wrapping.unwrap(Buffer.from(key, 'base64url'), context);
  return { header, layout: encryptedLayout, cipher: new FrameCipher(dataKey) };
}

async function begun(wrapping: WrappingKey): Promise<LogFormat> {
  const dataKey = randomBytes(wrappedKeyBytes);
  const key = (await wrapping.wrap(dataKey, context)).toString('base64url');
  const line = `${JSON.stringify({ key, wrappedBy: wrapping.id })}\n`;
  const header = Buffer.concat([beginning, Buffer.from(line)]);
  if (header.length > headerBytes)
    throw new Error(`The wrapping key ${wrapping.id} wraps into too many bytes.`);
  const padded = Buffer.alloc(headerBytes, ' ');
  header.copy(padded);
  return { header: padded, layout: encryptedLayout, cipher: new FrameCipher(dataKey) };
}

function keyIn(file: string, header: Buffer): { wrappedBy: string; key: string } {
  try {
    const { wrappedBy, key } = JSON.parse(header.subarray(beginning.length).toString()) as Record<
      string,
      unknown
    >;
    if (typeof wrappedBy === 'string' && typeof key === 'string') return { wrappedBy, key };
  } catch {
    // Said below.
  }
  throw new Error(
    `The header of the event log ${file} is damaged: it holds no wrapped key; restore a backup.`,
  );
}

function noKey(file: string): Error {
  return new Error(
    `The event log ${file} is encrypted: set EVENT_STORE_KEY to the address of its wrapping key.`,
  );
}

/** The first bytes of the file, as far as it has any. */
function beginningOf(file: string): Buffer {
  let fd: number;
  try {
    fd = openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
  try {
    const bytes = Buffer.alloc(headerBytes);
    return bytes.subarray(0, readSync(fd, bytes, 0, headerBytes, 0));
  } finally {
    closeSync(fd);
  }
}

function firstLine(format: number, length: number): Buffer {
  return Buffer.from(`ledger event store log, format ${format}\n`.padEnd(length - 1) + '\n', 'latin1');
}
