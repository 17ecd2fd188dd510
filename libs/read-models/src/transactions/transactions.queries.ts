import { Refusal } from '@ledger/refusal';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { earlier, pastKey, pastOf, type AsOf, type KnownAt } from '../queries/as-of';
import { page, pageItemsDefault, readCursor, seqPattern, type Page, type PageRequest } from '../queries/page';
import { Tables } from '../queries/tables';
import { selection, type TransactionFilter } from './transaction-filter';
import {
  columns,
  pointers,
  withPostings,
  type TransactionItem,
  type FoundTransaction,
} from './transaction-items';

export interface TransactionAnswer {
  readonly transaction: TransactionItem;
  /** What the answer is true at; `transaction.seq` is its own entry. */
  readonly seq: string;
}

export class GetTransaction extends Query<TransactionAnswer> {
  constructor(
    readonly ledger: string,
    readonly id: string,
    readonly asOf: KnownAt = {},
  ) {
    super();
  }
}

/** Transactions in order of seq, the latest first unless asked otherwise, as they were at the seq of the first page; of a past, those known then, and effective by a time. */
export class ListTransactions extends Query<Page<TransactionItem>> {
  constructor(
    readonly ledger: string,
    readonly filter: TransactionFilter = {},
    readonly request: PageRequest = {},
    readonly asOf: AsOf = {},
  ) {
    super();
  }
}

@QueryHandler(GetTransaction)
export class GetTransactionHandler implements IQueryHandler<GetTransaction> {
  constructor(private readonly tables: Tables) {}

  /** @throws ReadModelBehind, KnownAtOutOfRange, Refusal LedgerNotFound, TransactionNotFound */
  async execute({ ledger, id, asOf }: GetTransaction): Promise<TransactionAnswer> {
    const at = await pastOf(this.tables, ledger, asOf);
    const rows = uuid.test(id)
      ? await this.tables.rows<FoundTransaction>(
          'transaction',
          `select ${columns} from transactions t ${pointers} where t.ledger = $1 and t.seq <= $2 and t.id = $3`,
          [at.ledger, at.seq, id],
        )
      : [];
    if (!rows[0]) {
      throw transactionNotFound(id);
    }
    const [transaction] = await withPostings(this.tables, ledger, at, rows);
    return { transaction: transaction!, seq: String(at.seq) };
  }
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

@QueryHandler(ListTransactions)
export class ListTransactionsHandler implements IQueryHandler<ListTransactions> {
  constructor(private readonly tables: Tables) {}

  /** @throws ReadModelBehind, InvalidCursor, KnownAtOutOfRange, Refusal LedgerNotFound */
  async execute({ ledger, filter, request, asOf }: ListTransactions): Promise<Page<TransactionItem>> {
    const list = JSON.stringify(['transactions', ledger, Object.entries(filter).sort(), ...pastKey(asOf)]);
    const cursor = readCursor(list, request, [seqPattern]);
    const at = await pastOf(this.tables, ledger, asOf, cursor);
    const order = cursor?.order ?? request.order ?? 'desc';
    const limit = request.limit ?? pageItemsDefault;
    const place = cursor && BigInt(cursor.place[0]!);
    const effectiveTo = earlier(filter.effectiveTo, at.effectiveBefore);
    const wanted = { ...filter, ...(effectiveTo !== undefined && { effectiveTo }) };
    const { from, values } = await selection(this.tables, at, wanted, { order, place, limit: limit + 1 });
    const rows = await this.tables.composed<FoundTransaction>(
      `select ${columns} from (${from}) t ${pointers} order by t.seq ${order}`,
      values,
    );
    const items = await withPostings(this.tables, ledger, at, rows);
    return page(items, limit, { list, order, seq: at.seq }, ({ seq }) => [seq]);
  }
}

export function transactionNotFound(id: string): Refusal {
  return new Refusal('TransactionNotFound', `No transaction has the id ${id}.`, { transaction: id });
}
