import { unitsOf } from '@ledger/money/amount';
import type { AccountType } from '@ledger/state';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { isOfPast, pastOf, type AsOf } from '../queries/as-of';
import { heldOf } from '../holds/held';
import { accountNotFound, ledgerNotFound, Tables, type Freshness } from '../queries/tables';
import { balanceItem, type BalanceItem } from './balance-item';
import { pastBalances } from './past-balances';
import { rollUpOfNode } from './roll-up';

export interface AccountBalances {
  readonly account: string;
  readonly type: AccountType | null;
  readonly items: readonly BalanceItem[];
  /** What the answer is true at: of a past one, all that was known. */
  readonly seq: string;
}

/** Balances of an account, or of a node of the tree: one item for each currency that it or those below it ever used. */
export class GetBalances extends Query<AccountBalances> {
  constructor(
    readonly ledger: string,
    readonly account: string,
    readonly asOf: AsOf = {},
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
  readonly held_debits: string | null;
  readonly held_credits: string | null;
  readonly debits_below: string | null;
  readonly credits_below: string | null;
}

const held = heldOf({
  ledger: 'n.ledger',
  account: 'n.node',
  path: 'n.path',
  currency: 'used.currency',
  code: 'c.code',
});

/** One statement, so that the figures are those of the seq it answers. */
const balancesOf = `
  select at.seq, n.node, a.type, c.code, c.decimals, b.debits, b.credits, b.version, s.debits_below, s.credits_below,
    held.debits as held_debits, held.credits as held_credits
  from progress at
  left join nodes n on n.ledger = at.ledger and n.path = $2
  ${rollUpOfNode}
  left join lateral (${held}) held on a.type is not null
  where at.id = $1
  order by c.code`;

@QueryHandler(GetBalances)
export class GetBalancesHandler implements IQueryHandler<GetBalances> {
  constructor(private readonly tables: Tables) {}

  /** @throws ReadModelBehind, KnownAtOutOfRange, Refusal LedgerNotFound, AccountNotFound */
  async execute({ ledger, account, asOf }: GetBalances): Promise<AccountBalances> {
    if (!isOfPast(asOf)) return this.present(ledger, account, asOf);
    const past = await pastOf(this.tables, ledger, asOf);
    const { type, items } = await pastBalances(this.tables, past, account);
    return { account, type, items, seq: String(past.seq) };
  }

  private async present(ledger: string, account: string, freshness: Freshness): Promise<AccountBalances> {
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
  return balanceItem(row.type, {
    currency: row.code!,
    decimals: row.decimals,
    debits: unitsOf(row.debits ?? '0'),
    credits: unitsOf(row.credits ?? '0'),
    debitsBelow: unitsOf(row.debits_below ?? '0'),
    creditsBelow: unitsOf(row.credits_below ?? '0'),
    version: BigInt(row.version ?? '0'),
    held: { debits: unitsOf(row.held_debits ?? '0'), credits: unitsOf(row.held_credits ?? '0') },
  });
}
