/** Walks a log file from its beginning, checking every frame, and finds where the intact part ends. */
import { readSync } from 'node:fs';
import {
  eventHeaderLength,
  frameHeaderLength,
  frameMagicBytes,
  isFrameIntact,
  readFrameHeader,
} from './frame';
import type { LogFormat } from './log-format';

/** Called for every event in order, with its position and its bytes (a view that is reused afterwards). */
export type OnStoredEvent = (position: number, bytes: Buffer) => void;

export interface ScannedFile {
  readonly fd: number;
  readonly length: number;
  readonly name: string;
  readonly format: LogFormat;
}

/** What is reported of a log. */
export interface ScanReader {
  /** Called with the position of every frame, before its events. */
  onFrame(position: number): void;
  readonly onEvent: OnStoredEvent;
}

const readBytes = 8 * 1024 * 1024;

/**
 * Reports every frame and event and answers where the log ends. Bytes behind that are a torn tail.
 * Throws an Error of one sentence when bytes are damaged that had been acknowledged, or cannot be decrypted.
 */
export function scanLog(file: ScannedFile, reader: ScanReader): number {
  const window = new Window(file);
  let at = file.format.header.length;
  while (at < file.length) {
    const frame = window.intactFrameAt(at);
    if (!frame) {
      refuseUnlessTorn(window, at);
      return at;
    }
    reader.onFrame(at);
    reportEvents(file, frame, at, reader.onEvent);
    at += frame.length;
  }
  return at;
}

function reportEvents(file: ScannedFile, stored: Buffer, position: number, onEvent: OnStoredEvent): void {
  const { before, after } = file.format.layout;
  const frame = inPlain(file, stored, position);
  let at = frameHeaderLength + before;
  while (at < frame.length - after) {
    const length = frame.readUInt32LE(at);
    const start = at + eventHeaderLength;
    onEvent(position + at, frame.subarray(start, start + length));
    at = start + length;
  }
}

/** A frame whose sum is right was written whole: where it cannot be decrypted, it is no torn tail and nothing is cut. */
function inPlain({ name, format }: ScannedFile, frame: Buffer, position: number): Buffer {
  try {
    return format.cipher?.decrypt(frame, position) ?? frame;
  } catch {
    throw new Error(
      `The event log ${name} cannot be decrypted at byte ${position}: it was changed there, or is under another key. ` +
        'Nothing was changed now; restore it from a backup.',
    );
  }
}

/** A later intact frame that knew the log to be synced beyond `damagedAt` proves the damage is no torn tail. */
function refuseUnlessTorn(window: Window, damagedAt: number): void {
  let at = damagedAt + 1;
  for (;;) {
    const candidate = window.nextMagic(at);
    if (candidate === undefined) return;
    const header = window.headerAt(candidate);
    if (header && header.syncedUpTo > damagedAt && window.intactFrameAt(candidate)) {
      throw new Error(
        `The event log ${window.file.name} is damaged at byte ${damagedAt}, before events that were acknowledged; ` +
          'restore it from a backup.',
      );
    }
    at = candidate + 1;
  }
}

/** A large read-ahead over the file. */
class Window {
  private bytes: Buffer = Buffer.alloc(0);
  private from = 0;

  constructor(readonly file: ScannedFile) {}

  /** The frame at `position` with its header, or undefined when it is not whole and intact. */
  intactFrameAt(position: number): Buffer | undefined {
    const header = this.headerAt(position);
    if (!header) return undefined;
    const length = frameHeaderLength + header.bodyLength;
    if (position + length > this.file.length) return undefined;
    const frame = this.view(position, length);
    return isFrameIntact(frame, header) ? frame : undefined;
  }

  headerAt(position: number) {
    return readFrameHeader(this.view(position, Math.min(frameHeaderLength, this.file.length - position)));
  }

  nextMagic(position: number): number | undefined {
    let at = position;
    while (at < this.file.length) {
      const view = this.view(at, Math.min(readBytes, this.file.length - at));
      const found = view.indexOf(frameMagicBytes);
      if (found >= 0) return at + found;
      at += Math.max(1, view.length - frameMagicBytes.length + 1);
    }
    return undefined;
  }

  private view(position: number, length: number): Buffer {
    const inside = position >= this.from && position + length <= this.from + this.bytes.length;
    if (!inside) this.refill(position, Math.max(length, readBytes));
    return this.bytes.subarray(position - this.from, position - this.from + length);
  }

  private refill(position: number, wanted: number): void {
    const target = Buffer.allocUnsafe(Math.min(wanted, this.file.length - position));
    let filled = 0;
    while (filled < target.length) {
      const read = readSync(this.file.fd, target, filled, target.length - filled, position + filled);
      if (read === 0) throw new Error(`The event log ${this.file.name} became shorter while it was read.`);
      filled += read;
    }
    this.bytes = target;
    this.from = position;
  }
}
