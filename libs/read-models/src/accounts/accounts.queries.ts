import { pathPattern } from '@ledger/accounts/path';
import type { AccountStatus, AccountType } from '@ledger/state';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { pastKey, pastOf, type KnownAt } from '../as-of';
import { Conditions } from '../conditions';
import { page, pageItemsDefault, readCursor, type Page, type PageRequest } from '../page';
import { accountNotFound, Tables } from '../tables';
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
    readonly asOf: KnownAt = {},
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
    readonly asOf: KnownAt = {},
  ) {
    super();
  }
}

interface Row extends AccountTerms {
  readonly opened_at: Date;
  readonly changed_at: Date;
}

const columns = `a.path, a.type, a.status, a.currencies, a.limits, a.tags, a.metadata, a.pattern, a.opened_at, a.changed_at`;

const isThen = (seq: string) => `a.from_seq <= ${seq} and (a.until_seq is null or a.until_seq > ${seq})`;

@QueryHandler(GetAccount)
export class GetAccountHandler implements IQueryHandler<GetAccount> {
  constructor(private readonly tables: Tables) {}

  /** @throws ReadModelBehind, KnownAtOutOfRange, Refusal LedgerNotFound, AccountNotFound */
  async execute({ ledger, account, asOf }: GetAccount): Promise<AccountAnswer> {
    const past = await pastOf(this.tables, ledger, asOf);
    const rows = await this.tables.rows<Row>(
      'account',
      `select ${columns} from accounts a where a.ledger = $1 and a.path = $2 and ${isThen('$3')}`,
      [past.ledger, account, past.seq],
    );
    if (!rows[0]) throw accountNotFound(account);
    return { ...asItem(rows[0]), seq: String(past.seq) };
  }
}

@QueryHandler(ListAccounts)
export class ListAccountsHandler implements IQueryHandler<ListAccounts> {
  constructor(private readonly tables: Tables) {}

  /** @throws ReadModelBehind, InvalidCursor, KnownAtOutOfRange, Refusal LedgerNotFound */
  async execute({ ledger, filter, request, asOf }: ListAccounts): Promise<Page<AccountItem>> {
    const { under, tag, type, status } = filter;
    const list = JSON.stringify(['accounts', ledger, under, tag, type, status, ...pastKey(asOf)]);
    const cursor = readCursor(list, request, [pathPattern]);
    const { ledger: number, seq } = await pastOf(this.tables, ledger, asOf, cursor);
    const order = cursor?.order ?? request.order ?? 'asc';
    const limit = request.limit ?? pageItemsDefault;
    const where = new Conditions();
    where.add((value) => `a.ledger = ${value}`, number);
    where.add(isThen, seq);
    where.add(
      (value) => `(a.path = ${value} or (a.path > ${value} || ':' and a.path < ${value} || ';'))`,
      under,
    );
    where.add((value) => `a.tags @> array[${value}]`, tag);
    where.add((value) => `a.type = ${value}`, type);
    where.add((value) => `a.status = ${value}`, status);
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
