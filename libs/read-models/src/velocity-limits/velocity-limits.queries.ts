import { pathPattern } from '@ledger/accounts/path';
import type { Limit } from '@ledger/state';
import type { VelocityLimit } from '@ledger/velocity/velocity-state';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { pastKey, pastOf, type KnownAt } from '../queries/as-of';
import { WhereClause } from '../queries/where-clause';
import { page, pageItemsDefault, readCursor, seqPattern, type Page, type PageRequest } from '../queries/page';
import { accountNotFound, Tables } from '../queries/tables';

/** The velocity limits in force at one node of the tree. */
export interface NodeLimits {
  readonly path: string;
  readonly limits: readonly VelocityLimit[];
  /** Seq of the entry that set them. */
  readonly fromSeq: string;
  readonly setAt: string;
}

export interface VelocityLimitsFilter {
  /** This node alone. */
  readonly path?: string;
  /** This node and all below it. */
  readonly under?: string;
}

/** Nodes that have velocity limits, in order of path, as they were at the seq of the first page. */
export class ListVelocityLimits extends Query<Page<NodeLimits>> {
  constructor(
    readonly ledger: string,
    readonly filter: VelocityLimitsFilter = {},
    readonly request: PageRequest = {},
    readonly asOf: KnownAt = {},
  ) {
    super();
  }
}

/** What the limits of an account or a node were from one entry until another. */
export type LimitsSpan = {
  readonly fromSeq: string;
  /** Seq of the entry that replaced them; null while they hold. */
  readonly untilSeq: string | null;
  readonly setAt: string;
} & (
  | { readonly kind: 'balance'; readonly limits: readonly Limit[] }
  | { readonly kind: 'velocity'; readonly limits: readonly VelocityLimit[] }
);

/** The history of the limits of one path, of balances and of velocity, in order of seq. */
export class GetLimits extends Query<Page<LimitsSpan>> {
  constructor(
    readonly ledger: string,
    readonly path: string,
    readonly request: PageRequest = {},
    readonly asOf: KnownAt = {},
  ) {
    super();
  }
}

interface NodeRow {
  readonly path: string;
  readonly limits: readonly VelocityLimit[];
  readonly from_seq: string;
  readonly set_at: Date;
}

@QueryHandler(ListVelocityLimits)
export class ListVelocityLimitsHandler implements IQueryHandler<ListVelocityLimits> {
  constructor(private readonly tables: Tables) {}

  /** @throws ReadModelBehind, InvalidCursor, KnownAtOutOfRange, Refusal LedgerNotFound */
  async execute({ ledger, filter, request, asOf }: ListVelocityLimits): Promise<Page<NodeLimits>> {
    const { path, under } = filter;
    const list = JSON.stringify(['velocity-limits', ledger, path, under, ...pastKey(asOf)]);
    const cursor = readCursor(list, request, [pathPattern]);
    const { ledger: number, seq } = await pastOf(this.tables, ledger, asOf, cursor);
    const order = cursor?.order ?? request.order ?? 'asc';
    const limit = request.limit ?? pageItemsDefault;
    const where = new WhereClause();
    where.add((value) => `v.ledger = ${value}`, number);
    where.add((value) => `v.from_seq <= ${value} and (v.until_seq is null or v.until_seq > ${value})`, seq);
    where.addText(`v.limits <> '[]'`);
    where.add((value) => `v.path = ${value}`, path);
    where.add(
      (value) => `(v.path = ${value} or (v.path > ${value} || ':' and v.path < ${value} || ';'))`,
      under,
    );
    where.add((value) => `v.path ${order === 'asc' ? '>' : '<'} ${value}`, cursor?.place[0]);
    const rows = await this.tables.composed<NodeRow>(
      `select v.path, v.limits, v.from_seq, v.set_at from velocity_limits v where ${where}
       order by v.path ${order} limit ${limit + 1}`,
      where.values,
    );
    const items = rows.map(({ path: node, limits, from_seq: fromSeq, set_at: setAt }) => ({
      path: node,
      limits,
      fromSeq,
      setAt: setAt.toISOString(),
    }));
    return page(items, limit, { list, order, seq }, ({ path: place }) => [place]);
  }
}

/** Changes of an account that leave its limits as they are begin no span. What is known at $3 ends no later. */
const spans = `
  with versions as (
    select from_seq, changed_at, limits, lag(limits) over (order by from_seq) as before
    from accounts where ledger = $1 and path = $2 and from_seq <= $3
  ), steps as (
    select 'balance' as kind, from_seq, changed_at as set_at, limits from versions
    where before is distinct from limits
    union all
    select 'velocity', from_seq, set_at, limits from velocity_limits
    where ledger = $1 and path = $2 and from_seq <= $3
  ), spans as (
    select kind, from_seq, lead(from_seq) over (partition by kind order by from_seq) as until_seq, set_at, limits
    from steps
  )
  select kind, from_seq, until_seq, set_at, limits from spans`;

interface SpanRow {
  readonly kind: 'balance' | 'velocity';
  readonly from_seq: string;
  readonly until_seq: string | null;
  readonly set_at: Date;
  readonly limits: unknown;
}

@QueryHandler(GetLimits)
export class GetLimitsHandler implements IQueryHandler<GetLimits> {
  constructor(private readonly tables: Tables) {}

  /**
   * @throws ReadModelBehind, InvalidCursor, KnownAtOutOfRange, Refusal LedgerNotFound, AccountNotFound where neither an
   * account was ever open at the path nor a velocity limit set
   */
  async execute({ ledger, path, request, asOf }: GetLimits): Promise<Page<LimitsSpan>> {
    const list = JSON.stringify(['limits', ledger, path, ...pastKey(asOf)]);
    const cursor = readCursor(list, request, [seqPattern]);
    const past = await pastOf(this.tables, ledger, asOf, cursor);
    const order = cursor?.order ?? request.order ?? 'asc';
    const limit = request.limit ?? pageItemsDefault;
    const rows = await this.tables.rows<SpanRow>(
      `limits ${order}`,
      `${spans} where $4::bigint is null or from_seq ${order === 'asc' ? '>' : '<'} $4
       order by from_seq ${order} limit $5`,
      [past.ledger, path, past.seq, cursor?.place[0] ?? null, limit + 1],
    );
    if (rows.length === 0 && !cursor) throw accountNotFound(path);
    return page(rows.map(asSpan), limit, { list, order, seq: past.seq }, ({ fromSeq }) => [fromSeq]);
  }
}

function asSpan({
  kind,
  from_seq: fromSeq,
  until_seq: untilSeq,
  set_at: setAt,
  limits,
}: SpanRow): LimitsSpan {
  return { kind, limits, fromSeq, untilSeq, setAt: setAt.toISOString() } as LimitsSpan;
}
