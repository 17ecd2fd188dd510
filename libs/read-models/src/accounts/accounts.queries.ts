import { pathPattern } from '@ledger/path';
import type { AccountStatus, AccountType } from '@ledger/state';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Conditions } from '../conditions';
import { page, pageItemsDefault, readCursor, type Page, type PageRequest } from '../page';
import { accountNotFound, ledgerNotFound, Tables, type Freshness } from '../tables';
import type { AccountTerms } from './accounts.table';

export interface AccountItem extends AccountTerms {
  readonly openedAt: string;
  readonly changedAt: string;
}

export interface AccountAnswer extends AccountItem {
  readonly seq: string;
}

export class GetAccount extends Query<AccountAnswer> {
  constructor(
    readonly ledger: string,
    readonly account: string,
    readonly freshness: Freshness = {},
  ) {
    super();
  }
}

export interface AccountFilter {
  /** The account at this path and all below it. */
  readonly under?: string;
  readonly tag?: string;
  readonly type?: AccountType;
  readonly status?: AccountStatus;
}

/** Accounts in order of path, as they were at the seq of the first page. */
export class ListAccounts extends Query<Page<AccountItem>> {
  constructor(
    readonly ledger: string,
    readonly filter: AccountFilter = {},
    readonly request: PageRequest = {},
    readonly freshness: Freshness = {},
  ) {
    super();
  }
}

interface Row extends AccountTerms {
  readonly opened_at: Date;
  readonly changed_at: Date;
}

const columns = `a.path, a.type, a.status, a.currencies, a.limits, a.tags, a.metadata, a.pattern, a.opened_at, a.changed_at`;

/** One statement, so that the account is as it was at the seq it answers. */
const accountAt = `
  select at.seq, ${columns} from checkpoints at
  left join nodes n on n.ledger = at.ledger and n.path = $2
  left join accounts a on a.ledger = n.ledger and a.account = n.node and a.until_seq is null
  where at.id = $1`;

@QueryHandler(GetAccount)
export class GetAccountHandler implements IQueryHandler<GetAccount> {
  constructor(private readonly tables: Tables) {}

  /** @throws ReadModelBehind, Refusal LedgerNotFound, AccountNotFound */
  async execute({ ledger, account, freshness }: GetAccount): Promise<AccountAnswer> {
    await this.tables.waitFor(ledger, freshness);
    const rows = await this.tables.rows<Row & { seq: string }>('account', accountAt, [ledger, account]);
    if (!rows[0]) throw ledgerNotFound(ledger);
    if (rows[0].path === null) throw accountNotFound(account);
    return { ...asItem(rows[0]), seq: rows[0].seq };
  }
}

@QueryHandler(ListAccounts)
export class ListAccountsHandler implements IQueryHandler<ListAccounts> {
  constructor(private readonly tables: Tables) {}

  /** @throws ReadModelBehind, InvalidCursor, Refusal LedgerNotFound */
  async execute({ ledger, filter, request, freshness }: ListAccounts): Promise<Page<AccountItem>> {
    const list = JSON.stringify(['accounts', ledger, filter.under, filter.tag, filter.type, filter.status]);
    const cursor = readCursor(list, request, [pathPattern]);
    const at = await this.tables.at(ledger, { ...freshness, ...(cursor && { after: cursor.seq }) });
    const order = cursor?.order ?? request.order ?? 'asc';
    const seq = cursor?.seq ?? at.seq;
    const limit = request.limit ?? pageItemsDefault;
    const where = new Conditions();
    where.add((value) => `a.ledger = ${value}`, at.ledger);
    where.add((value) => `a.from_seq <= ${value} and (a.until_seq is null or a.until_seq > ${value})`, seq);
    where.add(
      (value) => `(a.path = ${value} or (a.path > ${value} || ':' and a.path < ${value} || ';'))`,
      filter.under,
    );
    where.add((value) => `a.tags @> array[${value}]`, filter.tag);
    where.add((value) => `a.type = ${value}`, filter.type);
    where.add((value) => `a.status = ${value}`, filter.status);
    where.add((value) => `a.path ${order === 'asc' ? '>' : '<'} ${value}`, cursor?.place[0]);
    const rows = await this.tables.composed<Row>(
      `select ${columns} from accounts a where ${where} order by a.path ${order} limit ${limit + 1}`,
      where.values,
    );
    return page(rows.map(asItem), limit, { list, order, seq }, ({ path }) => [path]);
  }
}

function asItem(row: Row): AccountItem {
  const { path, type, status, currencies, limits, tags, metadata, pattern } = row;
  const openedAt = row.opened_at.toISOString();
  return {
    path,
    type,
    status,
    currencies,
    limits,
    tags,
    metadata,
    pattern,
    openedAt,
    changedAt: row.changed_at.toISOString(),
  };
}
