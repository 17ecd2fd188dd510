import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseMapping } from '@statement-files/mapped/mapping';
import { readStatementFile, type FileReading } from '@statement-files/read-statement-file';
import type { Advice, Break, FileRecord, Line, Note, Statement } from '@statement-files/record';
import { root } from './pages';

export const samplesFolder = join(root, 'examples/statement-files');

/** What came out of a file, by its kind. */
export interface ReadFile {
  readonly records: readonly FileRecord[];
  readonly lines: readonly Line[];
  readonly advices: readonly Advice[];
  readonly breaks: readonly Break[];
  readonly notes: readonly Note[];
  readonly statements: readonly Statement[];
}

/** Chunks as they come from a disk or a socket. */
async function* cut(content: string | Uint8Array, size = 50): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

/** Reads all of a file. @param size of the chunks it comes in */
export async function readAll(
  content: string | Uint8Array,
  reading: FileReading = {},
  size?: number,
): Promise<ReadFile> {
  const records: FileRecord[] = [];
  for await (const record of readStatementFile(cut(content, size), reading)) records.push(record);
  return {
    records,
    lines: records.flatMap((each) => (each.kind === 'line' ? [each.line] : [])),
    advices: records.flatMap((each) => (each.kind === 'advice' ? [each.advice] : [])),
    breaks: records.flatMap((each) => (each.kind === 'break' ? [each.break] : [])),
    notes: records.flatMap((each) => (each.kind === 'note' ? [each.note] : [])),
    statements: records.flatMap((each) => (each.kind === 'statement' ? [each.statement] : [])),
  };
}

export function sample(name: string): Buffer {
  return readFileSync(join(samplesFolder, name));
}

/** The line of a file that has one. */
export function only({ lines: [line, another] }: ReadFile): Line {
  if (!line || another) throw new Error('the file has not one line');
  return line;
}

/** What `bank-export.csv` does not say of itself. */
export const bankExport: FileReading = {
  currency: 'EUR',
  encodings: ['utf-8', 'windows-1252'],
  mapping: parseMapping(JSON.parse(sample('bank-export.mapping.json').toString())),
};

/** Numbers of the cases in `CASES.md`, from one to another. */
export function listedCases(first: number, last: number): string[] {
  const numbers = [
    ...sample('CASES.md')
      .toString()
      .matchAll(/^\| (\d+) \|/gm),
  ].map(([, number]) => number!);
  return numbers.filter((number) => Number(number) >= first && Number(number) <= last);
}
