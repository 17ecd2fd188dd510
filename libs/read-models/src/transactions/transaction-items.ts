import type { Metadata } from '@ledger/accounts/account';
import type { Side } from '@ledger/state';
import type { At, Tables } from '../queries/tables';
import { personalOf, type ShownText } from '../queries/personal-keys';
import { reversedPostings } from './reversed-postings';

export interface PostingAnswer {
  readonly account: string;
  readonly side: Side;
  readonly amount: string;
  readonly currency: string;
  /** The account's balance in this currency after the posting, on its normal side. */
  readonly posted: string;
  /** What of it may still be reversed. */
  readonly remaining: string;
}

interface Pointer {
  readonly id: string;
  readonly seq: string;
}

/** A reversal, and what it took of the postings of the original, posting by posting. */
interface ReversalPointer extends Pointer {
  readonly amounts: readonly string[];
}

export interface TransactionItem {
  readonly id: string;
  readonly ledger: string;
  readonly seq: string;
  readonly recordedAt: string;
  readonly effectiveAt: string;
  readonly category: string | null;
  readonly reference: string | null;
  readonly description: string | null;
  /** Why it reverses another; null unless it does. */
  readonly reason: string | null;
  readonly reverses: Pointer | null;
  /** Its reversals as known, the first of them first. */
  readonly reversedBy: readonly ReversalPointer[];
  /** The hold that it captures, and the seq of the entry that placed it. */
  readonly captures: Pointer | null;
  /** Why it was posted into a soft-closed period. */
  readonly lateReason: string | null;
  /** Whether it was moved in from another system. */
  readonly imported: boolean;
  readonly tags: readonly string[];
  readonly metadata: Metadata;
  /** Where it has personal text, the keys of that. */
  readonly personal?: readonly ShownText[];
  readonly postings: readonly PostingAnswer[];
}

export interface FoundTransaction {
  readonly id: string;
  readonly seq: string;
  readonly recorded_at: Date;
  readonly effective_at: Date | null;
  readonly category: string | null;
  readonly reference: string | null;
  readonly description: string | null;
  readonly reason: string | null;
  readonly original_id: string | null;
  readonly original_seq: string | null;
  readonly reversals: readonly Pointer[] | null;
  readonly hold_id: string | null;
  readonly captures: string | null;
  readonly late_reason: string | null;
  readonly is_imported: boolean;
  readonly tags: readonly string[] | null;
  readonly metadata: Metadata | null;
  readonly personal: readonly string[] | null;
}

/** Columns of {@link FoundTransaction}, of `t` and {@link pointers}. */
export const columns = `
  t.id, t.seq, t.recorded_at, t.effective_at, t.category, t.reference, t.description, t.reason, t.tags, t.metadata,
  t.personal,
  original.id as original_id, original.seq as original_seq, reversals.list as reversals,
  hold.id as hold_id, t.captures, t.late_reason, t.is_imported`;

/** Joins to `t`; $2 is the seq that the answer is true at: a reversal after it is not known yet. */
export const pointers = `
  left join transactions original on original.ledger = t.ledger and original.seq = t.reverses
  left join lateral (
    select json_agg(json_build_object('id', r.id, 'seq', r.seq::text) order by r.seq) as list from transactions r
    where r.ledger = t.ledger and r.reverses = t.seq and r.seq <= $2
  ) reversals on true
  left join holds hold on hold.ledger = t.ledger and hold.hold = t.captures and hold.from_seq = t.captures`;

interface PostingRow {
  readonly seq: string;
  readonly account: string;
  readonly is_credit: boolean;
  readonly amount: string;
  readonly currency: string;
  readonly posted: string;
}

/** Statement lines are the postings of their transactions. */
const postingsOf = `
  select l.seq, n.path as account, l.is_credit, l.amount, c.code as currency, l.posted
  from statement_lines l
  join nodes n on n.ledger = l.ledger and n.node = l.account
  join currencies c on c.ledger = l.ledger and c.currency = l.currency
  where l.ledger = $1 and l.seq = any($2::bigint[])
  order by l.seq, l.posting`;

/** The transactions with their postings, in the order of the rows. */
export async function withPostings(
  tables: Tables,
  ledger: string,
  { ledger: number }: At,
  rows: readonly FoundTransaction[],
): Promise<TransactionItem[]> {
  const seqs = new Set(rows.flatMap(({ seq, reversals }) => [seq, ...(reversals ?? []).map((by) => by.seq)]));
  const found = await tables.rows<PostingRow>('postings', postingsOf, [number, `{${[...seqs].join(',')}}`]);
  const postings = new Map<string, Omit<PostingAnswer, 'remaining'>[]>([...seqs].map((seq) => [seq, []]));
  for (const { seq, account, is_credit: isCredit, amount, currency, posted } of found) {
    postings.get(seq)!.push({ account, side: isCredit ? 'credit' : 'debit', amount, currency, posted });
  }
  return rows.map((row) => itemOf(row, ledger, postings));
}

function itemOf(
  row: FoundTransaction,
  ledger: string,
  postings: ReadonlyMap<string, readonly Omit<PostingAnswer, 'remaining'>[]>,
): TransactionItem {
  const reversals = row.reversals ?? [];
  const own = postings.get(row.seq)!;
  const { amounts, remaining } = reversedPostings(
    own,
    reversals.map(({ seq }) => postings.get(seq)!),
  );
  return {
    id: row.id,
    ledger,
    seq: row.seq,
    recordedAt: row.recorded_at.toISOString(),
    effectiveAt: (row.effective_at ?? row.recorded_at).toISOString(),
    category: row.category,
    reference: row.reference,
    description: row.description,
    reason: row.reason,
    reverses: pointer(row.original_id, row.original_seq),
    reversedBy: reversals.map((by, i) => ({ ...by, amounts: amounts[i]! })),
    captures: pointer(row.hold_id, row.captures),
    lateReason: row.late_reason,
    imported: row.is_imported,
    tags: row.tags ?? [],
    metadata: row.metadata ?? {},
    ...personalOf(row.personal),
    postings: own.map((posting, i) => ({ ...posting, remaining: remaining[i]! })),
  };
}

function pointer(id: string | null, seq: string | null): Pointer | null {
  return id === null || seq === null ? null : { id, seq };
}
