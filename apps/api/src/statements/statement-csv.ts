import type { Statement, StatementBalance, StatementLine } from '@read-models/statements/statements.queries';

/** Columns, in their order: fields of a line. */
const columns = [
  'seq',
  'posting',
  'transaction',
  'effectiveAt',
  'recordedAt',
  'side',
  'amount',
  'currency',
  'balance',
  'category',
  'reference',
  'description',
] as const satisfies readonly (keyof StatementLine)[];

type Column = (typeof columns)[number];
type Row = Partial<Readonly<Record<Column, string | number | null>>>;
/** What stands beside the figures of an opening and of a closing balance, which have neither transaction nor side. */
export interface CsvMarks {
  readonly opening: Row;
  readonly closing: Row;
}

type Pages = Pick<Statement, 'lines' | 'next'>;

/**
 * The names of the columns, a row for each opening balance, one for each line and one for each closing balance; read
 * page by page.
 * @param first the first page
 * @param read a later one
 */
export async function* csvOf(
  { opening, closing, lines, next }: Pages & Pick<Statement, 'opening' | 'closing'>,
  read: (cursor: string) => Promise<Pages>,
  marks: CsvMarks,
): AsyncGenerator<string> {
  yield `${columns.join(',')}\r\n${balances(opening, marks.opening)}`;
  yield lines.map(rowOf).join('');
  for (let cursor = next; cursor !== null;) {
    const page = await read(cursor);
    yield page.lines.map(rowOf).join('');
    cursor = page.next;
  }
  yield balances(closing, marks.closing);
}

function balances(figures: readonly StatementBalance[], mark: Row): string {
  return figures.map(({ currency, posted }) => rowOf({ ...mark, currency, balance: posted })).join('');
}

function rowOf(row: Row): string {
  return `${columns.map((column) => quoted(column, String(row[column] ?? ''))).join(',')}\r\n`;
}

/** What callers wrote; the balance of an account may begin with a minus sign, and is no formula. */
const freeText: ReadonlySet<Column> = new Set(['category', 'reference', 'description']);

/** A field as RFC 4180 has it. Free text that a spreadsheet would take for a formula is kept from that by a quote mark. */
function quoted(column: Column, text: string): string {
  const safe = freeText.has(column) && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
