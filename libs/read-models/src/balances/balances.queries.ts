import { formatUnits, unitsOf } from '@ledger/amount';
import { isDebitNormal, type AccountType } from '@ledger/state';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { accountNotFound, ledgerNotFound, Tables, type Freshness } from '../tables';

/** Totals of a node with everything below it; `posted` on the normal side, where the node has a type of its own. */
export interface RolledUp {
  readonly debits: string;
  readonly credits: string;
  readonly posted?: string;
}

/** The figures in one currency. A node that is no account has nothing but `rolledUp`. */
export interface BalanceItem {
  readonly currency: string;
  readonly posted?: string;
  readonly held?: { readonly debits: string; readonly credits: string };
  readonly available?: string;
  readonly debits?: string;
  readonly credits?: string;
  /** Count of the account's postings in this currency. */
  readonly version?: string;
  readonly rolledUp: RolledUp;
}

export interface AccountBalances {
  readonly account: string;
  readonly type: AccountType | null;
  readonly items: readonly BalanceItem[];
  readonly seq: string;
}

/** Balances of an account, or of a node of the tree: one item for each currency that it or those below it ever used. */
export class GetBalances extends Query<AccountBalances> {
  constructor(
    readonly ledger: string,
    readonly account: string,
    readonly freshness: Freshness = {},
  ) {
    super();
  }
}

interface Row {
  readonly seq: string;
  readonly node: number | null;
  readonly type: AccountType | null;
  readonly code: string | null;
  readonly decimals: number;
  readonly debits: string | null;
  readonly credits: string | null;
  readonly version: string | null;
  readonly debits_below: string | null;
  readonly credits_below: string | null;
}

/** One statement, so that the figures are those of the seq it answers. */
const balancesOf = `
  select at.seq, n.node, a.type, c.code, c.decimals, b.debits, b.credits, b.version, s.debits_below, s.credits_below
  from checkpoints at
  left join nodes n on n.ledger = at.ledger and n.path = $2
  left join accounts a on a.ledger = n.ledger and a.account = n.node and a.until_seq is null
  left join lateral (
    select currency from balances where ledger = n.ledger and account = n.node
    union
    select currency from node_sums where ledger = n.ledger and node = n.node
  ) used on true
  left join currencies c on c.ledger = n.ledger and c.currency = used.currency
  left join balances b on b.ledger = n.ledger and b.account = n.node and b.currency = used.currency
  left join node_sums s on s.ledger = n.ledger and s.node = n.node and s.currency = used.currency
  where at.id = $1
  order by c.code`;

@QueryHandler(GetBalances)
export class GetBalancesHandler implements IQueryHandler<GetBalances> {
  constructor(private readonly tables: Tables) {}

  /** @throws ReadModelBehind, Refusal LedgerNotFound, AccountNotFound */
  async execute({ ledger, account, freshness }: GetBalances): Promise<AccountBalances> {
    await this.tables.waitFor(ledger, freshness);
    const rows = await this.tables.rows<Row>('balances', balancesOf, [ledger, account]);
    const first = rows[0];
    if (!first) throw ledgerNotFound(ledger);
    if (first.node === null) throw accountNotFound(account);
    const items = rows.filter(({ code }) => code !== null).map(asItem);
    return { account, type: first.type, items, seq: first.seq };
  }
}

function asItem(row: Row): BalanceItem {
  const { type, decimals } = row;
  const text = (units: bigint) => formatUnits(units, decimals);
  const debits = unitsOf(row.debits ?? '0');
  const credits = unitsOf(row.credits ?? '0');
  const rolledUp = rollUp(
    type,
    decimals,
    debits + unitsOf(row.debits_below ?? '0'),
    credits + unitsOf(row.credits_below ?? '0'),
  );
  if (type === null) return { currency: row.code!, rolledUp };
  const posted = text(onNormalSide(type, debits, credits));
  return {
    currency: row.code!,
    posted,
    // There are no holds yet: all that is posted is available.
    held: { debits: text(0n), credits: text(0n) },
    available: posted,
    debits: text(debits),
    credits: text(credits),
    version: row.version ?? '0',
    rolledUp,
  };
}

function rollUp(type: AccountType | null, decimals: number, debits: bigint, credits: bigint): RolledUp {
  const totals = { debits: formatUnits(debits, decimals), credits: formatUnits(credits, decimals) };
  return type === null
    ? totals
    : { ...totals, posted: formatUnits(onNormalSide(type, debits, credits), decimals) };
}

function onNormalSide(type: AccountType, debits: bigint, credits: bigint): bigint {
  return isDebitNormal(type) ? debits - credits : credits - debits;
}
