import { Conditions } from '../conditions';
import type { Order } from '../page';
import type { SeqRange, TimeRange } from '../seq-at';
import type { At, Tables } from '../tables';

/** The account of a statement, and the seq that the statement is true at. */
export interface StatementAccount extends At {
  readonly account: number;
  readonly isDebitNormal: boolean;
}

/** Which lines a statement has: those recorded in `seqs`; or, if it goes by effective time, those effective in a span. */
export interface Span {
  readonly seqs: SeqRange;
  readonly effective?: TimeRange;
}

export interface LineSlice {
  readonly order: Order;
  /** Place of the last line of the page before. */
  readonly place: { readonly seq: bigint; readonly posting: number } | undefined;
  readonly limit: number;
}

export interface LineRow {
  readonly seq: string;
  readonly posting: number;
  readonly transaction: string;
  readonly is_credit: boolean;
  readonly amount: string;
  readonly currency: string;
  readonly decimals: number;
  readonly effective_at: Date | null;
  readonly recorded_at: Date;
  readonly category: string | null;
  readonly reference: string | null;
  readonly description: string | null;
}

/** Lines of a statement in order of seq. */
export async function linesOf(
  tables: Tables,
  account: StatementAccount,
  span: Span,
  slice: LineSlice,
): Promise<LineRow[]> {
  const { order, limit } = slice;
  const values = new Conditions();
  const parts = lineSets(account, span, slice, values).map(
    (where) =>
      `(select l.* from statement_lines l where ${where} order by l.seq ${order}, l.posting ${order} limit ${limit})`,
  );
  const text = `
    select l.seq, l.posting, t.id as transaction, l.is_credit, l.amount, c.code as currency, c.decimals,
      l.effective_at, t.recorded_at, t.category, t.reference, t.description
    from (${parts.join(' union all ')}) l
    join transactions t on t.ledger = l.ledger and t.seq = l.seq
    join currencies c on c.ledger = l.ledger and c.currency = l.currency
    order by l.seq ${order}, l.posting ${order} limit ${limit}`;
  return tables.composed<LineRow>(text, values.values);
}

/** One WHERE for each set of lines that an index gives in order: recorded in the span, and effective in it. */
function lineSets(
  account: StatementAccount,
  { seqs, effective }: Span,
  slice: LineSlice,
  values: Conditions,
): string[] {
  const ofAccount = [
    `l.ledger = ${values.parameter(account.ledger)}`,
    `l.account = ${values.parameter(account.account)}`,
    `l.seq <= ${values.parameter(account.seq)}`,
    ...after(slice, values),
  ].join(' and ');
  const recorded = `${ofAccount} and l.seq >= ${values.parameter(seqs.from)} and l.seq < ${values.parameter(seqs.to)}`;
  if (effective === undefined) return [recorded];
  const bounds = [
    effective.from === undefined
      ? ''
      : ` and l.effective_at >= ${values.parameter(effective.from)}::timestamptz`,
    effective.to === undefined ? '' : ` and l.effective_at < ${values.parameter(effective.to)}::timestamptz`,
  ];
  return [
    `${recorded} and l.effective_at is null`,
    `${ofAccount} and l.effective_at is not null${bounds.join('')}`,
  ];
}

/** The plain comparison of seq lets the index begin at the right place. */
function after({ order, place }: LineSlice, values: Conditions): string[] {
  if (place === undefined) return [];
  const [seq, posting] = [values.parameter(place.seq), values.parameter(place.posting)];
  const sign = order === 'asc' ? '>' : '<';
  return [`l.seq ${sign}= ${seq}`, `(l.seq, l.posting) ${sign} (${seq}, ${posting})`];
}
