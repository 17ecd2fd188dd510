import type { Metadata } from '@ledger/account';
import { Refusal } from '@ledger/refusal';
import type { Side } from '@ledger/state';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { page, pageItemsDefault, readCursor, seqPattern, type Page, type PageRequest } from '../page';
import { Tables, type At, type Freshness } from '../tables';
import { selection, type TransactionFilter } from './transaction-filter';

export interface PostingAnswer {
  readonly account: string;
  readonly side: Side;
  readonly amount: string;
  readonly currency: string;
  /** The account's balance in this currency after the posting, on its normal side. */
  readonly posted: string;
}

interface Pointer {
  readonly id: string;
  readonly seq: string;
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
  readonly reversedBy: Pointer | null;
  readonly tags: readonly string[];
  readonly metadata: Metadata;
  readonly postings: readonly PostingAnswer[];
}

export interface TransactionAnswer {
  readonly transaction: TransactionItem;
  /** What the answer is true at; `transaction.seq` is its own entry. */
  readonly seq: string;
}

export class GetTransaction extends Query<TransactionAnswer> {
  constructor(
    readonly ledger: string,
    readonly id: string,
    readonly freshness: Freshness = {},
  ) {
    super();
  }
}

/** Transactions in order of seq, the latest first unless asked otherwise, as they were at the seq of the first page. */
export class ListTransactions extends Query<Page<TransactionItem>> {
  constructor(
    readonly ledger: string,
    readonly filter: TransactionFilter = {},
    readonly request: PageRequest = {},
    readonly freshness: Freshness = {},
  ) {
    super();
  }
}

interface Row {
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
  readonly reversal_id: string | null;
  readonly reversal_seq: string | null;
  readonly tags: readonly string[] | null;
  readonly metadata: Metadata | null;
}

/** $1 is the ledger, $2 the seq that the answer is true at: a reversal after it is not known yet. */
const columns = `
  t.id, t.seq, t.recorded_at, t.effective_at, t.category, t.reference, t.description, t.reason, t.tags, t.metadata,
  original.id as original_id, original.seq as original_seq, reversal.id as reversal_id, reversal.seq as reversal_seq`;
const pointers = `
  left join transactions original on original.ledger = t.ledger and original.seq = t.reverses
  left join lateral (
    select r.id, r.seq from transactions r
    where r.ledger = t.ledger and r.reverses = t.seq and r.seq <= $2 order by r.seq limit 1
  ) reversal on true`;

@QueryHandler(GetTransaction)
export class GetTransactionHandler implements IQueryHandler<GetTransaction> {
  constructor(private readonly tables: Tables) {}

  /** @throws ReadModelBehind, Refusal LedgerNotFound, TransactionNotFound */
  async execute({ ledger, id, freshness }: GetTransaction): Promise<TransactionAnswer> {
    const at = await this.tables.at(ledger, freshness);
    const rows = uuid.test(id)
      ? await this.tables.rows<Row>(
          'transaction',
          `select ${columns} from transactions t ${pointers} where t.ledger = $1 and t.seq <= $2 and t.id = $3`,
          [at.ledger, at.seq, id],
        )
      : [];
    if (!rows[0]) {
      throw new Refusal('TransactionNotFound', `No transaction has the id ${id}.`, { transaction: id });
    }
    const [transaction] = await withPostings(this.tables, ledger, at, rows);
    return { transaction: transaction!, seq: String(at.seq) };
  }
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

@QueryHandler(ListTransactions)
export class ListTransactionsHandler implements IQueryHandler<ListTransactions> {
  constructor(private readonly tables: Tables) {}

  /** @throws ReadModelBehind, InvalidCursor, Refusal LedgerNotFound */
  async execute({ ledger, filter, request, freshness }: ListTransactions): Promise<Page<TransactionItem>> {
    const list = JSON.stringify(['transactions', ledger, Object.entries(filter).sort()]);
    const cursor = readCursor(list, request, [seqPattern]);
    const now = await this.tables.at(ledger, { ...freshness, ...(cursor && { after: cursor.seq }) });
    const at = { ...now, ...(cursor && { seq: cursor.seq }) };
    const order = cursor?.order ?? request.order ?? 'desc';
    const limit = request.limit ?? pageItemsDefault;
    const place = cursor && BigInt(cursor.place[0]!);
    const { from, values } = await selection(this.tables, at, filter, { order, place, limit: limit + 1 });
    const rows = await this.tables.composed<Row>(
      `select ${columns} from (${from}) t ${pointers} order by t.seq ${order}`,
      values,
    );
    const items = await withPostings(this.tables, ledger, at, rows);
    return page(items, limit, { list, order, seq: at.seq }, ({ seq }) => [seq]);
  }
}

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

async function withPostings(
  tables: Tables,
  ledger: string,
  { ledger: number }: At,
  rows: readonly Row[],
): Promise<TransactionItem[]> {
  const found = await tables.rows<PostingRow>('postings', postingsOf, [
    number,
    `{${rows.map(({ seq }) => seq).join(',')}}`,
  ]);
  const postings = new Map<string, PostingAnswer[]>(rows.map(({ seq }) => [seq, []]));
  for (const { seq, account, is_credit: isCredit, amount, currency, posted } of found) {
    postings.get(seq)!.push({ account, side: isCredit ? 'credit' : 'debit', amount, currency, posted });
  }
  return rows.map((row) => ({
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
    reversedBy: pointer(row.reversal_id, row.reversal_seq),
    tags: row.tags ?? [],
    metadata: row.metadata ?? {},
    postings: postings.get(row.seq)!,
  }));
}

function pointer(id: string | null, seq: string | null): Pointer | null {
  return id === null || seq === null ? null : { id, seq };
}
