import { closeSync, openSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure, usageError } from '../../failure';
import type { OnProblem } from './tally';

/** A file of all rows that became no transaction. */
export interface Rejects {
  readonly write: OnProblem;
  close(): void;
}

/**
 * Starts the file over: CSV in UTF-8, with the line of each row, why it was rejected, and the row as it stands in the
 * imported file.
 * @throws Failure where it cannot be written
 */
export function openRejects(file: string, importedFile: string): Rejects {
  if (resolve(file) === resolve(importedFile))
    throw new Failure('--rejects names the file that is imported; name another.', usageError);
  const descriptor = open(file);
  const writeRow = (cells: readonly string[]): void => {
    writeSync(descriptor, `${cells.map(quoted).join(',')}\r\n`);
  };
  writeRow(['line', 'code', 'detail', 'row']);
  return {
    write: ({ line, code, detail }, { text }) => writeRow([String(line), code, detail, text]),
    close: () => closeSync(descriptor),
  };
}

function open(file: string): number {
  try {
    return openSync(file, 'w');
  } catch (error) {
    throw new Failure(`${file} cannot be written: ${(error as Error).message}`, usageError);
  }
}

/** A cell as RFC 4180 has it. What a spreadsheet would take for a formula is kept from that by a quote mark. */
function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
