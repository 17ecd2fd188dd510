import { unitsOf } from '@ledger/amount';
import { isDebitNormal, type AccountType } from '@ledger/state';
import { recordedWithin, type TimeRange } from '../seq-at';
import { accountNotFound, type At, type Tables } from '../tables';
import type { Span, StatementAccount } from './statement-lines';

/** A balance on the account's normal side, in minor units. */
export interface BalanceAt {
  readonly currency: string;
  readonly decimals: number;
  readonly units: bigint;
}

/** @throws Refusal AccountNotFound */
export async function accountAt(tables: Tables, at: At, path: string): Promise<StatementAccount> {
  const rows = await tables.rows<{ account: number; type: AccountType }>(
    'statement_account',
    `select a.account, a.type from nodes n
     join accounts a on a.ledger = n.ledger and a.account = n.node and a.opened_seq <= $2
     where n.ledger = $1 and n.path = $3 limit 1`,
    [at.ledger, at.seq, path],
  );
  if (!rows[0]) throw accountNotFound(path);
  return { ...at, account: rows[0].account, isDebitNormal: isDebitNormal(rows[0].type) };
}

/** Opening and closing balances of a span of time, and which lines lie in it. */
export async function balancesAt(
  tables: Tables,
  account: StatementAccount,
  range: TimeRange & { readonly by?: 'effective' | 'recorded' },
): Promise<{ opening: BalanceAt[]; closing: BalanceAt[]; span: Span }> {
  const seqs = await recordedWithin(tables, account, range);
  const byEffective = range.by !== 'recorded' && (range.from !== undefined || range.to !== undefined);
  const opening = await balancesBefore(
    tables,
    account,
    seqs.from,
    byEffective ? (range.from ?? '-infinity') : undefined,
  );
  const closing = await balancesBefore(
    tables,
    account,
    seqs.to,
    byEffective ? (range.to ?? 'infinity') : undefined,
  );
  return { opening, closing, span: { seqs, ...(byEffective && { effective: range }) } };
}

interface Row {
  readonly currency: string;
  readonly decimals: number;
  readonly posted: string;
  readonly late_debits: string;
  readonly late_credits: string;
}

/**
 * The balance after the last line before $3; and what must be added to it when counted by effective time $4: lines
 * recorded later but effective before, less those recorded before but effective later. Only lines with an effective
 * time of their own can be either, and they have an index.
 */
const balancesBeforeSeq = `
  select c.code as currency, c.decimals, coalesce(last.posted, 0) as posted,
    coalesce(late.debits, 0) as late_debits, coalesce(late.credits, 0) as late_credits
  from balances b
  join currencies c on c.ledger = b.ledger and c.currency = b.currency
  left join lateral (
    select l.posted from statement_lines l
    where l.ledger = $1 and l.account = $2 and l.currency = b.currency and l.seq < $3
    order by l.seq desc, l.posting desc limit 1
  ) last on true
  left join lateral (
    select
      sum(case when l.is_credit then 0 when l.seq < $3 then -l.amount else l.amount end) as debits,
      sum(case when not l.is_credit then 0 when l.seq < $3 then -l.amount else l.amount end) as credits
    from statement_lines l
    where l.ledger = $1 and l.account = $2 and l.currency = b.currency and l.effective_at is not null and l.seq <= $5
      and ((l.seq >= $3 and l.effective_at < $4::timestamptz) or (l.seq < $3 and l.effective_at >= $4::timestamptz))
  ) late on $4::timestamptz is not null
  where b.ledger = $1 and b.account = $2
    and exists (
      select from statement_lines l where l.ledger = $1 and l.account = $2 and l.currency = b.currency and l.seq <= $5)
  order by c.code`;

async function balancesBefore(
  tables: Tables,
  { ledger, account, seq, isDebitNormal: debitNormal }: StatementAccount,
  before: bigint,
  effectiveBefore: string | undefined,
): Promise<BalanceAt[]> {
  const rows = await tables.rows<Row>('balances_before', balancesBeforeSeq, [
    ledger,
    account,
    before,
    effectiveBefore ?? null,
    seq,
  ]);
  return rows.map((row) => {
    const { currency, decimals, posted } = row;
    const late = unitsOf(row.late_debits) - unitsOf(row.late_credits);
    return { currency, decimals, units: unitsOf(posted) + (debitNormal ? late : -late) };
  });
}
