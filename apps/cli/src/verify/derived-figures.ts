import type { Client } from 'pg';
import { blockSizes } from '@read-models/statements/dated-blocks';

/** A row that contradicts the statement lines, which are compared with the journal themselves. */
export interface Contradiction {
  /** In words; completes "the … ". */
  readonly what: string;
  readonly seq: string;
}

const amounts = `sum(case when is_credit then 0 else amount end) over so_far as debits,
  sum(case when is_credit then amount else 0 end) over so_far as credits`;

const totals = `
  select seq from (
    select seq, debits, version, row_number() over so_far as lines,
      sum(case when is_credit then 0 else amount end) over so_far as expected
    from statement_lines where ledger = $1
    window so_far as (partition by account, currency order by seq, posting rows unbounded preceding)
  ) l where debits <> expected or version <> lines`;

const effectiveTimes = `
  select l.seq from statement_lines l join transactions t on t.ledger = l.ledger and t.seq = l.seq
  where l.ledger = $1 and l.effective_at is distinct from t.effective_at`;

const datedLines = `
  select coalesce(found.seq, expected.seq) as seq
  from (select * from dated_lines where ledger = $1) found
  full join (
    select account, currency, seq, effective_at, row_number() over so_far as number, ${amounts}
    from statement_lines where ledger = $1 and effective_at is not null
    window so_far as (partition by account, currency order by seq, posting rows unbounded preceding)
  ) expected
    on found.account = expected.account and found.currency = expected.currency and found.number = expected.number
  where (found.seq, found.effective_at, found.debits, found.credits) is distinct from
    (expected.seq, expected.effective_at, expected.debits, expected.credits)`;

/** What a block says up to each of its lines follows from those lines; their own amounts from their totals. */
const blocks = `
  select coalesce(expected.seq, 0) as seq
  from (select * from dated_sums where ledger = $1) found
  full join (
    select account, currency, size, block, effective_at, number, seq, ${amounts}
    from (
      select d.*, s.size, (d.number - 1) / s.size as block, max(d.number) over (partition by account, currency) as lines
      from dated_lines d cross join unnest(array[${blockSizes.join(', ')}]) as s (size) where d.ledger = $1
    ) d
    where (block + 1) * size <= lines
    window so_far as (
      partition by account, currency, size, block order by effective_at, number rows unbounded preceding
    )
  ) expected
    on found.account = expected.account and found.currency = expected.currency and found.size = expected.size
      and found.block = expected.block and found.number = expected.number
  where (found.effective_at, found.debits, found.credits) is distinct from
    (expected.effective_at, expected.debits, expected.credits)`;

/** Amounts of dated lines, which are summed beyond the last full block. */
const datedAmounts = `
  select seq from (
    select seq, debits, credits, ${amounts.replaceAll(' as ', ' as expected_')} from dated_lines where ledger = $1
    window so_far as (partition by account, currency order by number rows unbounded preceding)
  ) d where debits <> expected_debits or credits <> expected_credits`;

const recordedTimes = `
  select t.seq from transactions t
  left join (
    select recorded_at, seq, lead(seq) over (order by recorded_at) as next from recorded_times where ledger = $1
  ) r on r.recorded_at = t.recorded_at
  where t.ledger = $1 and (r.seq is null or t.seq < r.seq or t.seq >= r.next)`;

const checks: readonly (readonly [what: string, sql: string])[] = [
  ['totals of a statement line', totals],
  ['effective time of a statement line', effectiveTimes],
  ['dated line', datedLines],
  ['amount of a dated line', datedAmounts],
  ['block of dated lines', blocks],
  ['recorded time', recordedTimes],
];

/** The first row, in the order of the checks, of what past balances are looked up in that does not follow from the lines. */
export async function firstContradiction(client: Client, ledger: number): Promise<Contradiction | undefined> {
  for (const [what, sql] of checks) {
    const { rows } = await client.query<{ seq: string }>(`${sql} limit 1`, [ledger]);
    if (rows[0]) return { what, seq: rows[0].seq };
  }
  return undefined;
}
