import type { IssuedStatement } from '@read-models/issued-statements/issued-statements.queries';
import type { StatementBalance, StatementLine } from '@read-models/statements/statements.queries';

/** Columns, in their order: members of a line. */
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
type Issued = Pick<IssuedStatement, 'number' | 'fromSeq' | 'toSeq' | 'opening' | 'closing'>;

/** The names of the columns, and a row for each opening balance, at the first entry that the statement covers. */
export function csvHead({ number, fromSeq, opening }: Issued): string {
  return `${columns.join(',')}\r\n${balances(opening, fromSeq, `Opening balance of statement ${number}`)}`;
}

export function csvLines(lines: readonly StatementLine[]): string {
  return lines.map(rowOf).join('');
}

/** A row for each closing balance, at the last entry that the statement covers. */
export function csvEnd({ number, toSeq, closing }: Issued): string {
  return balances(closing, toSeq, `Closing balance of statement ${number}`);
}

/** Neither transaction nor side, which every line has. */
function balances(figures: readonly StatementBalance[], seq: string, description: string): string {
  return figures
    .map(({ currency, posted }) => rowOf({ seq, currency, balance: posted, description }))
    .join('');
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
