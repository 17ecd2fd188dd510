import { columnsOf, keyOf, type TableName, type Texts } from './table';

/** A row in which a table and the journal differ: one of them has none, or other values. */
export interface Difference {
  readonly table: string;
  readonly key: Readonly<Record<string, string | null>>;
  /** By column. */
  readonly implied: Readonly<Record<string, string | null>> | undefined;
  readonly found: Readonly<Record<string, string | null>> | undefined;
}

/** Of two rows with one key, or of one where the other is missing. */
export function differenceIn(
  table: TableName,
  { implied, found }: { implied?: Texts | undefined; found?: Texts | undefined },
): Difference {
  const byColumn = (texts: Texts) =>
    Object.fromEntries(columnsOf(table).map((column, i) => [column, texts[i]!]));
  const [journal, there] = [implied && byColumn(implied), found && byColumn(found)];
  const key = Object.fromEntries(keyOf(table).map((column) => [column, (journal ?? there)![column]!]));
  return { table, key, implied: journal, found: there };
}

/** What a number in a column stands for; undefined where it stands for nothing else. */
export type NameOf = (column: string, number: string) => string | undefined;

/** The difference in one sentence: table, row, column and both values. */
export function sentenceOf({ table, key, implied, found }: Difference, nameOf: NameOf): string {
  const row = Object.entries(key)
    .map(([column, value]) => `${column} ${named(column, value, nameOf)}`)
    .join(', ');
  if (!found) return `Table ${table} has no row for ${row}, but the journal implies one.`;
  if (!implied) return `Table ${table} has a row for ${row}, which the journal does not imply.`;
  const column = Object.keys(implied).find((each) => implied[each] !== found[each])!;
  const [expected, actual] = [implied, found].map((each) => shortened(named(column, each[column]!, nameOf)));
  return `Table ${table}, row for ${row}: ${column} is ${actual}, but the journal implies ${expected}.`;
}

const numbered = ['account', 'node', 'currency', 'parent'];

function named(column: string, value: string | null, nameOf: NameOf): string {
  if (value === null) return 'null';
  const name = numbered.includes(column) ? nameOf(column, value) : undefined;
  if (name !== undefined) return name;
  return column.endsWith('_at') && /^-?\d+(?:\.\d+)?$/.test(value) ? timeOf(value) : value;
}

/** @param milliseconds since 1970, perhaps with a fraction */
function timeOf(milliseconds: string): string {
  const time = new Date(Math.floor(Number(milliseconds)));
  const [, fraction] = milliseconds.split('.');
  if (Number.isNaN(time.getTime())) return milliseconds;
  return fraction === undefined ? time.toISOString() : time.toISOString().replace('Z', `${fraction}Z`);
}

const lengthMax = 200;

function shortened(value: string): string {
  return value.length > lengthMax ? `${value.slice(0, lengthMax)}…` : value;
}
