import { isDebitNormal, postedBalance } from '@ledger/accounts/normal-side';
import type { AccountType } from '@ledger/state';
import { earlier, type Past } from '../queries/as-of';
import { figuresOf } from './past-figures';
import { recordedWithin, type SeqRange, type TimeRange } from '../queries/seq-at';
import { accountNotFound, type Tables } from '../queries/tables';
import type { LineRange, StatementAccount } from './statement-lines';

/** A balance on the account's normal side, in minor units. */
export interface BalanceAt {
  readonly currency: string;
  /** Of the currency, in the tables. */
  readonly number: number;
  readonly decimals: number;
  readonly units: bigint;
}

/** @throws Refusal AccountNotFound */
export async function accountAt(tables: Tables, past: Past, path: string): Promise<StatementAccount> {
  const rows = await tables.rows<{ account: number; type: AccountType }>(
    'statement_account',
    `select a.account, a.type from nodes n
     join accounts a on a.ledger = n.ledger and a.account = n.node and a.opened_seq <= $2
     where n.ledger = $1 and n.path = $3 limit 1`,
    [past.ledger, past.seq, path],
  );
  if (!rows[0]) throw accountNotFound(path);
  return { ...past, ...rows[0], isDebitNormal: isDebitNormal(rows[0].type) };
}

/** Which of its two times counts, for a span of them. */
export interface StatementSpan extends TimeRange {
  /** `effective` unless given. */
  readonly by?: 'effective' | 'recorded';
  /** Instead of times, the entries it covers. */
  readonly seqs?: SeqRange;
}

/** Opening and closing balances of a span of time, and which lines lie in it. */
export async function balancesAt(
  tables: Tables,
  account: StatementAccount,
  { by, from, to, seqs: given }: StatementSpan,
): Promise<{ opening: BalanceAt[]; closing: BalanceAt[]; lineRange: LineRange }> {
  const { seq: known, effectiveBefore } = account;
  if (given !== undefined || by === 'recorded') {
    const seqs =
      given ?? (await recordedWithin(tables, account, { ...(from && { from }), ...(to && { to }) }));
    const before = (seq: bigint) => balancesOf(tables, account, { seq: seq - 1n, effectiveBefore });
    const lineRange = await lineRangeOf(tables, account, seqs, { to: effectiveBefore });
    return { opening: await before(seqs.from), closing: await before(seqs.to), lineRange };
  }
  const end = earlier(to, effectiveBefore);
  const begin = from && earlier(from, end);
  const closing = await balancesOf(tables, account, { seq: known, effectiveBefore: end });
  const opening =
    begin === undefined
      ? closing.map((each) => ({ ...each, units: 0n }))
      : await balancesOf(tables, account, { seq: known, effectiveBefore: begin });
  const lineRange = await lineRangeOf(
    tables,
    account,
    { from: 0n, to: known + 1n },
    { from: begin, to: end },
  );
  return { opening, closing, lineRange };
}

/** Bounds that may be unknown. */
interface Bounds {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

async function lineRangeOf(
  tables: Tables,
  account: StatementAccount,
  seqs: SeqRange,
  { from, to }: Bounds,
): Promise<LineRange> {
  if (from === undefined && to === undefined) return { seqs };
  const effective = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  return { seqs, effective, plain: await recordedWithin(tables, account, effective) };
}

/** In every currency that the account had used by the seq the statement is true at. */
async function balancesOf(
  tables: Tables,
  account: StatementAccount,
  { seq, effectiveBefore }: { readonly seq: bigint; readonly effectiveBefore: string | undefined },
): Promise<BalanceAt[]> {
  const past = { ledger: account.ledger, seq, ...(effectiveBefore !== undefined && { effectiveBefore }) };
  const figures = await figuresOf(tables, past, account, account.seq);
  return figures.map(({ debits, credits, currency, number, decimals }) => ({
    ...{ currency, number, decimals },
    units: postedBalance(account.isDebitNormal, debits, credits),
  }));
}
