import { unitsOf } from '@ledger/money/amount';
import { isDebitNormal } from '@ledger/accounts/normal-side';
import type { AccountType } from '@ledger/state';
import type { Past } from '../queries/as-of';
import { rollUpOfNode } from '../balances/roll-up';
import { debitNormal, listedAccounts, pastTotals } from '../statements/past-figures';
import type { Tables } from '../queries/tables';

/** Which part of the tree: from `root` (without one, from the top) down to nodes of `deepest` segments. */
export interface TreePart {
  readonly root: string | undefined;
  readonly deepest: number;
  /** Path of the last node of the page before. */
  readonly after: string | undefined;
  /** Most nodes that are read. */
  readonly limit: number;
}

/** A node, and what it has with everything below it. */
export interface NodeTotals {
  readonly path: string;
  /** Count of segments of the path. */
  readonly depth: number;
  readonly type: AccountType | null;
  /** In order of currency codes. */
  readonly totals: readonly CurrencyTotals[];
}

/** In minor units. */
export interface CurrencyTotals {
  readonly currency: string;
  readonly decimals: number;
  readonly debits: bigint;
  readonly credits: bigint;
}

/**
 * Nodes of ledger `ledger` at or below root $2, down to $3 segments, after path $4. The first two bounds of the range
 * let the index begin and end there; `;` is the character after `:`.
 */
const inPart = (ledger: string) => `n.ledger = ${ledger} and n.depth <= $3 and n.path > $4
  and ($2::text is null or (
    n.path >= $2 and n.path < $2 || ';' and (n.path = $2 or n.path > $2 || ':')))`;

interface PresentRow {
  readonly seq: string;
  readonly path: string | null;
  readonly depth: number;
  readonly type: AccountType | null;
  readonly code: string | null;
  readonly decimals: number;
  readonly debits: string;
  readonly credits: string;
}

/** One statement, so that the figures are those of the seq it answers. */
const present = `
  select at.seq, n.path, n.depth, a.type, c.code, c.decimals,
    coalesce(b.debits, 0) + coalesce(s.debits_below, 0) as debits,
    coalesce(b.credits, 0) + coalesce(s.credits_below, 0) as credits
  from progress at
  left join lateral (select n.* from nodes n where ${inPart('at.ledger')} order by n.path limit $5) n on true
  ${rollUpOfNode}
  where at.id = $1
  order by n.path, c.code`;

/** The tree as the tables have it now, and the seq that is; undefined where they have no such ledger. */
export async function presentNodes(
  tables: Tables,
  ledger: string,
  part: TreePart,
): Promise<{ readonly seq: bigint; readonly nodes: readonly NodeTotals[] } | undefined> {
  const rows = await tables.composed<PresentRow>(present, valuesOf(ledger, part));
  if (!rows[0]) return undefined;
  const nodes: (NodeTotals & { totals: CurrencyTotals[] })[] = [];
  for (const { path, depth, type, code, ...row } of rows) {
    if (path === null) continue;
    if (nodes.at(-1)?.path !== path) nodes.push({ path, depth, type, totals: [] });
    if (code !== null) nodes.at(-1)!.totals.push(asTotals({ ...row, code }));
  }
  return { seq: BigInt(rows[0].seq), nodes };
}

interface PastRow {
  readonly path: string;
  readonly depth: number;
  readonly node: number;
  readonly type: AccountType | null;
  readonly has_below: boolean;
}

/** Nodes at or below which an account was open by $6. */
const pastPage = `
  select n.path, n.depth, n.node, a.type,
    exists (select from node_sums s where s.ledger = n.ledger and s.node = n.node) as has_below
  from nodes n
  left join accounts a on a.ledger = n.ledger and a.account = n.node and a.until_seq is null and a.opened_seq <= $6
  where ${inPart('$1')} and (a.type is not null or exists (
    select from accounts below
    where below.ledger = n.ledger and below.path > n.path || ':' and below.path < n.path || ';' and below.opened_seq <= $6))
  order by n.path limit $5`;

/** The tree as of a past; each account at or below a node of the page costs some looks into indexes. */
export async function pastNodes(tables: Tables, past: Past, part: TreePart): Promise<NodeTotals[]> {
  const page = await tables.composed<PastRow>(pastPage, [...valuesOf(past.ledger, part), past.seq]);
  const totals = new Map(page.map(({ path }) => [path, new Map<string, CurrencyTotals>()]));
  for (const row of [...(await ownTotals(tables, past, page)), ...(await totalsBelow(tables, past, page))]) {
    const ofNode = totals.get(row.path)!;
    const { currency, decimals, debits, credits } = asTotals(row);
    const before = ofNode.get(currency) ?? { debits: 0n, credits: 0n };
    const sums = { debits: before.debits + debits, credits: before.credits + credits };
    ofNode.set(currency, { currency, decimals, ...sums });
  }
  return page.map(({ path, depth, type }) => {
    const inOrder = [...totals.get(path)!.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
    return { path, depth, type, totals: inOrder };
  });
}

interface TotalsRow {
  readonly path: string;
  readonly code: string;
  readonly decimals: number;
  readonly debits: string;
  readonly credits: string;
}

async function ownTotals(tables: Tables, past: Past, page: readonly PastRow[]): Promise<TotalsRow[]> {
  const accounts = page.flatMap(({ type, ...node }) => (type === null ? [] : [{ type, ...node }]));
  const values = [
    accounts.map(({ node }) => node),
    accounts.map(({ type }) => isDebitNormal(type)),
    accounts.map(({ path }) => path),
  ];
  return totalsOf(tables, past, listedAccounts, values);
}

/** The accounts below each node, in those currencies that each had used by $2. */
const below = `
  select b.ledger, b.account, b.currency, ${debitNormal('a.type')} as is_debit_normal, $2::bigint as known, p.path
  from unnest($3::text[]) as p (path)
  join accounts a on a.ledger = $1 and a.path > p.path || ':' and a.path < p.path || ';' and a.until_seq is null
  join balances b on b.ledger = a.ledger and b.account = a.account and b.first_seq <= $2`;

async function totalsBelow(tables: Tables, past: Past, page: readonly PastRow[]): Promise<TotalsRow[]> {
  const paths = page.filter(({ has_below }) => has_below).map(({ path }) => path);
  return totalsOf(tables, past, below, [paths]);
}

async function totalsOf(
  tables: Tables,
  past: Past,
  wanted: string,
  lists: readonly (readonly unknown[])[],
): Promise<TotalsRow[]> {
  if (lists[0]!.length === 0) return [];
  const { ledger, seq, effectiveBefore } = past;
  const values = [ledger, seq, ...lists, ...(effectiveBefore === undefined ? [] : [effectiveBefore])];
  return tables.composed<TotalsRow>(
    `select f.path, c.code, c.decimals, sum(f.debits) as debits, sum(f.credits) as credits
     from (${pastTotals(wanted, past, `$${values.length}`)}) f
     join currencies c on c.ledger = f.ledger and c.currency = f.currency
     group by f.path, c.code, c.decimals`,
    values,
  );
}

function valuesOf(ledger: string | number, { root, deepest, after, limit }: TreePart): unknown[] {
  return [ledger, root ?? null, deepest, after ?? '', limit];
}

function asTotals({ code, decimals, debits, credits }: Omit<TotalsRow, 'path'>): CurrencyTotals {
  return { currency: code, decimals, debits: unitsOf(debits), credits: unitsOf(credits) };
}
