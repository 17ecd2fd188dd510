/**
 * How appends lie in the log file. A file begins with the header of its format; then frames follow without gaps:
 *
 *   0  u32  frameMagic
 *   4  u32  CRC-32 of everything from offset 8 to the end of the frame
 *   8  u32  length of the body in bytes
 *  12  u32  number of events
 *  16  f64  how far the log was known to be synced when this frame was written
 *  24       body: per event a u32 length and that many bytes of a stored event; in an encrypted log,
 *           what the layout says stands before and after them
 *
 * All numbers are little-endian. One append is one frame, so a crash leaves all of it or nothing. An
 * event's position is the file offset of its length. The synced mark distinguishes a torn tail (cut) from
 * damage to something already acknowledged (refused): damage before a mark in a later frame is the latter.
 */
import { crc32 } from 'node:zlib';

export const frameHeaderLength = 24;
export const eventHeaderLength = 4;
/** How many bytes of the body stand before and after the events. */
export interface FrameLayout {
  readonly before: number;
  readonly after: number;
}

export const plainLayout: FrameLayout = { before: 0, after: 0 };

/** Larger than any append can get: 1 MiB of data plus ids, types and metadata within a 16 MiB request. */
const frameBodyMax = 256 * 1024 * 1024;

const frameMagic = 0x4c454446;
export const frameMagicBytes = Buffer.from('FDEL', 'latin1');

/** Fills the header of a frame whose body already stands in place. */
export function sealFrame(frame: Buffer, eventCount: number, syncedUpTo: number): void {
  frame.writeUInt32LE(frameMagic, 0);
  frame.writeUInt32LE(frame.length - frameHeaderLength, 8);
  frame.writeUInt32LE(eventCount, 12);
  frame.writeDoubleLE(syncedUpTo, 16);
  sumFrame(frame);
}

/** Writes the sum over a frame that is otherwise complete. */
export function sumFrame(frame: Buffer): void {
  frame.writeUInt32LE(crc32(frame.subarray(8)), 4);
}

export interface FrameHeader {
  readonly crc: number;
  readonly bodyLength: number;
  readonly eventCount: number;
  readonly syncedUpTo: number;
}

/** The header at the beginning of `bytes`, or undefined when there is none. */
export function readFrameHeader(bytes: Buffer): FrameHeader | undefined {
  if (bytes.length < frameHeaderLength || bytes.readUInt32LE(0) !== frameMagic) return undefined;
  const bodyLength = bytes.readUInt32LE(8);
  if (bodyLength > frameBodyMax) return undefined;
  return {
    crc: bytes.readUInt32LE(4),
    bodyLength,
    eventCount: bytes.readUInt32LE(12),
    syncedUpTo: bytes.readDoubleLE(16),
  };
}

/** Whether a whole frame (header and body) is as it was written. */
export function isFrameIntact(frame: Buffer, header: FrameHeader): boolean {
  return crc32(frame.subarray(8)) === header.crc;
}

/** Where frames begin that follow each other without gaps. */
export function* startsOf(frames: Buffer): Generator<number> {
  let at = 0;
  while (at < frames.length) {
    yield at;
    const header = readFrameHeader(frames.subarray(at));
    if (!header) throw new Error(`No frame begins at byte ${at} of ${frames.length}.`);
    at += frameHeaderLength + header.bodyLength;
  }
}
