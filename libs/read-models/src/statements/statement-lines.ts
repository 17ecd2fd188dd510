import type { AccountType } from '@ledger/state';
import type { Past } from '../queries/as-of';
import { WhereClause } from '../queries/where-clause';
import type { Order } from '../queries/page';
import type { SeqRange, TimeRange } from '../queries/seq-at';
import type { Tables } from '../queries/tables';

/** The account of a statement, and the past that the statement is true at. */
export interface StatementAccount extends Past {
  readonly account: number;
  readonly type: AccountType;
  readonly isDebitNormal: boolean;
}

/**
 * Which lines a statement has: those recorded in `seqs`; of them, where effective times count, the plain ones
 * recorded in `plain`, too, and the dated ones effective in a span.
 */
export interface LineRange {
  readonly seqs: SeqRange;
  readonly effective?: TimeRange;
  readonly plain?: SeqRange;
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

/** Lines of a statement in order of seq. @param currencies their numbers: the index has each of them in order */
export async function linesOf(
  tables: Tables,
  account: StatementAccount,
  { lineRange, currencies }: { readonly lineRange: LineRange; readonly currencies: readonly number[] },
  slice: LineSlice,
): Promise<LineRow[]> {
  if (currencies.length === 0) return [];
  const { order, limit } = slice;
  const values = new WhereClause();
  const sets = lineSets(account, lineRange, slice, values);
  const parts = currencies.flatMap((currency) => {
    const number = values.parameter(currency);
    return sets.map(
      (where) =>
        `(select l.* from statement_lines l where l.currency = ${number} and ${where}
          order by l.seq ${order}, l.posting ${order} limit ${limit})`,
    );
  });
  const text = `
    select l.seq, l.posting, t.id as transaction, l.is_credit, l.amount, c.code as currency, c.decimals,
      l.effective_at, t.recorded_at, t.category, t.reference, t.description
    from (${parts.join(' union all ')}) l
    join transactions t on t.ledger = l.ledger and t.seq = l.seq
    join currencies c on c.ledger = l.ledger and c.currency = l.currency
    order by l.seq ${order}, l.posting ${order} limit ${limit}`;
  return tables.composed<LineRow>(text, values.values);
}

/** One WHERE for each set of lines that an index gives in order: plain and dated ones. */
function lineSets(
  account: StatementAccount,
  { seqs, effective, plain }: LineRange,
  slice: LineSlice,
  values: WhereClause,
): string[] {
  const recorded = [
    `l.ledger = ${values.parameter(account.ledger)}`,
    `l.account = ${values.parameter(account.account)}`,
    ...within(seqs, values),
    ...after(slice, values),
  ].join(' and ');
  if (effective === undefined || plain === undefined) return [recorded];
  const bounds = [
    effective.from === undefined
      ? ''
      : ` and l.effective_at >= ${values.parameter(effective.from)}::timestamptz`,
    effective.to === undefined ? '' : ` and l.effective_at < ${values.parameter(effective.to)}::timestamptz`,
  ];
  return [
    `${[recorded, ...within(plain, values)].join(' and ')} and l.effective_at is null`,
    `${recorded} and l.effective_at is not null${bounds.join('')}`,
  ];
}

function within({ from, to }: SeqRange, values: WhereClause): string[] {
  return [`l.seq >= ${values.parameter(from)}`, `l.seq < ${values.parameter(to)}`];
}

/** The plain comparison of seq lets the index begin at the right place. */
function after({ order, place }: LineSlice, values: WhereClause): string[] {
  if (place === undefined) return [];
  const [seq, posting] = [values.parameter(place.seq), values.parameter(place.posting)];
  const sign = order === 'asc' ? '>' : '<';
  return [`l.seq ${sign}= ${seq}`, `(l.seq, l.posting) ${sign} (${seq}, ${posting})`];
}
