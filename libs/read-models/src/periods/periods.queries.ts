import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { pastOf, type KnownAt } from '../queries/as-of';
import { Tables } from '../queries/tables';

/** A closed span of effective time; `to` is not part of it. */
export interface PeriodItem {
  readonly period: string;
  readonly kind: 'soft' | 'hard';
  readonly from: string;
  readonly to: string;
  readonly reason: string | null;
  readonly closedAt: string;
  /** Of the entry that closed it. */
  readonly seq: string;
}

export interface Periods {
  /** In ascending order of time. */
  readonly items: readonly PeriodItem[];
  readonly seq: string;
}

/** The periods that are closed, or were at a past. */
export class ListPeriods extends Query<Periods> {
  constructor(
    readonly ledger: string,
    readonly asOf: KnownAt = {},
  ) {
    super();
  }
}

interface Row {
  readonly period: string;
  readonly kind: 'soft' | 'hard';
  readonly begins_at: Date;
  readonly ends_at: Date;
  readonly reason: string | null;
  readonly closed_at: Date;
  readonly from_seq: string;
}

@QueryHandler(ListPeriods)
export class ListPeriodsHandler implements IQueryHandler<ListPeriods> {
  constructor(private readonly tables: Tables) {}

  /** @throws ReadModelBehind, KnownAtOutOfRange, Refusal LedgerNotFound */
  async execute({ ledger, asOf }: ListPeriods): Promise<Periods> {
    const past = await pastOf(this.tables, ledger, asOf);
    const rows = await this.tables.rows<Row>(
      'periods',
      `select period, kind, begins_at, ends_at, reason, closed_at, from_seq from periods
       where ledger = $1 and from_seq <= $2 and (until_seq is null or until_seq > $2) order by begins_at`,
      [past.ledger, past.seq],
    );
    const items = rows.map((row) => ({
      period: row.period,
      kind: row.kind,
      from: row.begins_at.toISOString(),
      to: row.ends_at.toISOString(),
      reason: row.reason,
      closedAt: row.closed_at.toISOString(),
      seq: row.from_seq,
    }));
    return { items, seq: String(past.seq) };
  }
}
