import { formatUnits } from '@ledger/money/amount';
import { pathPattern } from '@ledger/accounts/path';
import type { AccountType } from '@ledger/state';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { isOfPast, pastKey, pastOf, type AsOf } from '../queries/as-of';
import { onNormalSide } from '../balances/balance-item';
import { page, readCursor, type Page, type PageRequest } from '../queries/page';
import { accountNotFound, ledgerNotFound, Tables } from '../queries/tables';
import { pastNodes, presentNodes, type CurrencyTotals, type NodeTotals, type TreePart } from './tree-page';

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

/** The tree from `root` (without one, from the top) down to `depth` levels below it; 0 is the root alone. */
export class GetTree extends Query<Page<TreeNode>> {
  constructor(
    readonly ledger: string,
    readonly root: string | undefined,
    readonly depth: number,
    readonly request: AsOf & Omit<PageRequest, 'order'> = {},
  ) {
    super();
  }
}

/** Nodes of one page where no number is asked for. */
const treeNodesDefault = 50_000;

/** In ascending order of path: every node follows the one above it. */
const order = 'asc';

@QueryHandler(GetTree)
export class GetTreeHandler implements IQueryHandler<GetTree> {
  constructor(private readonly tables: Tables) {}

  /** @throws ReadModelBehind, InvalidCursor, KnownAtOutOfRange, Refusal LedgerNotFound, AccountNotFound */
  async execute({ ledger, root, depth, request }: GetTree): Promise<Page<TreeNode>> {
    const list = JSON.stringify(['tree', ledger, root, depth, ...pastKey(request)]);
    const cursor = readCursor(list, request, [pathPattern]);
    const limit = request.limit ?? treeNodesDefault;
    // Without a root, the top is one level above the first nodes.
    const deepest = (root?.split(':').length ?? 0) + depth;
    const part = { root, deepest, after: cursor?.place[0], limit: limit + 1 };
    const { seq, nodes } = await this.nodesOf(ledger, part, { request, cursor });
    if (root !== undefined && cursor === undefined && nodes.length === 0) throw accountNotFound(root);
    return page(nodes.map(asNode), limit, { list, order, seq }, ({ path }) => [path]);
  }

  /** A page of the present is looked up, of a past it is added up: also a later page, once an entry came after the first. */
  private async nodesOf(
    ledger: string,
    part: TreePart,
    { request, cursor }: { readonly request: AsOf; readonly cursor: { readonly seq: bigint } | undefined },
  ): Promise<{ readonly seq: bigint; readonly nodes: readonly NodeTotals[] }> {
    if (!isOfPast(request)) {
      await this.tables.waitFor(ledger, request);
      const present = await presentNodes(this.tables, ledger, part);
      if (!present) throw ledgerNotFound(ledger);
      if (cursor === undefined || cursor.seq === present.seq) return present;
    }
    const past = await pastOf(this.tables, ledger, request, cursor);
    return { seq: past.seq, nodes: await pastNodes(this.tables, past, part) };
  }
}

function asNode({ path, depth, type, totals }: NodeTotals): TreeNode {
  return { path, depth, type, balances: totals.map((each) => balanceOf(type, each)) };
}

function balanceOf(
  type: AccountType | null,
  { currency, decimals, debits, credits }: CurrencyTotals,
): TreeNode['balances'][number] {
  const text = (units: bigint) => formatUnits(units, decimals);
  const totals = { currency, debits: text(debits), credits: text(credits) };
  return type === null ? totals : { ...totals, posted: text(onNormalSide(type, debits, credits)) };
}
