import { appendFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A log file is renamed to `.old` at this size, so that one service keeps at most twice as much. */
const sizeMaxBytes = 16 * 1024 * 1024;

/** The logs of all services: one file of lines for each, in one folder. */
export class Logs {
  private tellFailure!: (sentence: string) => void;
  /** Resolves with one sentence when a line cannot be written, as on a full disk. */
  readonly failure = new Promise<string>((resolve) => (this.tellFailure = resolve));

  constructor(private readonly folder: string) {}

  /** Takes the lines of a service, which never waits for them nor fails with them. */
  of(service: string): (line: string) => void {
    const path = join(this.folder, `${service}.log`);
    let sizeBytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    return (line) => {
      try {
        if (sizeBytes > sizeMaxBytes) {
          renameSync(path, `${path}.old`);
          sizeBytes = 0;
        }
        appendFileSync(path, `${line}\n`, { mode: 0o600 });
        sizeBytes += Buffer.byteLength(line) + 1;
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        const why = code === 'ENOSPC' ? 'the disk is full' : message;
        this.tellFailure(`The log ${path} cannot be written: ${why}.`);
      }
    };
  }
}
