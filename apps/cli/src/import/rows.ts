import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { pipeline, type Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { fieldsOf } from './exact-json';
import type { Fields } from './fields';
import { Unreadable } from './unreadable';

export const formats = ['csv', 'ndjson'] as const;
export type Format = (typeof formats)[number];

/** One row of the file; rows that hold nothing readable say why. */
export interface Row {
  /** Counted from 1, without the header. */
  readonly number: number;
  readonly fields: Fields | Unreadable;
  /** Bytes of the file that were read when the row came out. */
  readonly bytes: number;
}

/** The rows of a file in order, in constant memory. */
export function readRows(file: string, format: Format): AsyncIterable<Row> {
  const bytes = createReadStream(file, { highWaterMark: 1 << 18 });
  return format === 'csv' ? csvRows(bytes) : ndjsonRows(bytes);
}

/** Longest row, in characters: a file without line breaks must not fill the memory. */
const rowLengthMax = 1 << 20;

async function* csvRows(bytes: Readable & { bytesRead: number }): AsyncGenerator<Row> {
  const parser = parse({ bom: true, columns: true, skip_empty_lines: true, max_record_size: rowLengthMax });
  // The parser carries the failure of either to whoever iterates.
  pipeline(bytes, parser, () => undefined);
  let number = 0;
  for await (const fields of parser as AsyncIterable<Fields>) {
    number += 1;
    yield { number, fields, bytes: bytes.bytesRead };
  }
}

async function* ndjsonRows(bytes: Readable & { bytesRead: number }): AsyncGenerator<Row> {
  let number = 0;
  for await (const line of createInterface({ input: bytes, crlfDelay: Infinity })) {
    const text = number === 0 ? line.replace(/^\uFEFF/, '') : line;
    if (text.trim() === '') continue;
    number += 1;
    yield { number, fields: unlessUnreadable(() => fieldsOf(text)), bytes: bytes.bytesRead };
  }
}

function unlessUnreadable<T>(read: () => T): T | Unreadable {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unreadable) return error;
    throw error;
  }
}
