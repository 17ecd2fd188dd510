import { appendFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A log file is renamed to `.old` at this size, so that one service keeps at most twice as much. */
const sizeMaxBytes = 16 * 1024 * 1024;

/** The log of one service: a file of lines in `folder`, named after it. */
export function serviceLog(folder: string, service: string): (line: string) => void {
  const path = join(folder, `${service}.log`);
  let sizeBytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return (line) => {
    if (sizeBytes > sizeMaxBytes) {
      renameSync(path, `${path}.old`);
      sizeBytes = 0;
    }
    appendFileSync(path, `${line}\n`, { mode: 0o600 });
    sizeBytes += Buffer.byteLength(line) + 1;
  };
}
