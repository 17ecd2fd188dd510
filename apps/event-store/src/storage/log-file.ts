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
import { fileHeader, frameHeaderLength, sealFrame } from './frame';
import type { PageSource } from './pages';
import { type OnStoredEvent, scanLog } from './scan';

const logFileName = 'events.log';
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
  /** One at a time; `done` gets an error when the bytes may be lost. */
  append(bytes: Buffer, done: (error?: Error) => void): void;
  close(): Promise<void>;
}

/** In memory mode appended bytes are "kept" at once. */
export class MemoryTarget implements AppendTarget {
  end = fileHeader.length;

  append(bytes: Buffer, done: (error?: Error) => void): void {
    setImmediate(() => {
      this.end += bytes.length;
      done();
    });
  }

  async close(): Promise<void> {}
}

export class LogFile implements AppendTarget, PageSource {
  /** How far zeros have been laid out. */
  private laidOut: number;
  /** What waits for the zeros being laid out, if they are. */
  private layingOut: (() => void)[] | undefined;

  private constructor(
    private readonly fd: number,
    private readonly lock: DirectoryLock,
    public end: number,
  ) {
    this.laidOut = end;
  }

  /**
   * Opens (or begins) the log in `directory`, reports every event in it, cuts a torn tail.
   * Throws an Error of one sentence when the directory is in use, foreign, or its log damaged.
   */
  static open(directory: string, onEvent: OnStoredEvent): LogFile {
    makeDirectory(directory);
    const lock = lockDirectory(directory);
    try {
      const name = join(directory, logFileName);
      refuseForeign(directory, name);
      const fd = openSync(name, constants.O_RDWR | constants.O_CREAT, 0o600);
      try {
        return new LogFile(fd, lock, recover(fd, name, directory, onEvent));
      } catch (error) {
        closeSync(fd);
        throw error;
      }
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  append(bytes: Buffer, done: (error?: Error) => void): void {
    const newEnd = this.end + bytes.length;
    if (this.layingOut && newEnd > this.laidOut) {
      this.layingOut.push(() => this.append(bytes, done));
      return;
    }
    write(this.fd, bytes, 0, bytes.length, this.end, (error, written) => {
      if (error) return done(error);
      if (written < bytes.length) return done(new Error('the disk took only a part of an append'));
      fdatasync(this.fd, (syncError) => {
        if (syncError) return done(syncError);
        this.end = newEnd;
        this.layOutAhead();
        done();
      });
    });
  }

  load(target: Buffer, position: number): void {
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
    ftruncateSync(this.fd, writeMark(this.fd, this.end));
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
function recover(fd: number, name: string, directory: string, onEvent: OnStoredEvent): number {
  const length = fstatSync(fd).size;
  const header = Buffer.alloc(Math.min(length, fileHeader.length));
  readSync(fd, header, 0, header.length, 0);
  if (!fileHeader.subarray(0, header.length).equals(header)) {
    throw new Error(`The file ${name} is not an event log of this server (format 1).`);
  }
  if (length < fileHeader.length) return begin(fd, directory);
  const end = scanLog({ fd, length, name }, fileHeader.length, onEvent);
  if (end < length) ftruncateSync(fd, end);
  return writeMark(fd, end);
}

/** Also after a crash in the middle of beginning. */
function begin(fd: number, directory: string): number {
  writeSync(fd, fileHeader, 0, fileHeader.length, 0);
  fsyncSync(fd);
  const directoryFd = openSync(directory, constants.O_RDONLY);
  fsyncSync(directoryFd);
  closeSync(directoryFd);
  return fileHeader.length;
}

/** Everything before `end` is made durable first, so the mark never claims too much. */
function writeMark(fd: number, end: number): number {
  fdatasyncSync(fd);
  const mark = Buffer.alloc(frameHeaderLength);
  sealFrame(mark, 0, end);
  writeSync(fd, mark, 0, mark.length, end);
  fdatasyncSync(fd);
  return end + mark.length;
}
