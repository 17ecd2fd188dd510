import type { Rate, RateType } from '@ledger/exchange/rates/rate';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { pastKey, pastOf, type KnownAt } from '../queries/as-of';
import { page, pageItemsDefault, readCursor, seqPattern, type Page, type PageRequest } from '../queries/page';
import { Tables } from '../queries/tables';
import { WhereClause } from '../queries/where-clause';

/** Rates that a source observed at one time, as they were published. */
export interface PublishedSet {
  /** Of the entry that published them. */
  readonly seq: string;
  readonly id: string;
  readonly source: string;
  readonly type: RateType;
  readonly observedAt: string;
  readonly recordedAt: string;
  readonly rates: readonly Rate[];
}

/** All that is given must hold. */
export interface RateSetsFilter {
  readonly source?: string;
  readonly type?: RateType;
  /** Sets with a rate that has this base, this counter, or both. */
  readonly base?: string;
  readonly counter?: string;
  /** RFC 3339; the first is included, the second is not. */
  readonly observedFrom?: string;
  readonly observedTo?: string;
}

/** Sets of rates in the order in which they were published, the latest first. */
export class ListRateSets extends Query<Page<PublishedSet>> {
  constructor(
    readonly ledger: string,
    readonly filter: RateSetsFilter = {},
    readonly request: PageRequest = {},
    readonly asOf: KnownAt = {},
  ) {
    super();
  }
}

interface Row {
  readonly seq: string;
  readonly id: string;
  readonly source: string;
  readonly type: RateType;
  readonly observed_at: Date;
  readonly recorded_at: Date;
  readonly rates: readonly Rate[];
}

@QueryHandler(ListRateSets)
export class ListRateSetsHandler implements IQueryHandler<ListRateSets> {
  constructor(private readonly tables: Tables) {}

  /** @throws ReadModelBehind, InvalidCursor, KnownAtOutOfRange, Refusal LedgerNotFound */
  async execute({ ledger, filter, request, asOf }: ListRateSets): Promise<Page<PublishedSet>> {
    const { base, counter, observedFrom, observedTo, source, type } = filter;
    const list = JSON.stringify([
      'rate-sets',
      ledger,
      ...[base, counter, observedFrom, observedTo, source, type],
      ...pastKey(asOf),
    ]);
    const cursor = readCursor(list, request, [seqPattern]);
    const { ledger: number, seq } = await pastOf(this.tables, ledger, asOf, cursor);
    const order = cursor?.order ?? request.order ?? 'desc';
    const limit = request.limit ?? pageItemsDefault;
    const where = new WhereClause();
    where.add((value) => `ledger = ${value}`, number);
    where.add((value) => `seq <= ${value}`, seq);
    where.add((value) => `source = ${value}`, source);
    where.add((value) => `type = ${value}`, type);
    where.add((value) => `observed_at >= ${value}::timestamptz`, observedFrom);
    where.add((value) => `observed_at < ${value}::timestamptz`, observedTo);
    where.add((value) => `rates @> ${value}::jsonb`, pairOf(base, counter));
    where.add((value) => `seq ${order === 'asc' ? '>' : '<'} ${value}::bigint`, cursor?.place[0]);
    const rows = await this.tables.composed<Row>(
      `select seq, id, source, type, observed_at, recorded_at, rates from rate_sets where ${where}
       order by seq ${order} limit ${limit + 1}`,
      where.values,
    );
    return page(rows.map(asItem), limit, { list, order, seq }, ({ seq: place }) => [place]);
  }
}

/** What a set contains that has such a rate. */
function pairOf(base: string | undefined, counter: string | undefined): string | undefined {
  return base === undefined && counter === undefined ? undefined : JSON.stringify([{ base, counter }]);
}

function asItem({ seq, id, source, type, observed_at, recorded_at, rates }: Row): PublishedSet {
  return {
    seq,
    id,
    source,
    type,
    observedAt: observed_at.toISOString(),
    recordedAt: recorded_at.toISOString(),
    rates,
  };
}
