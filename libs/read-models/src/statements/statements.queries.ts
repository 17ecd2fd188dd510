import { formatUnits, unitsOf } from '@ledger/money/amount';
import type { Side } from '@ledger/state';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { pastKey, pastOf, type AsOf } from '../queries/as-of';
import {
  InvalidCursor,
  page,
  pageItemsDefault,
  readCursor,
  seqPattern,
  type Order,
  type PageRequest,
} from '../queries/page';
import { Tables } from '../queries/tables';
import { accountAt, balancesAt, type BalanceAt, type StatementSpan } from './statement-balances';
import { linesOf, type LineRow, type StatementAccount } from './statement-lines';

export interface StatementLine {
  readonly seq: string;
  /** Place of the posting in its transaction, from 0. */
  readonly posting: number;
  /** Id of the transaction. */
  readonly transaction: string;
  readonly side: Side;
  readonly amount: string;
  readonly currency: string;
  /** Opening balance and all lines up to this one, on the account's normal side. */
  readonly balance: string;
  readonly effectiveAt: string;
  readonly recordedAt: string;
  readonly category: string | null;
  readonly reference: string | null;
  readonly description: string | null;
}

export interface StatementBalance {
  readonly currency: string;
  readonly posted: string;
}

export interface Statement {
  readonly account: string;
  /** Balances before the first line of the range, and after its last; the same on every page. */
  readonly opening: readonly StatementBalance[];
  readonly closing: readonly StatementBalance[];
  readonly lines: readonly StatementLine[];
  readonly next: string | null;
  readonly seq: string;
}

/**
 * What moved on an account in a span of time, in order of seq. A line that was recorded late, with an effective time
 * in the past, counts by `effective` when it was effective, and by `recorded` when it came.
 */
export class GetStatement extends Query<Statement> {
  constructor(
    readonly ledger: string,
    readonly account: string,
    readonly range: StatementSpan = {},
    readonly request: PageRequest & AsOf = {},
  ) {
    super();
  }
}

@QueryHandler(GetStatement)
export class GetStatementHandler implements IQueryHandler<GetStatement> {
  constructor(private readonly tables: Tables) {}

  /** @throws ReadModelBehind, InvalidCursor, KnownAtOutOfRange, Refusal LedgerNotFound, AccountNotFound */
  async execute({ ledger, account: path, range, request }: GetStatement): Promise<Statement> {
    const { from, to, by, seqs } = range;
    const bounds = [from, to, by, seqs?.from.toString(), seqs?.to.toString()];
    const list = JSON.stringify(['statement', ledger, path, ...bounds, ...pastKey(request)]);
    const cursor = readCursor(list, request, [seqPattern, /^\d{1,4}$/, runningPattern]);
    const past = await pastOf(this.tables, ledger, request, cursor);
    const account = await accountAt(this.tables, past, path);
    const order = cursor?.order ?? request.order ?? 'asc';
    const limit = request.limit ?? pageItemsDefault;
    const { opening, closing, lineRange } = await balancesAt(this.tables, account, range);
    const place = cursor && { seq: BigInt(cursor.place[0]!), posting: Number(cursor.place[1]) };
    const lines = { lineRange, currencies: closing.map(({ number }) => number) };
    const rows = await linesOf(this.tables, account, lines, { order, place, limit: limit + 1 });
    const running = cursor ? readRunning(cursor.place[2]!) : runningFrom(order === 'asc' ? opening : closing);
    const found = rows.map((row) => asLine(row, account, running, order));
    const { items, next } = page(found, limit, { list, order, seq: past.seq }, ({ line, after }) => [
      line.seq,
      String(line.posting),
      after,
    ]);
    return {
      account: path,
      opening: opening.map(asBalance),
      closing: closing.map(asBalance),
      lines: items.map(({ line }) => line),
      next,
      seq: String(past.seq),
    };
  }
}

/** Currency code -> balance in minor units, where the next line begins (in descending order, where it ends). */
type Running = Map<string, bigint>;

const runningPattern = /^(?:[A-Z][A-Z0-9._-]{1,31} -?\d{1,60}(?:,|$))*$/;

function runningFrom(balances: readonly BalanceAt[]): Running {
  return new Map(balances.map(({ currency, units }) => [currency, units]));
}

function writeRunning(running: Running): string {
  return [...running].map(([currency, units]) => `${currency} ${units}`).join(',');
}

function readRunning(text: string): Running {
  const pairs = text === '' ? [] : text.split(',').map((pair) => pair.split(' '));
  return new Map(pairs.map(([currency, units]) => [currency!, BigInt(units!)]));
}

/** The line, and the text of the running balances after it, for a page that goes on there. */
function asLine(
  row: LineRow,
  { isDebitNormal }: StatementAccount,
  running: Running,
  order: Order,
): { line: StatementLine; after: string } {
  const before = running.get(row.currency);
  if (before === undefined) throw new InvalidCursor('is malformed');
  const units = unitsOf(row.amount);
  const change = row.is_credit === isDebitNormal ? -units : units;
  const balance = order === 'asc' ? before + change : before;
  running.set(row.currency, order === 'asc' ? balance : before - change);
  const line = {
    seq: row.seq,
    posting: row.posting,
    transaction: row.transaction,
    side: row.is_credit ? ('credit' as const) : ('debit' as const),
    amount: row.amount,
    currency: row.currency,
    balance: formatUnits(balance, row.decimals),
    effectiveAt: (row.effective_at ?? row.recorded_at).toISOString(),
    recordedAt: row.recorded_at.toISOString(),
    category: row.category,
    reference: row.reference,
    description: row.description,
  };
  return { line, after: writeRunning(running) };
}

function asBalance({ currency, units, decimals }: BalanceAt): StatementBalance {
  return { currency, posted: formatUnits(units, decimals) };
}
