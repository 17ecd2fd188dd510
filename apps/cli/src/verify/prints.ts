import { createHash } from 'node:crypto';
import type { Entry } from '@entries/entry';

/** Fingerprints of many rows, added up: equal sums mean equal rows, in whatever order they come. */
interface Print {
  readonly rows: number;
  /** Sum of the first 60 bits of each row's MD5. It guards against damage and edits, not against its own maker. */
  readonly sum: bigint;
}

/**
 * What the tables of transactions must hold, taken from the journal. The statements beside it make the same prints of
 * the rows that are there.
 */
export class TransactionPrints {
  private readonly sums = { transactions: none(), tags: none(), members: none() };

  take(entry: Entry): void {
    if (entry.type !== 'TransactionPosted') return;
    const { id, seq, recordedAt, body } = entry;
    const {
      category,
      description,
      effectiveAt = recordedAt,
      metadata,
      reason,
      reference,
      reverses,
      tags,
    } = body;
    const words = [
      seq,
      id,
      Date.parse(recordedAt),
      Date.parse(effectiveAt),
      category,
      reference,
      description,
      reason,
      reverses?.seq,
      tags?.join(between),
      metadata && JSON.stringify(metadata),
    ];
    add(this.sums.transactions, words);
    for (const tag of new Set(tags)) add(this.sums.tags, [tag, seq]);
    for (const key of Object.keys(metadata ?? {})) add(this.sums.members, [key, seq]);
  }

  get all(): Readonly<Record<'transactions' | 'tags' | 'members', Print>> {
    return this.sums;
  }
}

const between = '\u001f';

function none(): { rows: number; sum: bigint } {
  return { rows: 0, sum: 0n };
}

function add(print: { rows: number; sum: bigint }, words: readonly (string | number | undefined)[]): void {
  const text = words.map((word) => word ?? '').join(between);
  print.rows += 1;
  print.sum += BigInt(`0x${createHash('md5').update(text).digest('hex').slice(0, 15)}`);
}

const unit = String.raw`e'\x1f'`;
const milliseconds = (column: string) => `(extract(epoch from ${column}) * 1000)::bigint`;
const printOf = (words: readonly string[]) =>
  `count(*) as rows, coalesce(sum(('x' || substr(md5(concat_ws(${unit}, ${words
    .map((word) => `coalesce((${word})::text, '')`)
    .join(', ')})), 1, 15))::bit(60)::bigint), 0) as sum`;

/** Each gives one row, `rows` and `sum`, of the ledger with the number `$1`. */
export const printStatements: Readonly<Record<'transactions' | 'tags' | 'members', string>> = {
  transactions: `select ${printOf([
    'seq',
    'id',
    milliseconds('recorded_at'),
    milliseconds('coalesce(effective_at, recorded_at)'),
    'category',
    'reference',
    'description',
    'reason',
    'reverses',
    `array_to_string(tags, ${unit})`,
    'metadata',
  ])} from transactions where ledger = $1`,
  tags: `select ${printOf(['tag', 'seq'])} from transaction_tags where ledger = $1`,
  members: `select ${printOf(['key', 'seq'])} from transaction_metadata where ledger = $1`,
};
