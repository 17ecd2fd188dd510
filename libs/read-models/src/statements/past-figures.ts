import { unitsOf } from '@ledger/money/amount';
import { isDebitNormal } from '@ledger/accounts/normal-side';
import { accountTypes, type AccountType } from '@ledger/state';
import type { Past } from '../queries/as-of';
import { firstRecordedAt } from '../queries/seq-at';
import { blockSizes } from './dated-blocks';
import type { Tables } from '../queries/tables';

/** What an account had in one currency; sums in minor units. */
export interface PastFigures {
  readonly currency: string;
  /** Of the currency, in the tables. */
  readonly number: number;
  readonly decimals: number;
  readonly debits: bigint;
  readonly credits: bigint;
  /** Count of the postings; undefined where effective times count, since they have no such order. */
  readonly version: bigint | undefined;
}

/**
 * Accounts of ledger $1 that are listed by number, normal side and path, in $3, $4 and $5, in those currencies that
 * each had used by $2.
 */
export const listedAccounts = `
  select b.ledger, b.account, b.currency, p.is_debit_normal, $2::bigint as known, p.path
  from unnest($3::int[], $4::boolean[], $5::text[]) as p (account, is_debit_normal, path)
  join balances b on b.ledger = $1 and b.account = p.account and b.first_seq <= $2`;

/**
 * The last line of `w` before a seq: it has the totals of all lines up to it. Comparing and ordering by all columns of
 * the index leaves no other way to find it: the key is in the order of seqs, too, but an account may have been quiet
 * for a million lines of others.
 */
const lastLine = (end: string) => `
  select l.debits, case when w.is_debit_normal then l.debits - l.posted else l.debits + l.posted end as credits, l.version
  from (
    select l.* from statement_lines l
    where (l.ledger, l.account, l.currency, l.seq) < (w.ledger, w.account, w.currency, ${end})
    order by l.ledger desc, l.account desc, l.currency desc, l.seq desc, l.posting desc limit 1
  ) l
  where l.ledger = w.ledger and l.account = w.account and l.currency = w.currency`;

const lastDatedLine = (condition: string) => `
  select d.number, d.debits, d.credits from dated_lines d
  where d.ledger = w.ledger and d.account = w.account and d.currency = w.currency and ${condition}
  order by d.seq desc, d.number desc limit 1`;

/**
 * Totals as known: those of the last line.
 * @param wanted a SELECT of ledger, account, currency, is_debit_normal, known (a seq)
 */
function knownTotals(wanted: string): string {
  return `
  select w.*, coalesce(last.debits, 0) as debits, coalesce(last.credits, 0) as credits, coalesce(last.version, 0) as version
  from (${wanted}) w
  left join lateral (${lastLine('w.known + 1')}) last on true`;
}

const [small] = blockSizes;

/** The blocks that n lines fill, each size where no larger one reaches. */
const filled = blockSizes
  .map((size, i) => {
    const larger = blockSizes[i + 1];
    const first = larger ? `n.number / ${larger} * ${larger / size}` : '0';
    return `select ${size} as size, generate_series(${first}, n.number / ${size} - 1) as block`;
  })
  .join(' union all ');

/**
 * Of the first n dated lines, those effective before a time: what full blocks say, and the lines after them. Those are
 * asked for in order and counted, or a planner without statistics, as after a load, may read every line of the account
 * in the order of seqs instead.
 */
const datedTotals = (before: string) => `
  select sum(part.debits) as debits, sum(part.credits) as credits from (
    select block.debits, block.credits
    from (${filled}) filled
    cross join lateral (
      select s.debits, s.credits from dated_sums s
      where s.ledger = w.ledger and s.account = w.account and s.currency = w.currency
        and s.size = filled.size and s.block = filled.block and s.effective_at < ${before}::timestamptz
      order by s.effective_at desc, s.number desc limit 1
    ) block
    union all
    select case when d.is_credit then 0 else d.amount end, case when d.is_credit then d.amount else 0 end
    from (
      select d.* from dated_lines d
      where d.ledger = w.ledger and d.account = w.account and d.currency = w.currency
        and d.number > n.number / ${small} * ${small} and d.number <= n.number
      order by d.number limit ${small}
    ) d
    where d.effective_at < ${before}::timestamptz
  ) part`;

/**
 * Totals of what was effective before a time, as known: all lines recorded before it without the dated ones among
 * them, and the dated lines that count. $1 is the ledger.
 * @param wanted a SELECT of ledger, account, currency, is_debit_normal, known (a seq)
 * @param before the parameter that is the time
 */
function effectiveTotals(wanted: string, before: string): string {
  return `
  select w.*, null::bigint as version,
    coalesce(last.debits, 0) - coalesce(skipped.debits, 0) + coalesce(dated.debits, 0) as debits,
    coalesce(last.credits, 0) - coalesce(skipped.credits, 0) + coalesce(dated.credits, 0) as credits
  from (
    select w.*, least(w.known + 1, ${firstRecordedAt(before)}) as plain_end from (${wanted}) w
  ) w
  left join lateral (${lastLine('w.plain_end')}) last on true
  left join lateral (${lastDatedLine('d.seq < w.plain_end')}) skipped on true
  left join lateral (${lastDatedLine('d.seq <= w.known')}) n on true
  left join lateral (${datedTotals(before)}) dated on n.number is not null`;
}

/** Totals as of a past: of {@link effectiveTotals} where effective times count, of {@link knownTotals} elsewhere. */
export function pastTotals(wanted: string, { effectiveBefore }: Past, before: string): string {
  return effectiveBefore === undefined ? knownTotals(wanted) : effectiveTotals(wanted, before);
}

/** Whether a type in a column grows on the debit side. */
export function debitNormal(column: string): string {
  const types = accountTypes.filter(isDebitNormal).map((type) => `'${type}'`);
  return `${column} in (${types.join(', ')})`;
}

/** Account $2 in those currencies in which it had a line by $5, as known at $4. */
const ofAccount = `
  select b.ledger, b.account, b.currency, $3::boolean as is_debit_normal, $4::bigint as known from balances b
  where b.ledger = $1 and b.account = $2 and b.first_seq <= $5`;

/**
 * The rows of {@link asFigures}, in order of their codes.
 * @param totals of {@link pastTotals}
 */
export const namedTotals = (totals: string) => `
  select c.code as currency, c.currency as number, c.decimals, f.debits, f.credits, f.version
  from (${totals}) f join currencies c on c.ledger = f.ledger and c.currency = f.currency
  order by c.code`;

const known = namedTotals(knownTotals(ofAccount));
const effective = namedTotals(effectiveTotals(ofAccount, '$6'));

/** What an account had in one currency; decimal text. */
export interface FiguresRow {
  readonly currency: string;
  readonly number: number;
  readonly decimals: number;
  readonly debits: string;
  readonly credits: string;
  readonly version: string | null;
}

/** An account as the tables name it. */
export interface PastAccount {
  readonly account: number;
  readonly type: AccountType;
}

/** What an account had, one item for each currency that it had used by `usedBy`, a seq, in order of their codes. */
export async function figuresOf(
  tables: Tables,
  { ledger, seq, effectiveBefore }: Past,
  { account, type }: PastAccount,
  usedBy: bigint,
): Promise<PastFigures[]> {
  const values = [ledger, account, isDebitNormal(type), seq, usedBy];
  const rows =
    effectiveBefore === undefined
      ? await tables.rows<FiguresRow>('figures_known', known, values)
      : await tables.rows<FiguresRow>('figures_effective', effective, [...values, effectiveBefore]);
  return rows.map(asFigures);
}

export function asFigures({ currency, number, decimals, debits, credits, version }: FiguresRow): PastFigures {
  return {
    currency,
    number,
    decimals,
    debits: unitsOf(debits),
    credits: unitsOf(credits),
    version: version === null ? undefined : BigInt(version),
  };
}
