import { formatUnits } from '@ledger/money/amount';
import { Refusal } from '@ledger/refusal';
import type { StatementFigure } from '@ledger/state';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { pastOf } from '../queries/as-of';
import { page, pageItemsDefault, readCursor, type Page, type PageRequest } from '../queries/page';
import { accountAt } from '../statements/statement-balances';
import { Tables, type Freshness } from '../queries/tables';

/** A statement fixed for ever: its lines are those of the account from `fromSeq` to `toSeq`, both included. */
export interface IssuedStatement {
  readonly account: string;
  readonly number: string;
  readonly id: string;
  /** Of the entry that issued it. */
  readonly seq: string;
  readonly issuedAt: string;
  readonly description: string | null;
  readonly fromSeq: string;
  readonly toSeq: string;
  /** Of the same currencies as `closing`; zero in those that were not used before. */
  readonly opening: readonly StatementFigure[];
  readonly closing: readonly StatementFigure[];
}

export class GetIssuedStatement extends Query<IssuedStatement> {
  constructor(
    readonly ledger: string,
    readonly account: string,
    readonly number: string,
    readonly freshness: Freshness = {},
  ) {
    super();
  }
}

/** The statements of an account, by number. */
export class ListIssuedStatements extends Query<Page<IssuedStatement>> {
  constructor(
    readonly ledger: string,
    readonly account: string,
    readonly request: PageRequest & Freshness = {},
  ) {
    super();
  }
}

interface Row {
  readonly number: number;
  readonly id: string;
  readonly seq: string;
  readonly issued_at: Date;
  readonly description: string | null;
  readonly from_seq: string;
  readonly to_seq: string;
  readonly opening: readonly StatementFigure[];
  readonly closing: readonly StatementFigure[];
}

const columns = 'number, id, seq, issued_at, description, from_seq, to_seq, opening, closing';

@QueryHandler(GetIssuedStatement)
export class GetIssuedStatementHandler implements IQueryHandler<GetIssuedStatement> {
  constructor(private readonly tables: Tables) {}

  /** @throws ReadModelBehind, Refusal LedgerNotFound, AccountNotFound, StatementNotFound */
  async execute({ ledger, account, number, freshness }: GetIssuedStatement): Promise<IssuedStatement> {
    const at = await accountAt(this.tables, await pastOf(this.tables, ledger, freshness), account);
    const [row] = await this.tables.rows<Row>(
      'issued_statement',
      `select ${columns} from issued_statements where ledger = $1 and account = $2 and number = $3`,
      [at.ledger, at.account, number],
    );
    if (row) return asItem(row, account);
    throw new Refusal('StatementNotFound', `${account} has no statement number ${number}.`, {
      account,
      number,
    });
  }
}

@QueryHandler(ListIssuedStatements)
export class ListIssuedStatementsHandler implements IQueryHandler<ListIssuedStatements> {
  constructor(private readonly tables: Tables) {}

  /** @throws ReadModelBehind, InvalidCursor, Refusal LedgerNotFound, AccountNotFound */
  async execute({ ledger, account, request }: ListIssuedStatements): Promise<Page<IssuedStatement>> {
    const list = JSON.stringify(['issued statements', ledger, account]);
    const cursor = readCursor(list, request, [/^[1-9]\d{0,8}$/]);
    const past = await pastOf(this.tables, ledger, request, cursor);
    const at = await accountAt(this.tables, past, account);
    const order = cursor?.order ?? request.order ?? 'desc';
    const limit = request.limit ?? pageItemsDefault;
    const beyond = order === 'asc' ? '>' : '<';
    const rows = await this.tables.composed<Row>(
      `select ${columns} from issued_statements
       where ledger = $1 and account = $2 and seq <= $3 and ($4::int is null or number ${beyond} $4)
       order by number ${order} limit ${limit + 1}`,
      [at.ledger, at.account, at.seq, cursor?.place[0] ?? null],
    );
    const items = rows.map((row) => asItem(row, account));
    return page(items, limit, { list, order, seq: at.seq }, ({ number }) => [number]);
  }
}

function asItem(row: Row, account: string): IssuedStatement {
  return {
    account,
    number: String(row.number),
    id: row.id,
    seq: row.seq,
    issuedAt: row.issued_at.toISOString(),
    description: row.description,
    fromSeq: row.from_seq,
    toSeq: row.to_seq,
    opening: openingOf(row),
    closing: row.closing,
  };
}

/** The entry names only the balances that there were. */
function openingOf({ opening, closing }: Row): StatementFigure[] {
  return closing.map(({ currency, posted }) => {
    const decimals = posted.split('.')[1]?.length ?? 0;
    return (
      opening.find((each) => each.currency === currency) ?? { currency, posted: formatUnits(0n, decimals) }
    );
  });
}
