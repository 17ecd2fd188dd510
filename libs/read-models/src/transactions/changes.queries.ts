import { formatUnits, unitsOf } from '@ledger/money/amount';
import type { AccountType } from '@ledger/state';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { knownBy, pastKey, pastOf, type AsOf, type Past } from '../queries/as-of';
import { onNormalSide } from '../balances/balance-item';
import { debitNormal, pastTotals } from '../statements/past-figures';
import { WhereClause } from '../queries/where-clause';
import { page, pageItemsDefault, readCursor, seqPattern, type Page, type PageRequest } from '../queries/page';
import { recordedWithin } from '../queries/seq-at';
import { Tables } from '../queries/tables';
import type { Slice } from './transaction-filter';
import {
  columns,
  pointers,
  withPostings,
  type FoundTransaction,
  type TransactionItem,
} from './transaction-items';

/** What a transaction did to the balance of an account, of what was effective by the time asked for. */
export interface MovedBalance {
  readonly account: string;
  readonly currency: string;
  /** As known just before the transaction, on the account's normal side. */
  readonly before: string;
  /** As known with it. */
  readonly after: string;
}

export interface ChangeItem {
  readonly transaction: TransactionItem;
  readonly balances: readonly MovedBalance[];
}

export interface Changes extends Page<ChangeItem> {
  /** The last entry that was known already. */
  readonly since: string;
}

/**
 * Transactions recorded after `since.knownAt` or `since.knownAtSeq`, of those effective by `since.effectiveAt`, in
 * order of seq, the first one first unless asked otherwise, and the balances at that time that each of them moved.
 */
export class ListChanges extends Query<Changes> {
  constructor(
    readonly ledger: string,
    readonly since: AsOf,
    readonly request: PageRequest = {},
  ) {
    super();
  }
}

@QueryHandler(ListChanges)
export class ListChangesHandler implements IQueryHandler<ListChanges> {
  constructor(private readonly tables: Tables) {}

  /** @throws ReadModelBehind, InvalidCursor, KnownAtOutOfRange, Refusal LedgerNotFound */
  async execute({ ledger, since: asOf, request }: ListChanges): Promise<Changes> {
    const list = JSON.stringify(['changes', ledger, ...pastKey(asOf)]);
    const cursor = readCursor(list, request, [seqPattern, seqPattern]);
    const since = cursor ? BigInt(cursor.place[1]!) : (await knownBy(this.tables, ledger, asOf)).seq;
    const { knownAt: _, knownAtSeq: __, ...present } = asOf;
    const past = await pastOf(this.tables, ledger, present, cursor);
    const order = cursor?.order ?? request.order ?? 'asc';
    const limit = request.limit ?? pageItemsDefault;
    const place = cursor && BigInt(cursor.place[0]!);
    const rows = await changed(this.tables, past, since, { order, place, limit: limit + 1 });
    const items = await withMoved(this.tables, past, await withPostings(this.tables, ledger, past, rows));
    const cut = page(items, limit, { list, order, seq: past.seq }, ({ transaction }) => [
      transaction.seq,
      String(since),
    ]);
    return { ...cut, since: String(since) };
  }
}

/** Plain transactions are effective in the order in which they were recorded, dated ones are looked for by their time. */
async function changed(
  tables: Tables,
  past: Past,
  since: bigint,
  { order, place, limit }: Slice,
): Promise<FoundTransaction[]> {
  const { effectiveBefore } = past;
  const where = new WhereClause();
  where.add((value) => `t.ledger = ${value}`, past.ledger);
  where.add((value) => `t.seq <= ${value}`, past.seq);
  where.add((value) => `t.seq > ${value}`, since);
  where.add((value) => `t.seq ${order === 'asc' ? '>' : '<'} ${value}`, place);
  const part = (condition: string) =>
    `(select t.* from transactions t where ${where} and ${condition} order by t.seq ${order} limit ${limit})`;
  const parts: string[] = [];
  if (effectiveBefore === undefined) parts.push(part('true'));
  else {
    const { to } = await recordedWithin(tables, past, { to: effectiveBefore });
    parts.push(
      part(`t.effective_at is null and t.seq < ${where.parameter(to)}`),
      part(`t.effective_at < ${where.parameter(effectiveBefore)}::timestamptz`),
    );
  }
  return tables.composed<FoundTransaction>(
    `select ${columns} from (${parts.join(' union all ')}) t ${pointers} order by t.seq ${order} limit ${limit}`,
    where.values,
  );
}

/** Of the transactions $2, each account and currency with what it had just before, and what the transaction moved. */
const lines = `
  select l.ledger, l.account, l.currency, ${debitNormal('a.type')} as is_debit_normal, l.seq - 1 as known, l.seq,
    a.path, a.type, min(l.posting) as place, sum(case when l.is_credit then 0 else l.amount end) as moved_debits,
    sum(case when l.is_credit then l.amount else 0 end) as moved_credits
  from statement_lines l
  join accounts a on a.ledger = l.ledger and a.account = l.account and a.until_seq is null
  where l.ledger = $1 and l.seq = any($2::bigint[])
  group by l.ledger, l.account, l.currency, l.seq, a.path, a.type`;

interface MovedRow {
  readonly seq: string;
  readonly path: string;
  readonly type: AccountType;
  readonly code: string;
  readonly decimals: number;
  readonly debits: string;
  readonly credits: string;
  readonly moved_debits: string;
  readonly moved_credits: string;
}

async function withMoved(
  tables: Tables,
  past: Past,
  transactions: readonly TransactionItem[],
): Promise<ChangeItem[]> {
  const values = [past.ledger, `{${transactions.map(({ seq }) => seq).join(',')}}`];
  const rows = await tables.composed<MovedRow>(
    `select f.seq, f.path, f.type, c.code, c.decimals, f.debits, f.credits, f.moved_debits, f.moved_credits
     from (${pastTotals(lines, past, '$3')}) f
     join currencies c on c.ledger = f.ledger and c.currency = f.currency order by f.seq, f.place`,
    past.effectiveBefore === undefined ? values : [...values, past.effectiveBefore],
  );
  const moved = new Map<string, MovedBalance[]>(transactions.map(({ seq }) => [seq, []]));
  for (const row of rows) moved.get(row.seq)!.push(asMoved(row));
  return transactions.map((transaction) => ({ transaction, balances: moved.get(transaction.seq)! }));
}

function asMoved(row: MovedRow): MovedBalance {
  const [debits, credits] = [unitsOf(row.debits), unitsOf(row.credits)];
  const [movedDebits, movedCredits] = [unitsOf(row.moved_debits), unitsOf(row.moved_credits)];
  const text = (more: { debits: bigint; credits: bigint }) =>
    formatUnits(onNormalSide(row.type, debits + more.debits, credits + more.credits), row.decimals);
  return {
    account: row.path,
    currency: row.code,
    before: text({ debits: 0n, credits: 0n }),
    after: text({ debits: movedDebits, credits: movedCredits }),
  };
}
