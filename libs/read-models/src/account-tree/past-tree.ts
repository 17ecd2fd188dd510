import { unitsOf } from '@ledger/money/amount';
import { ancestorsOf } from '@ledger/accounts/path';
import type { AccountType } from '@ledger/state';
import type { Past } from '../as-of';
import { debitNormal, pastTotals } from '../balances/past-figures';
import type { Tables } from '../tables';

/** A node, and the totals of all accounts at and below it by currency code. */
export interface PastTreeNode {
  readonly path: string;
  readonly type: AccountType | null;
  readonly totals: ReadonlyMap<string, PastTotals>;
}

/** In minor units. */
interface PastTotals {
  readonly decimals: number;
  debits: bigint;
  credits: bigint;
}

/** Which part of the tree: from `root` (without one, from the top) down to nodes of `deepest` segments. */
export interface TreePart {
  readonly root: string | undefined;
  readonly deepest: number;
  /** Most rows that are read. */
  readonly rowsMax: number;
}

/** Accounts that were open by $3 at or below $2. */
const accountsThen = `
  a.ledger = $1 and ($2::text is null or a.path = $2 or (a.path > $2 || ':' and a.path < $2 || ';'))
  and a.until_seq is null and a.opened_seq <= $3`;

/** The node of $4 segments above an account's path, or the account's own where it has no more. */
const cut = (path: string) => `array_to_string((string_to_array(${path}, ':'))[1:$4], ':')`;

const nodes = `
  select ${cut('a.path')} as path, max(a.type) filter (where ${cut('a.path')} = a.path) as type
  from accounts a where ${accountsThen} group by 1 limit $5`;

const accounts = `
  select b.ledger, b.account, b.currency, ${debitNormal('a.type')} as is_debit_normal, $3::bigint as known, a.path
  from accounts a
  join balances b on b.ledger = a.ledger and b.account = a.account
  where ${accountsThen} and b.first_seq <= $3`;

const totals = (past: Past) => `
  select ${cut('f.path')} as path, c.code, c.decimals, sum(f.debits) as debits, sum(f.credits) as credits
  from (${pastTotals(accounts, past, '$6')}) f
  join currencies c on c.ledger = f.ledger and c.currency = f.currency
  group by 1, c.code, c.decimals limit $5`;

interface TotalsRow {
  readonly path: string;
  readonly code: string;
  readonly decimals: number;
  readonly debits: string;
  readonly credits: string;
}

/**
 * The tree as of a past, in ascending order of path; each account below costs some looks into indexes.
 * @returns undefined when there is more than `rowsMax` nodes or balances
 */
export async function pastTree(
  tables: Tables,
  past: Past,
  { root, deepest, rowsMax }: TreePart,
): Promise<PastTreeNode[] | undefined> {
  const values = [past.ledger, root ?? null, past.seq, deepest, rowsMax + 1];
  const named = await tables.composed<{ path: string; type: AccountType | null }>(nodes, values);
  const sums = await tables.composed<TotalsRow>(
    totals(past),
    past.effectiveBefore === undefined ? values : [...values, past.effectiveBefore],
  );
  if (named.length > rowsMax || sums.length > rowsMax) return undefined;
  const tree = new Map<string, PastTreeNode & { totals: Map<string, PastTotals> }>();
  for (const { path, type } of named) {
    for (const each of upwards(path, root))
      if (!tree.has(each)) tree.set(each, { path: each, type: null, totals: new Map() });
    tree.set(path, { ...tree.get(path)!, type });
  }
  for (const row of sums) for (const path of upwards(row.path, root)) add(tree.get(path)!.totals, row);
  const inOrder = [...tree.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return rowsOf(inOrder) > rowsMax ? undefined : inOrder;
}

/** The node and those above it, as far as the root. */
function upwards(path: string, root: string | undefined): string[] {
  return [path, ...ancestorsOf(path)].filter((each) => root === undefined || each.length >= root.length);
}

function add(sums: Map<string, PastTotals>, { code, decimals, debits, credits }: TotalsRow): void {
  const sum = sums.get(code) ?? { decimals, debits: 0n, credits: 0n };
  sum.debits += unitsOf(debits);
  sum.credits += unitsOf(credits);
  sums.set(code, sum);
}

function rowsOf(tree: readonly PastTreeNode[]): number {
  return tree.reduce((rows, node) => rows + Math.max(1, node.totals.size), 0);
}
