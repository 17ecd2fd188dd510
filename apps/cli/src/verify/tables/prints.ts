import { hash } from 'node:crypto';
import { tableNames, textExpressionsOf, textsOf, type TableName, type TakeRow, type Texts } from './table';

/**
 * Fingerprints of many rows, added up: equal sums mean equal rows, in whatever order they come. A row adds the first 64
 * bits of its MD5 to one of 4,096 sums, so that a difference is looked for in a small part of the rows. It guards against
 * damage and edits, not against an attacker who can choose rows of equal sums.
 */
export class Print {
  private readonly buckets = new Map<number, Sums>();
  rows = 0;

  add(texts: Texts): void {
    const digest = hash('md5', joined(texts), 'hex');
    const bucket = bucketIn(digest);
    let sums = this.buckets.get(bucket);
    if (!sums) this.buckets.set(bucket, (sums = { rows: 0, high: 0, low: 0 }));
    this.rows += 1;
    sums.rows += 1;
    sums.high += Number.parseInt(digest.slice(0, 8), 16);
    sums.low += Number.parseInt(digest.slice(8, 16), 16);
  }

  /** The sums, as Postgres gives those of equal rows. */
  sums(): FoundSums[] {
    return [...this.buckets].map(([bucket, { rows, high, low }]) => ({
      bucket,
      rows: String(rows),
      high: String(high),
      low: String(low),
    }));
  }

  /** The buckets whose sums are not these, in ascending order. */
  differences(found: readonly FoundSums[]): number[] {
    const textOf = ({ rows, high, low }: FoundSums) => `${rows} ${high} ${low}`;
    const there = new Map(found.map((sums) => [sums.bucket, textOf(sums)]));
    const here = new Map(this.sums().map((sums) => [sums.bucket, textOf(sums)]));
    const all = [...new Set([...there.keys(), ...here.keys()])];
    return all.filter((bucket) => there.get(bucket) !== here.get(bucket)).sort((a, b) => a - b);
  }
}

/** Sums of 32 bits each: exact for two million rows of a bucket. */
interface Sums {
  rows: number;
  high: number;
  low: number;
}

/** The same of a table in Postgres; whole numbers as text. */
export interface FoundSums {
  readonly bucket: number;
  readonly rows: string;
  readonly high: string;
  readonly low: string;
}

/** Prints of the rows that a journal implies, by table. */
export class Prints {
  private readonly prints = new Map(tableNames.map((table) => [table, new Print()]));

  readonly take: TakeRow = (table, row) => this.of(table).add(textsOf(table, row));

  of(table: TableName): Print {
    return this.prints.get(table)!;
  }
}

/** The bucket of a row. */
export function bucketOf(texts: Texts): number {
  return bucketIn(hash('md5', joined(texts), 'hex'));
}

/** 12 bits behind those that are added up. */
function bucketIn(digest: string): number {
  return Number.parseInt(digest.slice(16, 19), 16);
}

// Neither is in a text that the journal keeps: control characters are refused.
const [separator, nothing] = ['\u001f', '\u001e'];

function joined(texts: Texts): string {
  let all = texts[0] ?? nothing;
  for (let i = 1; i < texts.length; i += 1) all += separator + (texts[i] ?? nothing);
  return all;
}

/** SQL of the MD5 of a row. */
function digestOf(table: TableName): string {
  const texts = textExpressionsOf(table).map((text) => String.raw`coalesce(${text}, e'\x1e')`);
  return String.raw`md5(concat_ws(e'\x1f', ${texts.join(', ')}))`;
}

const bits = (from: number, digits: number) =>
  `('x' || substr(digest, ${from}, ${digits}))::bit(${digits * 4})`;

/** Gives {@link FoundSums} of the rows of the ledger with the number `$1`. */
export function printStatement(table: TableName): string {
  return `select ${bits(17, 3)}::int as bucket, count(*) as rows, sum(${bits(1, 8)}::bigint) as high,
      sum(${bits(9, 8)}::bigint) as low
    from (select ${digestOf(table)} as digest from ${table} where ledger = $1) r group by 1`;
}

/** Gives the texts of the rows that are in one of the buckets `$2`. */
export function bucketStatement(table: TableName): string {
  return `select ${textExpressionsOf(table).join(', ')} from ${table}, lateral (select ${digestOf(table)} as digest) d
    where ledger = $1 and ${bits(17, 3)}::int = any($2::int[])`;
}
