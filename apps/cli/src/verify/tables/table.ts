import { nodes, nodeSums } from '@read-models/account-tree/account-tree.table';
import { accounts } from '@read-models/accounts/accounts.table';
import { balances } from '@read-models/balances/balances.table';
import { heldSums, holdAccounts, holds, holdSteps } from '@read-models/holds/holds.table';
import { issuedStatements } from '@read-models/issued-statements/issued-statements.table';
import { currencies, ledgers } from '@read-models/ledgers/ledgers.table';
import { periods } from '@read-models/periods/periods.table';
import { progress } from '@read-models/projection/projection.table';
import { proposalApprovals, proposals } from '@read-models/proposals/proposals.table';
import { rateSets } from '@read-models/rates/rate-sets.table';
import { recordedTimes } from '@read-models/recorded-times/recorded-times.table';
import type { RowOf as ColumnsOf } from '@read-models/schema/table';
import { datedLines, statementLines } from '@read-models/statements/statements.table';
import { transactions, transactionTags } from '@read-models/transactions/transactions.table';
import { velocityLimits } from '@read-models/velocity-limits/velocity-limits.table';

/**
 * The tables whose rows are compared one by one with those that the journal implies, in the order in which they are
 * compared. Two more follow from these: {@link derivedTables}.
 */
const tables = {
  ledgers,
  progress,
  currencies,
  nodes,
  accounts,
  recorded_times: recordedTimes,
  transactions,
  transaction_tags: transactionTags,
  statement_lines: statementLines,
  dated_lines: datedLines,
  balances,
  node_sums: nodeSums,
  holds,
  hold_steps: holdSteps,
  hold_accounts: holdAccounts,
  held_sums: heldSums,
  periods,
  issued_statements: issuedStatements,
  velocity_limits: velocityLimits,
  proposals,
  proposal_approvals: proposalApprovals,
  rate_sets: rateSets,
};

export type TableName = keyof typeof tables;
export const tableNames = Object.keys(tables) as readonly TableName[];

/** A row that the journal implies, without the number of its ledger. */
export type RowOf<Name extends TableName> = Omit<ColumnsOf<(typeof tables)[Name]>, 'ledger'>;

/** Takes the rows that the journal implies, each once, as soon as no later entry can change it. */
export type TakeRow = <Name extends TableName>(table: Name, row: RowOf<Name>) => void;

/** The texts of a row, column by column; null where there is no value. */
export type Texts = readonly (string | null)[];

/** How the text of a column is made. */
interface Form {
  /** Of a value that the journal implies. */
  readonly implied: (value: never) => string;
  /** The same in Postgres, as an SQL expression. */
  readonly found: (column: string) => string;
}

const plain: Form = {
  implied: (value: string | number | bigint | boolean) => (typeof value === 'string' ? value : String(value)),
  found: textOf,
};

/** By the type of the column. */
const forms: Readonly<Record<string, Form>> = {
  'timestamp with time zone': {
    implied: (time: string) => String(milliseconds(time)),
    found: (column) => `trim_scale(extract(epoch from ${column})::numeric * 1000)::text`,
  },
  'text[]': { implied: JSON.stringify, found: (column) => `to_json(${column})::text` },
  json: { implied: JSON.stringify, found: textOf },
  jsonb: { implied: jsonbText, found: textOf },
};

function textOf(column: string): string {
  return `${column}::text`;
}

interface TextColumn extends Form {
  readonly name: string;
}

const texts = Object.fromEntries(
  tableNames.map((table) => {
    const columns = Object.entries(tables[table].columns).filter(([name]) => name !== 'ledger');
    return [table, columns.map(([name, { type }]): TextColumn => ({ name, ...(forms[type] ?? plain) }))];
  }),
) as unknown as Readonly<Record<TableName, readonly TextColumn[]>>;

/** Names of the columns of a table, in the order of its texts. */
export function columnsOf(table: TableName): readonly string[] {
  return texts[table].map(({ name }) => name);
}

/** The columns that identify a row within its ledger. */
export function keyOf(table: TableName): readonly string[] {
  const keys = Object.entries(tables[table].columns).filter(
    ([name, { isKey }]) => isKey && name !== 'ledger',
  );
  return keys.length === 0 ? ['id'] : keys.map(([name]) => name);
}

export function textsOf<Name extends TableName>(table: Name, row: RowOf<Name>): Texts {
  const values = row as Readonly<Record<string, unknown>>;
  const columns = texts[table];
  const all = new Array<string | null>(columns.length);
  for (let i = 0; i < columns.length; i += 1) {
    const value = values[columns[i]!.name] ?? null;
    all[i] = value === null ? null : columns[i]!.implied(value as never);
  }
  return all;
}

/** The texts of a row in Postgres, as SQL expressions. */
export function textExpressionsOf(table: TableName): readonly string[] {
  return texts[table].map(({ name, found }) => found(`"${name}"`));
}

let lastTime = '';
let lastMilliseconds = 0;

/** Since 1970, of RFC 3339 text. Many in a row are of one append: parsed once. */
function milliseconds(time: string): number {
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
    .map(([name, field]) => ({
      name: Buffer.from(name),
      text: `${JSON.stringify(name)}: ${jsonbText(field)}`,
    }))
    .sort((a, b) => a.name.length - b.name.length || Buffer.compare(a.name, b.name));
  return `{${fields.map(({ text }) => text).join(', ')}}`;
}
