import type { At, Tables } from './tables';

/** A span of time, RFC 3339: from the first instant on, up to but not including the second. */
export interface TimeRange {
  readonly from?: string;
  readonly to?: string;
}

/** Entries of a journal, from the first on, up to but not including the second. */
export interface SeqRange {
  readonly from: bigint;
  readonly to: bigint;
}

/** Seq of the first entry of ledger $1 that was recorded at a time or later; null where there is none. */
export function firstRecordedAt(time: string): string {
  return `(select r.seq from recorded_times r where r.ledger = $1 and r.recorded_at >= ${time}::timestamptz
    order by r.recorded_at limit 1)`;
}

/** When the entry at a seq of a ledger was recorded, each as an SQL expression. */
export function recordedAtOf(ledger: string, seq: string): string {
  return `(select r.recorded_at from recorded_times r where r.ledger = ${ledger} and r.seq <= ${seq} order by r.seq desc limit 1)`;
}

const ends = `select ${firstRecordedAt('$2')} as from, ${firstRecordedAt('$3')} as to`;

/** The entries that were recorded in a span of time, none of them after `at`. */
export async function recordedWithin(
  tables: Tables,
  { ledger, seq }: At,
  { from, to }: TimeRange,
): Promise<SeqRange> {
  const end = seq + 1n;
  if (from === undefined && to === undefined) return { from: 0n, to: end };
  const rows = await tables.rows<{ from: string | null; to: string | null }>('recorded_within', ends, [
    ledger,
    from ?? '-infinity',
    to ?? 'infinity',
  ]);
  const within = (first: string | null) => (first === null || BigInt(first) > end ? end : BigInt(first));
  return { from: within(rows[0]!.from), to: within(rows[0]!.to) };
}
