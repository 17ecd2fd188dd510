import type { Metadata } from '@ledger/accounts/account';
import { Refusal } from '@ledger/refusal';
import type { Tolerance } from '@ledger/state';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { pastKey, pastOf, type KnownAt, type Past } from '../queries/as-of';
import { recordedAtOf } from '../queries/seq-at';
import { WhereClause } from '../queries/where-clause';
import { personalOf, type ShownText } from '../queries/personal-keys';
import { page, pageItemsDefault, readCursor, seqPattern, type Page, type PageRequest } from '../queries/page';
import { Tables } from '../queries/tables';
import { stepsOf, type HoldStepItem } from './hold-steps';
import type { HoldLineItem, HoldStatus } from './holds.table';

export interface HoldItem {
  readonly id: string;
  readonly ledger: string;
  /** Of the entry that placed it. */
  readonly seq: string;
  /** From the instant of its expiry on it is expired, even before the entry that says so. */
  readonly status: HoldStatus;
  readonly placedAt: string;
  readonly changedAt: string;
  readonly expiresAt: string | null;
  readonly category: string | null;
  readonly reference: string | null;
  readonly description: string | null;
  readonly reason: string | null;
  readonly tags: readonly string[];
  readonly metadata: Metadata;
  /** Where it has personal text, the keys of that. */
  readonly personal?: readonly ShownText[];
  readonly tolerance: Tolerance | null;
  readonly lines: readonly HoldLineItem[];
}

export interface HoldAnswer {
  readonly hold: HoldItem & { readonly steps: readonly HoldStepItem[] };
  readonly seq: string;
}

export class GetHold extends Query<HoldAnswer> {
  constructor(
    readonly ledger: string,
    readonly id: string,
    readonly asOf: KnownAt = {},
  ) {
    super();
  }
}

export interface HoldFilter {
  readonly account?: string;
  readonly status?: HoldStatus;
  readonly category?: string;
  readonly reference?: string;
  readonly tag?: string;
}

/** Holds in order of placement, as they were at the seq of the first page. */
export class ListHolds extends Query<Page<HoldItem>> {
  constructor(
    readonly ledger: string,
    readonly filter: HoldFilter = {},
    readonly request: PageRequest = {},
    readonly asOf: KnownAt = {},
  ) {
    super();
  }
}

interface Row {
  readonly id: string;
  readonly hold: string;
  readonly status: HoldStatus;
  readonly placed_at: Date;
  readonly changed_at: Date;
  readonly expires_at: Date | null;
  readonly category: string | null;
  readonly reference: string | null;
  readonly description: string | null;
  readonly reason: string | null;
  readonly tags: readonly string[];
  readonly metadata: Metadata;
  readonly personal: readonly string[] | null;
  readonly tolerance: Tolerance | null;
  readonly lines: readonly HoldLineItem[];
}

/** @param now the clock by which holds expire, as an SQL expression */
const statusAt = (now: string) =>
  `case when h.status = 'open' and h.expires_at <= ${now} then 'expired' else h.status end`;

const columns = (
  now: string,
) => `h.id, h.hold, ${statusAt(now)} as status, h.placed_at, h.changed_at, h.expires_at,
  h.category, h.reference, h.description, h.reason, h.tags, h.metadata, h.personal, h.tolerance, h.lines`;

/** By which holds expire: the time that was asked for, else ours, or where a seq was asked for that of its entry. */
function clockOf(where: WhereClause, { ledger, knownAt, seq }: Past, { knownAtSeq }: KnownAt): string {
  if (knownAt !== undefined) return `${where.parameter(knownAt)}::timestamptz`;
  if (knownAtSeq === undefined) return 'now()';
  return recordedAtOf(where.parameter(ledger), where.parameter(seq));
}

const isThen = (seq: string) => `h.from_seq <= ${seq} and (h.until_seq is null or h.until_seq > ${seq})`;

@QueryHandler(GetHold)
export class GetHoldHandler implements IQueryHandler<GetHold> {
  constructor(private readonly tables: Tables) {}

  /** @throws ReadModelBehind, KnownAtOutOfRange, Refusal LedgerNotFound, HoldNotFound */
  async execute({ ledger, id, asOf }: GetHold): Promise<HoldAnswer> {
    const past = await pastOf(this.tables, ledger, asOf);
    const where = new WhereClause();
    const now = clockOf(where, past, asOf);
    where.add((value) => `h.id = ${value}::uuid`, id);
    where.add((value) => `h.ledger = ${value}`, past.ledger);
    where.add(isThen, past.seq);
    const text = `select ${columns(now)} from holds h where ${where}`;
    const [row] = await this.tables.composed<Row>(text, where.values);
    if (!row) throw holdNotFound(id);
    const steps = await stepsOf(this.tables, past, row.hold);
    return { hold: { ...asItem(row, ledger), steps }, seq: String(past.seq) };
  }
}

@QueryHandler(ListHolds)
export class ListHoldsHandler implements IQueryHandler<ListHolds> {
  constructor(private readonly tables: Tables) {}

  /** @throws ReadModelBehind, InvalidCursor, KnownAtOutOfRange, Refusal LedgerNotFound */
  async execute({ ledger, filter, request, asOf }: ListHolds): Promise<Page<HoldItem>> {
    const { account, status, category, reference, tag } = filter;
    const list = JSON.stringify([
      'holds',
      ledger,
      account,
      status,
      category,
      reference,
      tag,
      ...pastKey(asOf),
    ]);
    const cursor = readCursor(list, request, [seqPattern]);
    const past = await pastOf(this.tables, ledger, asOf, cursor);
    const order = cursor?.order ?? request.order ?? 'desc';
    const limit = request.limit ?? pageItemsDefault;
    const where = new WhereClause();
    const now = clockOf(where, past, asOf);
    where.add((value) => `h.ledger = ${value}`, past.ledger);
    where.add(isThen, past.seq);
    where.add((value) => `${statusAt(now)} = ${value}`, status);
    where.add((value) => `h.category = ${value}`, category);
    where.add((value) => `h.reference = ${value}`, reference);
    where.add((value) => `h.tags @> array[${value}]`, tag);
    where.add(
      (value) => `h.hold in (
        select a.hold from hold_accounts a join nodes n on n.ledger = a.ledger and n.node = a.account
        where a.ledger = h.ledger and n.path = ${value})`,
      account,
    );
    where.add(
      (value) => `h.hold ${order === 'asc' ? '>' : '<'} ${value}`,
      cursor && BigInt(cursor.place[0]!),
    );
    const rows = await this.tables.composed<Row>(
      `select ${columns(now)} from holds h where ${where} order by h.hold ${order} limit ${limit + 1}`,
      where.values,
    );
    const items = rows.map((row) => asItem(row, ledger));
    return page(items, limit, { list, order, seq: past.seq }, ({ seq }) => [seq]);
  }
}

function asItem(row: Row, ledger: string): HoldItem {
  const { id, hold, status, category, reference, description, reason, tags, metadata, tolerance, lines } =
    row;
  return {
    id,
    ledger,
    seq: hold,
    status,
    placedAt: row.placed_at.toISOString(),
    changedAt: row.changed_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    category,
    reference,
    description,
    reason,
    tags,
    metadata,
    ...personalOf(row.personal),
    tolerance,
    lines,
  };
}

export function holdNotFound(id: string): Refusal {
  return new Refusal('HoldNotFound', `No hold has the id ${id}.`, { hold: id });
}
