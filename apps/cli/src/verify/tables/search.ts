import type { Client } from 'pg';
import type { Entry } from '@entries/entry';
import { differenceIn, type Difference } from './difference';
import { ImpliedRows } from './implied-rows';
import { bucketOf, bucketStatement } from './prints';
import { columnsOf, keyOf, textExpressionsOf, textsOf, type TableName, type Texts } from './table';

export interface Search {
  readonly client: Client;
  /** Number of the ledger in the tables. */
  readonly ledger: number;
  /** The entries of the journal up to the one that the tables have applied last, from the first again. */
  readonly entries: AsyncIterable<Entry>;
}

/** In how many of the buckets that differ is looked: in all of them there may be all rows. */
const bucketsMax = 8;

/**
 * The first row, in the order of the journal, in which a table differs from it; a row that the journal does not imply
 * comes last. Reads the journal once more, and keeps no more than the rows of a few buckets.
 * @param differing buckets in which the sums are different
 */
export async function firstDifference(
  { client, ledger, entries }: Search,
  table: TableName,
  differing: readonly number[],
): Promise<Difference | undefined> {
  const buckets = new Set(differing.slice(0, bucketsMax));
  const keyIn = keysIn(table);
  const { rows: inBuckets } = await client.query<string[]>({
    text: bucketStatement(table),
    values: [ledger, [...buckets]],
    rowMode: 'array',
  });
  const found = new Map<string, Texts>(inBuckets.map((row) => [keyIn(row), row]));
  let missing: Texts | undefined;
  let difference: Difference | undefined;
  const rows = new ImpliedRows((name, row) => {
    if (name !== table || missing || difference) return;
    const implied = textsOf(table, row);
    const key = keyIn(implied);
    const same = found.get(key);
    if (same?.some((text, i) => text !== implied[i]))
      difference = differenceIn(table, { implied, found: same });
    else if (same) found.delete(key);
    else if (buckets.has(bucketOf(implied))) missing = implied;
  });
  for await (const entry of entries) {
    rows.take(entry);
    if (missing || difference) break;
  }
  rows.end();
  if (missing) {
    const there = await rowLike({ client, ledger }, table, missing);
    return differenceIn(table, { implied: missing, found: there });
  }
  const [invented] = found.values();
  return difference ?? (invented && differenceIn(table, { found: invented }));
}

/** Gives the key of a row as one text. */
function keysIn(table: TableName): (texts: Texts) => string {
  const places = placesOfKey(table);
  return (texts) => places.map((place) => texts[place]).join('\u001f');
}

function placesOfKey(table: TableName): number[] {
  const columns = columnsOf(table);
  return keyOf(table).map((column) => columns.indexOf(column));
}

/** The row in the table that has the same key. */
async function rowLike(
  { client, ledger }: Pick<Search, 'client' | 'ledger'>,
  table: TableName,
  implied: Texts,
): Promise<Texts | undefined> {
  const [places, texts] = [placesOfKey(table), textExpressionsOf(table)];
  const isSame = places.map((place, i) => `${texts[place]} = $${i + 2}`);
  const { rows } = await client.query<string[]>({
    text: `select ${texts.join(', ')} from ${table} where ledger = $1 and ${isSame.join(' and ')}`,
    values: [ledger, ...places.map((place) => implied[place])],
    rowMode: 'array',
  });
  return rows[0];
}
