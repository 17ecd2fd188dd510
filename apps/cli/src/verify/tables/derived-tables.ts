import type { Client } from 'pg';
import { blockSizes } from '@read-models/statements/dated-blocks';
import type { Difference } from './difference';

/** The metadata of transactions, key by key, with the hashes by which transactions are found. */
const metadata = `
  select t.seq, m.key, hashtextextended(m.value, 0) as value_hash
  from transactions t cross join lateral json_each_text(t.metadata) m where t.ledger = $1`;

const sumSoFar = (side: 'debits' | 'credits') =>
  `sum(case when is_credit then ${side === 'debits' ? '0 else amount' : 'amount else 0'} end) over so_far as ${side}`;

/** The dated lines of every full block in the order of their effective times, each with the sums up to it. */
const blocks = `
  select account, currency, size, block, effective_at, number, ${sumSoFar('debits')}, ${sumSoFar('credits')}
  from (
    select d.*, s.size, (d.number - 1) / s.size as block, max(d.number) over (partition by account, currency) as lines
    from dated_lines d cross join unnest(array[${blockSizes.join(', ')}]) as s (size) where d.ledger = $1
  ) d
  where (block + 1) * size <= lines
  window so_far as (
    partition by account, currency, size, block order by effective_at, number rows unbounded preceding
  )`;

interface DerivedTable {
  readonly table: string;
  readonly key: readonly string[];
  readonly other: readonly string[];
  /** SELECT of the rows that follow from tables that are compared with the journal themselves. */
  readonly implied: string;
}

/**
 * Tables whose rows follow from others: they are held against those. To make them from the journal would need the hash
 * function of Postgres, and the lines of every block that is not full yet.
 */
export const derivedTables: readonly DerivedTable[] = [
  { table: 'transaction_metadata', key: ['seq', 'key'], other: ['value_hash'], implied: metadata },
  {
    table: 'dated_sums',
    key: ['account', 'currency', 'size', 'block', 'number'],
    other: ['effective_at', 'debits', 'credits'],
    implied: blocks,
  },
];

/** The first row of such a table that is not as it follows. */
export async function firstDerivedDifference(
  client: Client,
  ledger: number,
  derived: DerivedTable,
): Promise<Difference | undefined> {
  const { rows } = await client.query<{ implied: Row | null; found: Row | null }>(statementOf(derived), [
    ledger,
  ]);
  if (!rows[0]) return undefined;
  const { implied, found } = rows[0];
  const key = Object.fromEntries(derived.key.map((column) => [column, (implied ?? found)![column]!]));
  return { table: derived.table, key, implied: implied ?? undefined, found: found ?? undefined };
}

type Row = Readonly<Record<string, string | null>>;

/** Numbers are compared as numbers: sums are written with as many decimals as what was added up. */
function statementOf({ table, key, other, implied }: DerivedTable): string {
  const columns = [...key, ...other];
  const isSame = key.map((column) => `implied.${column} = found.${column}`).join(' and ');
  const valuesOf = (side: string) => `(${columns.map((column) => `${side}.${column}`).join(', ')})`;
  const textsIn = (side: string) =>
    `case when ${side}.${key[0]} is not null then json_build_object(${columns
      .map((column) => `'${column}', ${side}.${column}::text`)
      .join(', ')}) end as ${side}`;
  return `select ${textsIn('implied')}, ${textsIn('found')}
    from (${implied}) implied full join (select * from ${table} where ledger = $1) found on ${isSame}
    where ${valuesOf('implied')} is distinct from ${valuesOf('found')}
    order by ${key.map((column) => `coalesce(implied.${column}, found.${column})`).join(', ')} limit 1`;
}
