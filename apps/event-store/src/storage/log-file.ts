/** The log on disk: opened and checked, appended to with one write and one sync at a time, closed with a mark. */
import {
  closeSync,
  constants,
  existsSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  readdirSync,
  write,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { type DirectoryLock, lockDirectory } from './directory-lock';
import { type FrameLayout, frameHeaderLength, sealFrame, startsOf } from './frame';
import type { FrameCipher } from './frame-cipher';
import { isBeginning, type LogFormat, plainFormat } from './log-format';
import { NumberList } from './number-list';
import type { PageSource } from './pages';
import { type OnStoredEvent, scanLog, type ScannedFile, type ScanReader } from './scan';

export const logFileIn = (directory: string): string => join(directory, 'events.log');
/**
 * Zeros are laid out ahead of the log, so that a sync need not write down a new file length and new blocks
 * each time: measured, 420 -> 170 µs a sync on ext4.
 */
const aheadBytes = 2 * 1024 * 1024;
const zeros = Buffer.alloc(aheadBytes);

/** Where appended bytes go; resolved only when they will survive a crash. */
export interface AppendTarget {
  /** Position behind the last byte. */
  readonly end: number;
  /** What every frame has to leave room for. */
  readonly layout: FrameLayout;
  /** One at a time; `done` gets an error when the bytes may be lost. */
  append(bytes: Buffer, done: (error?: Error) => void): void;
  close(): Promise<void>;
}

/** In memory mode appended bytes are "kept" at once. */
export class MemoryTarget implements AppendTarget {
  end = plainFormat.header.length;
  readonly layout = plainFormat.layout;

  append(bytes: Buffer, done: (error?: Error) => void): void {
    setImmediate(() => {
      this.end += bytes.length;
      done();
    });
  }

  async close(): Promise<void> {}
}

export class LogFile implements AppendTarget, PageSource {
  private readonly fd: number;
  private readonly format: LogFormat;
  /** How far zeros have been laid out. */
  private laidOut: number;
  /** What waits for the zeros being laid out, if they are. */
  private layingOut: (() => void)[] | undefined;

  private constructor(
    file: ScannedFile,
    private readonly lock: DirectoryLock,
    /** Positions of all frames of an encrypted log, by which those are found that a page lies in. */
    private readonly frames: NumberList,
    public end: number,
  ) {
    this.fd = file.fd;
    this.format = file.format;
    this.laidOut = end;
  }

  /**
   * Opens (or begins) the log in `directory`, reports every event in it, cuts a torn tail.
   * Throws an Error of one sentence when the directory is in use, foreign, or its log damaged.
   * @param format of the log that is there or, where there is none, of the new one
   */
  static open(directory: string, format: LogFormat, onEvent: OnStoredEvent): LogFile {
    makeDirectory(directory);
    const lock = lockDirectory(directory);
    try {
      const name = logFileIn(directory);
      refuseForeign(directory, name);
      const fd = openSync(name, constants.O_RDWR | constants.O_CREAT, 0o600);
      try {
        const frames = new NumberList(Float64Array);
        const onFrame = (position: number) => void (format.cipher && frames.push(position));
        const file = { fd, length: fstatSync(fd).size, name, format };
        return new LogFile(file, lock, frames, recover(file, directory, { onFrame, onEvent }));
      } catch (error) {
        closeSync(fd);
        throw error;
      }
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  get layout(): FrameLayout {
    return this.format.layout;
  }

  append(bytes: Buffer, done: (error?: Error) => void): void {
    const newEnd = this.end + bytes.length;
    if (this.layingOut && newEnd > this.laidOut) {
      this.layingOut.push(() => this.append(bytes, done));
      return;
    }
    const stored = this.format.cipher?.encrypt(bytes, this.end) ?? bytes;
    write(this.fd, stored, 0, stored.length, this.end, (error, written) => {
      if (error) return done(error);
      if (written < stored.length) return done(new Error('the disk took only a part of an append'));
      fdatasync(this.fd, (syncError) => {
        if (syncError) return done(syncError);
        if (this.format.cipher) for (const start of startsOf(bytes)) this.frames.push(this.end + start);
        this.end = newEnd;
        this.layOutAhead();
        done();
      });
    });
  }

  load(target: Buffer, position: number): void {
    if (this.format.cipher) this.loadInPlain(target, position, this.format.cipher);
    else this.fill(target, position);
  }

  /** Frames are decrypted as a whole: those in which the target lies, from the first one's beginning on. */
  private loadInPlain(target: Buffer, position: number, cipher: FrameCipher): void {
    const { frames } = this;
    if (frames.length === 0) return;
    const first = Math.max(0, frames.lowerBound(position + 1) - 1);
    const behind = frames.lowerBound(position + target.length);
    if (first >= behind) return;
    const start = frames.get(first);
    const stored = Buffer.alloc((behind < frames.length ? frames.get(behind) : this.end) - start);
    this.fill(stored, start);
    const plain = cipher.decryptAll(stored, start);
    if (start >= position) plain.copy(target, start - position);
    else plain.copy(target, 0, position - start);
  }

  private fill(target: Buffer, position: number): void {
    let filled = 0;
    while (filled < target.length) {
      const read = readSync(this.fd, target, filled, target.length - filled, position + filled);
      if (read === 0) return;
      filled += read;
    }
  }

  /** Leaves a mark that everything before it was synced, and gives the directory back. */
  async close(): Promise<void> {
    const { layingOut } = this;
    if (layingOut) await new Promise<void>((resolve) => layingOut.push(resolve));
    ftruncateSync(this.fd, writeMark({ fd: this.fd, format: this.format }, this.end));
    closeSync(this.fd);
    this.lock.release();
  }

  /** A failure here is no loss: the file then grows with the appends. */
  private layOutAhead(): void {
    if (this.layingOut || this.laidOut - this.end > aheadBytes / 2) return;
    const from = Math.max(this.laidOut, this.end);
    const waiting: (() => void)[] = [];
    this.layingOut = waiting;
    this.laidOut = from;
    write(this.fd, zeros, 0, aheadBytes, from, (_error, written) => {
      this.laidOut = from + (written ?? 0);
      this.layingOut = undefined;
      for (const next of waiting) next();
    });
  }
}

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true });
  } catch (error) {
    throw new Error(`The data directory ${directory} cannot be made: ${(error as Error).message}.`);
  }
}

function refuseForeign(directory: string, logName: string): void {
  if (existsSync(logName)) return;
  const foreign = readdirSync(directory).find((name) => !name.startsWith('lock'));
  if (foreign === undefined) return;
  throw new Error(
    `The data directory ${directory} holds other files (${foreign}) but no event log; choose an empty one.`,
  );
}

/** Answers where the log ends after checks, cuts and the mark of this start. */
function recover(file: ScannedFile, directory: string, reader: ScanReader): number {
  const { fd, length, name, format } = file;
  const header = Buffer.alloc(Math.min(length, format.header.length));
  readSync(fd, header, 0, header.length, 0);
  const isBegun = length >= format.header.length;
  if (!isBegun && isBeginning(header)) return begin(file, directory);
  if (!isBegun || !format.header.equals(header)) {
    throw new Error(`The file ${name} is not an event log of this server (format 1 or 2).`);
  }
  const end = scanLog(file, reader);
  if (end < length) ftruncateSync(fd, end);
  reader.onFrame(end);
  return writeMark(file, end);
}

/** Also after a crash in the middle of beginning: then nothing was ever appended. */
function begin({ fd, format }: ScannedFile, directory: string): number {
  ftruncateSync(fd, 0);
  writeSync(fd, format.header, 0, format.header.length, 0);
  fsyncSync(fd);
  const directoryFd = openSync(directory, constants.O_RDONLY);
  fsyncSync(directoryFd);
  closeSync(directoryFd);
  return format.header.length;
}

/** Everything before `end` is made durable first, so the mark never claims too much. */
function writeMark({ fd, format }: Pick<ScannedFile, 'fd' | 'format'>, end: number): number {
  fdatasyncSync(fd);
  const { before, after } = format.layout;
  const mark = Buffer.alloc(frameHeaderLength + before + after);
  sealFrame(mark, 0, end);
  const stored = format.cipher?.encrypt(mark, end) ?? mark;
  writeSync(fd, stored, 0, stored.length, end);
  fdatasyncSync(fd);
  return end + mark.length;
}
