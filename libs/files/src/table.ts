import { isDamaged } from './decode';
import { FileRefused } from './file-refused';
import type { CsvRecord } from './records';
import type { Row } from './row';
import { nearest } from './nearest';
import { BeforeHeader, Unreadable } from './unreadable';

/** What a reader wants of a table. */
export interface TableLayout {
  /** Columns that the header must have. */
  readonly wanted: readonly string[];
  /** Whether the first record is the header; otherwise it is the first one that has all wanted columns. */
  readonly beginsWithHeader: boolean;
  readonly encoding: string;
  readonly separator: string;
}

/** Records among which the header is looked for. */
const headerRecordsMax = 100;

/**
 * The rows of a table under its header. A row that has other cells than the header, or bytes that are not of the
 * encoding, is unreadable, and so is what stands before a header that was looked for.
 * @throws FileRefused where there is no header with the wanted columns, or one names a column twice
 */
export async function* rowsUnder(
  records: AsyncIterable<CsvRecord>,
  layout: TableLayout,
): AsyncGenerator<Row> {
  const searched = layout.beginsWithHeader ? 1 : headerRecordsMax;
  const before: CsvRecord[] = [];
  let columns: readonly string[] | undefined;
  let number = 0;
  for await (const record of records) {
    if (columns) {
      number += 1;
      yield { number, line: record.line, text: record.text, fields: fieldsOf(record, columns, layout) };
      continue;
    }
    columns = headerIn(record, layout.wanted);
    if (columns) yield* before.map((each) => preamble(each, ++number));
    else if (before.push(record) === searched) break;
  }
  if (!columns) throw noHeader(before, layout);
}

/** The names of the columns, where the record is the header. @throws FileRefused where one stands twice */
function headerIn({ line, cells }: CsvRecord, wanted: readonly string[]): readonly string[] | undefined {
  if (cells instanceof Unreadable) return undefined;
  const columns = cells.map((name) => name.trim());
  if (!wanted.every((name) => columns.includes(name))) return undefined;
  const twice = columns.find((name, i) => name !== '' && columns.indexOf(name) < i);
  if (twice === undefined) return columns;
  throw new FileRefused(
    `The header in line ${line} has the column ${twice} twice; rename one, because a mapping by name would be ambiguous.`,
  );
}

function preamble({ line, text }: CsvRecord, number: number): Row {
  return { number, line, text, fields: new BeforeHeader() };
}

function fieldsOf(
  { text, cells }: CsvRecord,
  columns: readonly string[],
  layout: TableLayout,
): Row['fields'] {
  if (cells instanceof Unreadable) return cells;
  if (isDamaged(text)) return new Unreadable(`It has bytes that are not ${layout.encoding}.`);
  if (cells.length !== columns.length)
    return new Unreadable(`It has ${counted(cells.length)}, the header has ${columns.length}.`);
  const fields = Object.create(null) as Record<string, string>;
  columns.forEach((name, i) => {
    fields[name] = cells[i]!;
  });
  return fields;
}

function counted(cells: number): string {
  return cells === 1 ? '1 cell' : `${cells} cells`;
}

/** A record as if it were the header. */
interface Candidate {
  readonly line: number;
  readonly columns: readonly string[];
  /** How many of the wanted columns it has. */
  readonly found: number;
  /** The separator by which it has most of them, and how many. */
  readonly other: { readonly separator: string; readonly found: number };
}

/** Speaks of the line that is most likely the header. */
function noHeader(records: readonly CsvRecord[], { wanted, separator }: TableLayout): FileRefused {
  const [likely] = records
    .flatMap((record) => candidate(record, wanted, separator))
    .sort(
      (a, b) =>
        b.found - a.found ||
        b.other.found - a.other.found ||
        b.columns.length - a.columns.length ||
        a.line - b.line,
    );
  if (!likely) return new FileRefused('The file has no header.');
  const { line, columns, found, other } = likely;
  const missing = wanted.find((name) => !columns.includes(name))!;
  const sentence = `There is no column ${missing}; the header in line ${line} has ${columns.join(', ')}.`;
  if (other.found > found)
    return new FileRefused(`${sentence} Its cells seem to be separated by ${nameOf(other.separator)}.`);
  if (columns.some(isDamaged))
    return new FileRefused(`${sentence} It has bytes that are not of the encoding; name that of the file.`);
  const closest = nearest(missing, columns);
  return new FileRefused(closest === undefined ? sentence : `${sentence} Did you mean ${closest}?`);
}

function candidate(
  { line, text, cells }: CsvRecord,
  wanted: readonly string[],
  separator: string,
): Candidate[] {
  if (cells instanceof Unreadable) return [];
  const columns = cells.map((name) => name.trim());
  const countIn = (names: readonly string[]): number => wanted.filter((name) => names.includes(name)).length;
  const [other] = [',', ';', '\t', '|']
    .filter((mark) => mark !== separator)
    .map((mark) => ({
      separator: mark,
      found: countIn(text.split(mark).map((cell) => cell.replace(/"/g, '').trim())),
    }))
    .sort((a, b) => b.found - a.found);
  return [{ line, columns, found: countIn(columns), other: other! }];
}

function nameOf(mark: string): string {
  return { ',': 'commas', ';': 'semicolons', '\t': 'tabs' }[mark] ?? mark;
}
