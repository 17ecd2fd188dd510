/**
 * How the text of a column is made. `plain` is Postgres' own text; `time` is milliseconds since 1970; `list` is the JSON
 * of an array.
 */
type Kind = 'plain' | 'time' | 'list';

interface TableShape {
  /** The columns that tell a row of a ledger from all others of it. */
  readonly key: readonly string[];
  /** Every column but `ledger`, by which all rows of a ledger are found. */
  readonly columns: Readonly<Record<string, Kind>>;
}

function table<const Columns extends Readonly<Record<string, Kind>>>(
  key: readonly (keyof Columns & string)[],
  columns: Columns,
) {
  return { key, columns } satisfies TableShape;
}

/**
 * The tables whose rows are compared one by one with those that the journal implies, in the order in which they are
 * compared. Two more follow from them: see {@link file://./derived-tables.ts}.
 */
export const tables = {
  ledgers: table(['id'], {
    id: 'plain',
    name: 'plain',
    root: 'plain',
    metadata: 'plain',
    chart: 'plain',
    opened_at: 'time',
    takes_future: 'plain',
    is_importing: 'plain',
  }),
  checkpoints: table(['id'], { id: 'plain', seq: 'plain', recorded_at: 'time' }),
  currencies: table(['currency'], {
    currency: 'plain',
    code: 'plain',
    decimals: 'plain',
    name: 'plain',
    is_registered: 'plain',
  }),
  nodes: table(['node'], { node: 'plain', parent: 'plain', depth: 'plain', path: 'plain' }),
  accounts: table(['account', 'from_seq'], {
    account: 'plain',
    from_seq: 'plain',
    until_seq: 'plain',
    path: 'plain',
    type: 'plain',
    status: 'plain',
    except_holds: 'list',
    currencies: 'list',
    limits: 'plain',
    tags: 'list',
    metadata: 'plain',
    pattern: 'plain',
    opened_seq: 'plain',
    opened_at: 'time',
    changed_at: 'time',
  }),
  recorded_times: table(['recorded_at'], { recorded_at: 'time', seq: 'plain' }),
  transactions: table(['seq'], {
    seq: 'plain',
    id: 'plain',
    recorded_at: 'time',
    effective_at: 'time',
    category: 'plain',
    reference: 'plain',
    description: 'plain',
    reason: 'plain',
    reverses: 'plain',
    captures: 'plain',
    late_reason: 'plain',
    is_imported: 'plain',
    tags: 'list',
    metadata: 'plain',
  }),
  transaction_tags: table(['tag', 'seq'], { tag: 'plain', seq: 'plain' }),
  statement_lines: table(['seq', 'posting'], {
    account: 'plain',
    seq: 'plain',
    posting: 'plain',
    currency: 'plain',
    is_credit: 'plain',
    amount: 'plain',
    posted: 'plain',
    debits: 'plain',
    version: 'plain',
    effective_at: 'time',
  }),
  dated_lines: table(['account', 'currency', 'number'], {
    account: 'plain',
    currency: 'plain',
    number: 'plain',
    seq: 'plain',
    effective_at: 'time',
    is_credit: 'plain',
    amount: 'plain',
    debits: 'plain',
    credits: 'plain',
  }),
  balances: table(['account', 'currency'], {
    account: 'plain',
    currency: 'plain',
    debits: 'plain',
    credits: 'plain',
    version: 'plain',
    first_seq: 'plain',
  }),
  node_sums: table(['node', 'currency'], {
    node: 'plain',
    currency: 'plain',
    debits_below: 'plain',
    credits_below: 'plain',
  }),
  holds: table(['hold', 'from_seq'], {
    hold: 'plain',
    from_seq: 'plain',
    until_seq: 'plain',
    id: 'plain',
    status: 'plain',
    placed_at: 'time',
    changed_at: 'time',
    expires_at: 'time',
    category: 'plain',
    reference: 'plain',
    description: 'plain',
    reason: 'plain',
    tags: 'list',
    metadata: 'plain',
    tolerance: 'plain',
    lines: 'plain',
  }),
  hold_steps: table(['hold', 'seq'], {
    hold: 'plain',
    seq: 'plain',
    step: 'plain',
    id: 'plain',
    recorded_at: 'time',
  }),
  hold_accounts: table(['account', 'hold'], { account: 'plain', hold: 'plain' }),
  held_sums: table(['account', 'currency', 'seq'], {
    account: 'plain',
    currency: 'plain',
    seq: 'plain',
    debits: 'plain',
    credits: 'plain',
  }),
  periods: table(['period', 'from_seq'], {
    period: 'plain',
    from_seq: 'plain',
    until_seq: 'plain',
    kind: 'plain',
    begins_at: 'time',
    ends_at: 'time',
    reason: 'plain',
    closed_at: 'time',
  }),
  issued_statements: table(['account', 'number'], {
    account: 'plain',
    number: 'plain',
    seq: 'plain',
    id: 'plain',
    issued_at: 'time',
    description: 'plain',
    from_seq: 'plain',
    to_seq: 'plain',
    opening: 'plain',
    closing: 'plain',
  }),
  velocity_limits: table(['path', 'from_seq'], {
    path: 'plain',
    from_seq: 'plain',
    until_seq: 'plain',
    limits: 'plain',
    set_at: 'time',
  }),
} as const satisfies Readonly<Record<string, TableShape>>;

export type TableName = keyof typeof tables;
export const tableNames = Object.keys(tables) as readonly TableName[];

/** A value as its text: numbers and truths are written as Postgres writes them. */
export type Cell = string | number | boolean | null;

/** A row that the journal implies. */
export type RowOf<Name extends TableName> = {
  readonly [Column in keyof (typeof tables)[Name]['columns']]: Cell;
};

/** Takes the rows that the journal implies, each once, as soon as no later entry can change it. */
export type TakeRow = <Name extends TableName>(table: Name, row: RowOf<Name>) => void;

/** Names of the columns of a table, in the order of its texts. */
export function columnsOf(table: TableName): readonly string[] {
  return names[table];
}

const names = Object.fromEntries(
  tableNames.map((table) => [table, Object.keys(tables[table].columns)]),
) as unknown as Readonly<Record<TableName, readonly string[]>>;

/** The texts of a row, column by column; null where there is no value. */
export function textsOf(table: TableName, row: Readonly<Record<string, Cell>>): (string | null)[] {
  return names[table].map((column) => {
    const cell = row[column] ?? null;
    return cell === null ? null : String(cell);
  });
}

/** The texts of a row of a table in Postgres, as SQL expressions. */
export function textExpressionsOf(table: TableName): readonly string[] {
  const kinds: Readonly<Record<string, Kind>> = tables[table].columns;
  return names[table].map((column) => expressions[kinds[column]!](`"${column}"`));
}

const expressions: Readonly<Record<Kind, (column: string) => string>> = {
  plain: (column) => `${column}::text`,
  time: (column) => `trim_scale(extract(epoch from ${column})::numeric * 1000)::text`,
  list: (column) => `to_json(${column})::text`,
};

let lastTime = '';
let lastMilliseconds = 0;

/** The cell of a time, RFC 3339. Many in a row are of one append: parsed once. */
export function timeCell(time: string): number {
  if (time !== lastTime) {
    lastMilliseconds = Date.parse(time);
    lastTime = time;
  }
  return lastMilliseconds;
}

/** The text that Postgres writes of a `jsonb` value: keys by length and then by bytes. */
export function jsonbText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonbText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .map(([key, field]) => ({ key: Buffer.from(key), text: `${JSON.stringify(key)}: ${jsonbText(field)}` }))
    .sort((a, b) => a.key.length - b.key.length || Buffer.compare(a.key, b.key));
  return `{${fields.map(({ text }) => text).join(', ')}}`;
}
