import { decode } from './decode';
import { linesOf, type Line } from './lines';
import { rowsOfObjects } from './objects';
import { recordsOf, type CellMarks } from './records';
import type { Row } from './row';
import { rowsUnder } from './table';

export const formats = ['csv', 'ndjson'] as const;
export type Format = (typeof formats)[number];

/** How a file is to be read. */
export interface Layout extends CellMarks {
  readonly format: Format;
  /** One that `isEncoding` knows. */
  readonly encoding: string;
  /** The line of the header, counted from 1; without it, the first line that has all wanted columns. */
  readonly headerLine: number | undefined;
}

/** CSV as RFC 4180 has it, or NDJSON, in UTF-8. */
export function layoutOf(format: Format): Layout {
  return { format, encoding: 'utf-8', separator: ',', quote: '"', headerLine: undefined };
}

/**
 * The rows of a file in order, in constant memory.
 * @param chunks the bytes of the file, cut anywhere
 * @param wanted columns that the header of a table must have
 * @throws FileRefused where the file cannot be read as a whole
 */
export function readRows(
  chunks: AsyncIterable<Uint8Array>,
  layout: Layout,
  wanted: readonly string[] = [],
): AsyncGenerator<Row> {
  const { format, encoding, headerLine, separator } = layout;
  const lines = linesOf(decode(chunks, encoding));
  if (format === 'ndjson') return rowsOfObjects(lines, encoding);
  const records = recordsOf(linesFrom(lines, headerLine ?? 1), layout);
  return rowsUnder(records, { wanted, beginsWithHeader: headerLine !== undefined, encoding, separator });
}

async function* linesFrom(lines: AsyncIterable<Line>, first: number): AsyncGenerator<Line> {
  for await (const line of lines) if (line.number >= first) yield line;
}
