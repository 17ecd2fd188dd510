import { pathPattern } from '@ledger/accounts/path';
import type { AccountStatus, AccountType, Side } from '@ledger/state';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { pastKey, pastOf, type AsOf, type KnownAt } from '../queries/as-of';
import { ownBalances, type OwnBalance } from '../balances/own-balances';
import { personalOf, type ShownText } from '../queries/personal-keys';
import { WhereClause } from '../queries/where-clause';
import { page, pageItemsDefault, readCursor, type Page, type PageRequest } from '../queries/page';
import { accountNotFound, Tables } from '../queries/tables';
import type { AccountTerms } from './accounts.table';

export interface AccountItem extends Omit<AccountTerms, 'exceptHolds' | 'personal'> {
  /** Only where there are such sides. */
  readonly exceptHolds?: readonly Side[];
  /** Where it has personal text, the keys of that. */
  readonly personal?: readonly ShownText[];
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

export interface ListedAccount extends AccountItem {
  /** Where they were asked for: one for each currency that the account ever used. */
  readonly balances?: readonly OwnBalance[];
}

/** Accounts in order of path, as they were at the seq of the first page, all pages with their balances at that seq. */
export class ListAccounts extends Query<Page<ListedAccount>> {
  constructor(
    readonly ledger: string,
    readonly filter: AccountFilter = {},
    readonly request: PageRequest & { readonly withBalances?: boolean } = {},
    readonly asOf: AsOf = {},
  ) {
    super();
  }
}

interface Row extends AccountTerms {
  readonly account: number;
  readonly opened_at: Date;
  readonly changed_at: Date;
}

const columns = `a.account, a.path, a.type, a.status, a.except_holds as "exceptHolds", a.currencies, a.limits, a.tags, a.metadata, a.pattern, a.personal, a.opened_at, a.changed_at`;

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
  async execute({ ledger, filter, request, asOf }: ListAccounts): Promise<Page<ListedAccount>> {
    const { under, tag, type, status } = filter;
    const list = JSON.stringify([
      'accounts',
      ledger,
      under,
      tag,
      type,
      status,
      request.withBalances,
      ...pastKey(asOf),
    ]);
    const cursor = readCursor(list, request, [pathPattern]);
    const past = await pastOf(this.tables, ledger, asOf, cursor);
    const { seq } = past;
    const order = cursor?.order ?? request.order ?? 'asc';
    const limit = request.limit ?? pageItemsDefault;
    const where = new WhereClause();
    where.add((value) => `a.ledger = ${value}`, past.ledger);
    where.add(isThen, seq);
    where.add(
      // The outer bounds let the index begin and end there; `;` is the character after `:`.
      (value) =>
        `a.path >= ${value} and a.path < ${value} || ';' and (a.path = ${value} or a.path > ${value} || ':')`,
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
    const balances = request.withBalances
      ? await ownBalances(this.tables, past, rows.slice(0, limit), clockOf(asOf))
      : undefined;
    const items = rows.map((row) => {
      const ofAccount = balances?.get(row.account);
      return ofAccount ? { ...asItem(row), balances: ofAccount } : asItem(row);
    });
    return page(items, limit, { list, order, seq }, ({ path }) => [path]);
  }
}

function clockOf({ knownAt, knownAtSeq }: KnownAt): 'time' | 'seq' | 'present' {
  if (knownAt !== undefined) return 'time';
  return knownAtSeq === undefined ? 'present' : 'seq';
}

function asItem(row: Row): AccountItem {
  const { path, type, status, exceptHolds, currencies, limits, tags, metadata, pattern } = row;
  const openedAt = row.opened_at.toISOString();
  return {
    path,
    type,
    status,
    ...(exceptHolds.length > 0 && { exceptHolds }),
    currencies,
    limits,
    tags,
    metadata,
    pattern,
    ...personalOf(row.personal),
    openedAt,
    changedAt: row.changed_at.toISOString(),
  };
}
