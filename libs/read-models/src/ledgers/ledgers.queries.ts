import type { Metadata } from '@ledger/accounts/account';
import { isoCurrencies } from '@ledger/money/iso4217';
import type { ChartPattern } from '@ledger/state';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { page, pageItemsDefault, readCursor, type Page, type PageRequest } from '../queries/page';
import { ledgerNotFound, Tables, type Freshness } from '../queries/tables';

export interface LedgerAnswer {
  readonly id: string;
  readonly name: string;
  readonly openedAt: string;
  /** Registered in this ledger; ISO 4217 comes on top. */
  readonly currencies: readonly { readonly code: string; readonly decimals: number; readonly name: string }[];
  readonly chart: readonly ChartPattern[];
  /** Whether history is still being moved in. */
  readonly importing: boolean;
  readonly metadata: Metadata;
  readonly seq: string;
  /** Whether transactions may be effective after they are recorded. */
  readonly takesFuture: boolean;
}

export class GetLedger extends Query<LedgerAnswer> {
  constructor(
    readonly ledger: string,
    readonly freshness: Freshness = {},
  ) {
    super();
  }
}

export interface ListedCurrency {
  readonly code: string;
  readonly decimals: number;
  readonly name: string;
  /** Whether it was registered in the ledger; the others are those of ISO 4217. */
  readonly registered: boolean;
}

/** Every currency that a ledger takes, in order of code. */
export class ListCurrencies extends Query<{
  readonly items: readonly ListedCurrency[];
  readonly seq: string;
}> {
  constructor(
    readonly ledger: string,
    readonly freshness: Freshness = {},
  ) {
    super();
  }
}

/** Ledgers in order of id; each item is true at its own seq. */
export class ListLedgers extends Query<Omit<Page<LedgerAnswer>, 'seq'>> {
  constructor(
    readonly request: PageRequest = {},
    /** Ids of those that are listed at most; undefined for every one. */
    readonly ledgers?: readonly string[],
  ) {
    super();
  }
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly opened_at: Date;
  readonly currencies: LedgerAnswer['currencies'];
  readonly chart: readonly ChartPattern[];
  readonly metadata: Metadata;
  readonly is_importing: boolean;
  readonly takes_future: boolean;
  readonly seq: string;
}

const ledgerRows = `
  select l.id, l.name, l.opened_at, l.chart, l.metadata, l.is_importing, l.takes_future, at.seq, coalesce((
    select json_agg(json_build_object('code', c.code, 'decimals', c.decimals, 'name', c.name) order by c.code)
    from currencies c where c.ledger = l.ledger and c.is_registered
  ), '[]'::json) as currencies
  from ledgers l join progress at on at.ledger = l.ledger`;

@QueryHandler(GetLedger)
export class GetLedgerHandler implements IQueryHandler<GetLedger> {
  constructor(private readonly tables: Tables) {}

  /** @throws ReadModelBehind, Refusal LedgerNotFound */
  async execute({ ledger, freshness }: GetLedger): Promise<LedgerAnswer> {
    await this.tables.waitFor(ledger, freshness);
    const rows = await this.tables.rows<Row>('ledger', `${ledgerRows} where l.id = $1`, [ledger]);
    if (!rows[0]) throw ledgerNotFound(ledger);
    return asAnswer(rows[0]);
  }
}

@QueryHandler(ListCurrencies)
export class ListCurrenciesHandler implements IQueryHandler<ListCurrencies> {
  constructor(private readonly ledgers: GetLedgerHandler) {}

  /** @throws ReadModelBehind, Refusal LedgerNotFound */
  async execute({ ledger, freshness }: ListCurrencies) {
    const { currencies, seq } = await this.ledgers.execute(new GetLedger(ledger, freshness));
    const items = [
      ...[...isoCurrencies.values()].map(({ code, decimals, name }) => ({
        code,
        decimals,
        name,
        registered: false,
      })),
      ...currencies.map((currency) => ({ ...currency, registered: true })),
    ];
    return { items: items.sort((a, b) => (a.code < b.code ? -1 : 1)), seq };
  }
}

@QueryHandler(ListLedgers)
export class ListLedgersHandler implements IQueryHandler<ListLedgers> {
  constructor(private readonly tables: Tables) {}

  /** @throws InvalidCursor */
  async execute({ request, ledgers }: ListLedgers): Promise<Omit<Page<LedgerAnswer>, 'seq'>> {
    const cursor = readCursor('ledgers', request, [/^[a-z][a-z0-9-]*$/]);
    const order = cursor?.order ?? request.order ?? 'asc';
    const limit = request.limit ?? pageItemsDefault;
    const rows = await this.tables.composed<Row>(
      `${ledgerRows} where ($1::text is null or l.id ${order === 'asc' ? '>' : '<'} $1)
        and ($3::text[] is null or l.id = any($3)) order by l.id ${order} limit $2`,
      [cursor?.place[0] ?? null, limit + 1, ledgers ?? null],
    );
    // A cursor of ledgers fixes no seq: every ledger has its own.
    const { items, next } = page(rows.map(asAnswer), limit, { list: 'ledgers', order, seq: 0n }, ({ id }) => [
      id,
    ]);
    return { items, next };
  }
}

function asAnswer({
  opened_at: openedAt,
  is_importing: importing,
  takes_future: takesFuture,
  ...row
}: Row): LedgerAnswer {
  const { id, name, currencies, chart, metadata, seq } = row;
  return {
    id,
    name,
    openedAt: openedAt.toISOString(),
    currencies,
    chart,
    importing,
    metadata,
    seq,
    takesFuture,
  };
}
