import { formatUnits, unitsOf } from '@ledger/money/amount';
import type { AccountType } from '@ledger/state';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { isOfPast, pastOf, type AsOf } from '../as-of';
import { onNormalSide } from '../balances/balance-item';
import { accountNotFound, ledgerNotFound, Tables, type Freshness } from '../tables';
import { pastTree, type PastTreeNode } from './past-tree';

/** A node and its totals with everything below it; `posted` only where the node has a type of its own. */
export interface TreeNode {
  readonly path: string;
  /** Count of segments of the path. */
  readonly depth: number;
  readonly type: AccountType | null;
  readonly balances: readonly {
    readonly currency: string;
    readonly debits: string;
    readonly credits: string;
    readonly posted?: string;
  }[];
}

export interface Tree {
  /** In ascending order of path: every node follows the one above it. */
  readonly items: readonly TreeNode[];
  readonly seq: string;
}

/** The part of the tree asked for has more nodes and currencies than one answer may have. */
export class TreeTooLarge extends Error {
  constructor(readonly rowsMax: number) {
    super(
      `This part of the tree has more than ${rowsMax} balances; ask for a smaller depth or a root further down.`,
    );
    this.name = 'TreeTooLarge';
  }
}

/** The tree from `root` (without one, from the top) down to `depth` levels below it; 0 is the root alone. */
export class GetTree extends Query<Tree> {
  constructor(
    readonly ledger: string,
    readonly root: string | undefined,
    readonly depth: number,
    readonly asOf: AsOf = {},
  ) {
    super();
  }
}

interface Row {
  readonly seq: string;
  readonly path: string | null;
  readonly depth: number;
  readonly type: AccountType | null;
  readonly code: string | null;
  readonly decimals: number;
  readonly debits: string;
  readonly credits: string;
}

const treeRowsMax = 50_000;

/** One statement, so that the figures are those of the seq it answers. `;` is the character after `:`. */
const treeOf = `
  select at.seq, n.path, n.depth, a.type, c.code, c.decimals,
    coalesce(b.debits, 0) + coalesce(s.debits_below, 0) as debits,
    coalesce(b.credits, 0) + coalesce(s.credits_below, 0) as credits
  from checkpoints at
  left join nodes n on n.ledger = at.ledger and n.depth <= $3
    and ($2::text is null or n.path = $2 or (n.path > $2 || ':' and n.path < $2 || ';'))
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
  order by n.path, c.code
  limit ${treeRowsMax + 1}`;

@QueryHandler(GetTree)
export class GetTreeHandler implements IQueryHandler<GetTree> {
  constructor(private readonly tables: Tables) {}

  /** @throws ReadModelBehind, KnownAtOutOfRange, TreeTooLarge, Refusal LedgerNotFound, AccountNotFound */
  async execute({ ledger, root, depth, asOf }: GetTree): Promise<Tree> {
    // Without a root, the top is one level above the first nodes.
    const deepest = (root?.split(':').length ?? 0) + depth;
    if (!isOfPast(asOf)) return this.present({ ledger, root, deepest }, asOf);
    const past = await pastOf(this.tables, ledger, asOf);
    const nodes =
      deepest === 0 ? [] : await pastTree(this.tables, past, { root, deepest, rowsMax: treeRowsMax });
    if (nodes === undefined) throw new TreeTooLarge(treeRowsMax);
    if (root !== undefined && nodes.length === 0) throw accountNotFound(root);
    return { items: nodes.map(asNode), seq: String(past.seq) };
  }

  private async present(
    { ledger, root, deepest }: { ledger: string; root: string | undefined; deepest: number },
    freshness: Freshness,
  ): Promise<Tree> {
    await this.tables.waitFor(ledger, freshness);
    const rows = await this.tables.composed<Row>(treeOf, [ledger, root ?? null, deepest]);
    const first = rows[0];
    if (!first) throw ledgerNotFound(ledger);
    if (rows.length > treeRowsMax) throw new TreeTooLarge(treeRowsMax);
    if (root !== undefined && first.path === null) throw accountNotFound(root);
    return { items: nodesOf(rows), seq: first.seq };
  }
}

function asNode({ path, type, totals }: PastTreeNode): TreeNode {
  const inOrder = [...totals].sort(([a], [b]) => (a < b ? -1 : 1));
  const balances = inOrder.map(([currency, sums]) => balanceOf({ currency, type, ...sums }));
  return { path, depth: path.split(':').length, type, balances };
}

/** Gathers the rows of each node, which follow each other. */
function nodesOf(rows: readonly Row[]): TreeNode[] {
  const nodes: (TreeNode & { balances: TreeNode['balances'][number][] })[] = [];
  for (const row of rows) {
    if (row.path === null) continue;
    if (nodes.at(-1)?.path !== row.path)
      nodes.push({ path: row.path, depth: row.depth, type: row.type, balances: [] });
    if (row.code === null) continue;
    const [debits, credits] = [unitsOf(row.debits), unitsOf(row.credits)];
    nodes.at(-1)!.balances.push(balanceOf({ ...row, currency: row.code, debits, credits }));
  }
  return nodes;
}

interface Totals {
  readonly currency: string;
  readonly type: AccountType | null;
  readonly decimals: number;
  readonly debits: bigint;
  readonly credits: bigint;
}

function balanceOf({ currency, type, decimals, debits, credits }: Totals): TreeNode['balances'][number] {
  const text = (units: bigint) => formatUnits(units, decimals);
  const totals = { currency, debits: text(debits), credits: text(credits) };
  return type === null ? totals : { ...totals, posted: text(onNormalSide(type, debits, credits)) };
}
