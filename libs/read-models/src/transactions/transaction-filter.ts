import { WhereClause } from '../queries/where-clause';
import type { Order } from '../queries/page';
import { recordedWithin } from '../queries/seq-at';
import type { At, Tables } from '../queries/tables';

/** Which transactions are wanted: all that every given field admits. Times in RFC 3339, the end not included. */
export interface TransactionFilter {
  /** Has a posting on this account. */
  readonly account?: string;
  /** Goes with `account`, as do the amounts: that posting is in this currency. */
  readonly currency?: string;
  /** That posting is of so much at least, decimal text; goes with `currency`. */
  readonly amountFrom?: string;
  /** Of so much at most. */
  readonly amountTo?: string;
  /** Has a posting on this account or on one below it. */
  readonly under?: string;
  readonly category?: string;
  readonly tag?: string;
  /** Has all these values in its metadata. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly reference?: string;
  readonly effectiveFrom?: string;
  readonly effectiveTo?: string;
  readonly recordedFrom?: string;
  readonly recordedTo?: string;
}

export interface Slice {
  readonly order: Order;
  /** Seq of the last item of the page before. */
  readonly place: bigint | undefined;
  readonly limit: number;
}

/** Up to so many accounts, a subtree is looked up account by account; a larger one is looked for in the journal's order. */
const accountsMax = 200;

/**
 * The SELECT of a slice of the transactions that a filter admits. Its first two parameters are the ledger and the seq
 * that the answer is true at.
 */
export async function selection(
  tables: Tables,
  at: At,
  filter: TransactionFilter,
  slice: Slice,
): Promise<{ from: string; values: unknown[] }> {
  const where = new WhereClause();
  const ledger = where.parameter(at.ledger);
  const seq = where.parameter(at.seq);
  where.addText(`t.ledger = ${ledger} and t.seq <= ${seq}`);
  where.add((value) => `t.seq ${slice.order === 'asc' ? '>' : '<'} ${value}`, slice.place);
  where.add((value) => `t.category = ${value}`, filter.category);
  where.add((value) => `t.reference = ${value}`, filter.reference);
  await addTimes(tables, at, filter, where);
  const joins = [addTag(filter, where), ...addMetadata(filter, where)];
  if (filter.account !== undefined)
    await addAccounts(tables, at, where, {
      path: filter.account,
      isSubtree: false,
      like: lineLike(filter, where),
    });
  if (filter.under !== undefined)
    await addAccounts(tables, at, where, { path: filter.under, isSubtree: true, like: '' });
  const from = `
    select t.* from transactions t ${joins.join(' ')}
    where ${where} order by t.seq ${slice.order} limit ${slice.limit}`;
  return { from, values: where.values };
}

async function addTimes(
  tables: Tables,
  at: At,
  filter: TransactionFilter,
  where: WhereClause,
): Promise<void> {
  const { effectiveFrom, effectiveTo, recordedFrom, recordedTo } = filter;
  if (recordedFrom !== undefined || recordedTo !== undefined) {
    const range = await recordedWithin(tables, at, {
      ...(recordedFrom !== undefined && { from: recordedFrom }),
      ...(recordedTo !== undefined && { to: recordedTo }),
    });
    where.add((value) => `t.seq >= ${value}`, range.from);
    where.add((value) => `t.seq < ${value}`, range.to);
  }
  if (effectiveFrom === undefined && effectiveTo === undefined) return;
  // Without an effective time of its own, a transaction is effective when it was recorded.
  const undated = await recordedWithin(tables, at, {
    ...(effectiveFrom !== undefined && { from: effectiveFrom }),
    ...(effectiveTo !== undefined && { to: effectiveTo }),
  });
  const after =
    effectiveFrom === undefined
      ? ''
      : ` and t.effective_at >= ${where.parameter(effectiveFrom)}::timestamptz`;
  const before =
    effectiveTo === undefined ? '' : ` and t.effective_at < ${where.parameter(effectiveTo)}::timestamptz`;
  where.addText(`((t.effective_at is null and t.seq >= ${where.parameter(undated.from)} and t.seq < ${where.parameter(undated.to)})
    or (t.effective_at is not null${after}${before}))`);
}

function addTag({ tag }: TransactionFilter, where: WhereClause): string {
  if (tag === undefined) return '';
  return `join transaction_tags g on g.ledger = t.ledger and g.seq = t.seq and g.tag = ${where.parameter(tag)}`;
}

function addMetadata({ metadata = {} }: TransactionFilter, where: WhereClause): string[] {
  return Object.entries(metadata).map(([key, value], i) => {
    const [name, text] = [where.parameter(key), where.parameter(value)];
    // Two values may have one hash.
    where.addText(`t.metadata ->> ${name} = ${text}`);
    return `join transaction_metadata m${i} on m${i}.ledger = t.ledger and m${i}.seq = t.seq
      and m${i}.key = ${name} and m${i}.value_hash = hashtextextended(${text}, 0)`;
  });
}

/** What else is asked of a posting on the account. The index of an account's lines goes on with their currency. */
function lineLike({ currency, amountFrom, amountTo }: TransactionFilter, where: WhereClause): string {
  const texts: string[] = [];
  if (currency !== undefined) {
    const code = where.parameter(currency);
    texts.push(
      `l.currency in (select c.currency from currencies c where c.ledger = $1 and c.code = ${code})`,
    );
  }
  if (amountFrom !== undefined) texts.push(`l.amount >= ${where.parameter(amountFrom)}::numeric`);
  if (amountTo !== undefined) texts.push(`l.amount <= ${where.parameter(amountTo)}::numeric`);
  return texts.map((text) => ` and ${text}`).join('');
}

async function addAccounts(
  tables: Tables,
  at: At,
  where: WhereClause,
  { path, isSubtree, like }: { path: string; isSubtree: boolean; like: string },
): Promise<void> {
  const nodes = await tables.rows<{ node: number }>(
    isSubtree ? 'nodes_under' : 'node_at',
    `select n.node from nodes n where n.ledger = $1 and (n.path = $2
       ${isSubtree ? `or (n.path > $2 || ':' and n.path < $2 || ';')` : ''}) limit ${accountsMax + 1}`,
    [at.ledger, path],
  );
  if (nodes.length <= accountsMax) {
    const accounts = where.parameter(`{${nodes.map(({ node }) => node).join(',')}}`);
    where.addText(`t.seq in (
      select l.seq from statement_lines l where l.ledger = $1 and l.account = any(${accounts}::int[]) and l.seq <= $2${like})`);
    return;
  }
  const root = where.parameter(path);
  where.addText(`exists (
    select from statement_lines l join nodes n on n.ledger = l.ledger and n.node = l.account
    where l.ledger = t.ledger and l.seq = t.seq
      and (n.path = ${root} or (n.path > ${root} || ':' and n.path < ${root} || ';')))`);
}
