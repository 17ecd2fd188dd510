import { unitsOf } from '@ledger/money/amount';
import type { AccountType } from '@ledger/state';
import type { Past } from '../queries/as-of';
import { recordedAtOf } from '../queries/seq-at';
import { heldOf } from '../holds/held';
import { accountNotFound, type Tables } from '../queries/tables';
import { balanceItem, type BalanceItem, type NodeFigures } from './balance-item';
import { asFigures, debitNormal, namedTotals, pastTotals, type FiguresRow } from '../statements/past-figures';

interface NodeRow {
  readonly node: number;
  readonly type: AccountType | null;
  readonly has_below: boolean;
}

type Nothing = Record<keyof FiguresRow, null>;

/** The node at path $2, if an account was open at or below it at $3. */
const nodeAt = `
  select n.ledger, n.node, a.type,
    exists (select from node_sums s where s.ledger = n.ledger and s.node = n.node) as has_below
  from nodes n
  left join accounts a on a.ledger = n.ledger and a.account = n.node and a.until_seq is null and a.opened_seq <= $3
  where n.ledger = $1 and n.path = $2 and (a.type is not null or exists (
    select from accounts below
    where below.ledger = n.ledger and below.path > $2 || ':' and below.path < $2 || ';' and below.opened_seq <= $3))`;

/** Its own account in those currencies that it had used by $3. */
const ownAccount = `
  select b.ledger, b.account, b.currency, ${debitNormal('n.type')} as is_debit_normal, $3::bigint as known
  from balances b
  where n.type is not null and b.ledger = n.ledger and b.account = n.node and b.first_seq <= $3`;

/** The node, with each currency of its own account. In one statement, since a way to Postgres and back costs as much. */
const nodeAndOwn = (past: Past) => `
  select n.node, n.type, n.has_below, f.* from (${nodeAt}) n
  left join lateral (${namedTotals(pastTotals(ownAccount, past, '$4'))}) f on true`;

/** The accounts below $2 in those currencies that each had used by $3. */
const accountsBelow = `
  select b.ledger, b.account, b.currency, ${debitNormal('a.type')} as is_debit_normal, $3::bigint as known
  from accounts a
  join balances b on b.ledger = a.ledger and b.account = a.account
  where a.ledger = $1 and a.path > $2 || ':' and a.path < $2 || ';' and a.until_seq is null and b.first_seq <= $3`;

/**
 * Own and rolled-up balances as of a past; own ones at the cost of some looks into indexes, those of a node with
 * others below at so many for each of them.
 * @throws Refusal AccountNotFound when nothing was open at `path` or below
 */
export async function pastBalances(
  tables: Tables,
  past: Past,
  path: string,
): Promise<{ type: AccountType | null; items: BalanceItem[] }> {
  const { ledger, seq, effectiveBefore } = past;
  const values = [ledger, path, seq, ...(effectiveBefore === undefined ? [] : [effectiveBefore])];
  const name = effectiveBefore === undefined ? 'past_own_known' : 'past_own_effective';
  const rows = await tables.rows<NodeRow & (FiguresRow | Nothing)>(name, nodeAndOwn(past), values);
  const [node] = rows;
  if (!node) throw accountNotFound(path);
  const { type } = node;
  const figures = new Map<string, NodeFigures>();
  if (type !== null) {
    for (const row of rows) {
      if (row.currency === null) continue;
      const { number: _, ...own } = asFigures(row);
      figures.set(own.currency, { ...own, debitsBelow: 0n, creditsBelow: 0n });
    }
    for (const [currency, held] of await heldThen(tables, past, { account: node.node, path }))
      figures.set(currency, { ...(figures.get(currency) ?? unposted(currency, held.decimals)), held });
  }
  for (const each of node.has_below ? await sumsBelow(tables, past, path) : []) {
    const none = { debits: 0n, credits: 0n, version: past.effectiveBefore === undefined ? 0n : undefined };
    figures.set(each.currency, { ...none, ...figures.get(each.currency), ...each });
  }
  const inOrder = [...figures.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
  return { type, items: inOrder.map((each) => balanceItem(type, each)) };
}

/** Of a currency of which nothing was posted yet, but something held. */
function unposted(currency: string, decimals: number): NodeFigures {
  return { currency, decimals, debits: 0n, credits: 0n, debitsBelow: 0n, creditsBelow: 0n, version: 0n };
}

const heldAtPast = `
  select c.code as currency, c.decimals, held.debits, held.credits
  from balances b
  join currencies c on c.ledger = b.ledger and c.currency = b.currency
  join lateral (${heldOf(
    { ledger: 'b.ledger', account: 'b.account', path: '$3', currency: 'b.currency', code: 'c.code' },
    {
      seq: '$4',
      now: `coalesce($5::timestamptz, ${recordedAtOf('b.ledger', '$4')})`,
    },
  )}) held on true
  where b.ledger = $1 and b.account = $2`;

/** What holds kept back as was known then; of effective times holds have none. Currency code -> minor units. */
async function heldThen(
  tables: Tables,
  { ledger, seq, knownAt, effectiveBefore }: Past,
  { account, path }: { readonly account: number; readonly path: string },
): Promise<Map<string, { decimals: number; debits: bigint; credits: bigint }>> {
  if (effectiveBefore !== undefined) return new Map();
  const values = [ledger, account, path, seq, knownAt ?? null];
  const rows = await tables.rows<SumRow>('held_at_past', heldAtPast, values);
  return new Map(
    rows.map(({ currency, decimals, debits, credits }) => [
      currency,
      { decimals, debits: unitsOf(debits), credits: unitsOf(credits) },
    ]),
  );
}

interface SumRow {
  readonly currency: string;
  readonly decimals: number;
  readonly debits: string;
  readonly credits: string;
}

async function sumsBelow(tables: Tables, past: Past, path: string) {
  const { ledger, seq, effectiveBefore } = past;
  const text = `
    select c.code as currency, c.decimals, sum(f.debits) as debits, sum(f.credits) as credits
    from (${pastTotals(accountsBelow, past, '$4')}) f
    join currencies c on c.ledger = f.ledger and c.currency = f.currency
    group by c.code, c.decimals`;
  const values = [ledger, path, seq];
  const rows = await tables.composed<SumRow>(
    text,
    effectiveBefore === undefined ? values : [...values, effectiveBefore],
  );
  return rows.map(({ currency, decimals, debits, credits }) => ({
    currency,
    decimals,
    debitsBelow: unitsOf(debits),
    creditsBelow: unitsOf(credits),
  }));
}
