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

/**
 * Halves the journal until it knows where `recorded_at`, which never decreases with seq, reaches a time: no index on
 * time is needed, which every transaction would have to pay for.
 */
const search = `
  with recursive search (low, high) as (
    select 0::bigint, $2::bigint + 1
    union all
    select case when found.is_before and found.seq < s.high then found.seq + 1 else s.low end,
      case when found.is_before and found.seq < s.high then s.high else s.mid end
    from (select low, high, (low + high) / 2 as mid from search where low < high) s
    left join lateral (
      select t.seq, t.recorded_at < $3::timestamptz as is_before from transactions t
      where t.ledger = $1 and t.seq >= s.mid order by t.seq limit 1
    ) found on true
  )
  select low as seq from search where low >= high`;

/** Seq of the first transaction recorded at `time` or later, or one that is not before it and after all others. */
async function seqAt(tables: Tables, { ledger, seq }: At, time: string): Promise<bigint> {
  const rows = await tables.rows<{ seq: string }>('seq_at', search, [ledger, seq, time]);
  return BigInt(rows[0]!.seq);
}

/** The entries that were recorded in a span of time, none of them after `at`. */
export async function recordedWithin(tables: Tables, at: At, { from, to }: TimeRange): Promise<SeqRange> {
  return {
    from: from === undefined ? 0n : await seqAt(tables, at, from),
    to: to === undefined ? at.seq + 1n : await seqAt(tables, at, to),
  };
}
