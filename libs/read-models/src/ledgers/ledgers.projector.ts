import type { Batch } from '../batch';
import { plainColumn, seconds, textColumn } from '../columns';
import type { ReadModel } from '../read-model';

/** The ledgers with their charts, and the currencies each of them uses. */
export const ledgersProjector: ReadModel = {
  name: 'ledgers',
  keyedTables: ['currencies', 'ledgers'],
  addedTables: [],
  members: [
    `
    ledgers_written as (
      insert into ledgers (ledger, id, name, root, metadata, chart, opened_at, takes_future, is_importing)
      select x.ledger, x.id, x.name, x.root, x.metadata::jsonb, x.chart::jsonb, to_timestamp(x.opened_at),
        x.takes_future, x.is_importing
      from advanced, unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::float8[],
        $8::boolean[], $9::boolean[])
        as x (ledger, id, name, root, metadata, chart, opened_at, takes_future, is_importing)
    )`,
    `
    ledgers_changed as (
      update ledgers l set chart = coalesce(x.chart::jsonb, l.chart), is_importing = l.is_importing and not x.is_live
      from advanced, unnest($1::int[], $2::text[], $3::boolean[]) as x (ledger, chart, is_live)
      where l.ledger = x.ledger
    )`,
    `
    currencies_written as (
      insert into currencies (ledger, currency, code, decimals, name, is_registered)
      select x.* from advanced,
        unnest($1::int[], $2::smallint[], $3::text[], $4::smallint[], $5::text[], $6::boolean[]) as x
      on conflict (ledger, currency) do update set decimals = excluded.decimals, name = excluded.name
    )`,
  ],
  values({ ledgers, charts, currencies, importsEnded }: Batch): string[][] {
    const opened = new Set(ledgers.map(({ ledger }) => ledger));
    // A row that this very statement inserts cannot be updated by it, and no row twice.
    const changed = [...new Set([...charts.keys(), ...importsEnded])].filter((ledger) => !opened.has(ledger));
    return [
      [
        plainColumn(ledgers.map(({ ledger }) => ledger)),
        textColumn(ledgers.map(({ id }) => id)),
        textColumn(ledgers.map(({ body }) => body.name)),
        textColumn(ledgers.map(({ body }) => body.root)),
        textColumn(ledgers.map(({ body }) => JSON.stringify(body.metadata ?? {}))),
        textColumn(ledgers.map(({ ledger }) => JSON.stringify(charts.get(ledger) ?? []))),
        plainColumn(ledgers.map(({ recordedAt }) => seconds(recordedAt))),
        plainColumn(ledgers.map(({ body }) => body.takesFuture ?? false)),
        plainColumn(
          ledgers.map(({ ledger, body }) => (body.importing ?? false) && !importsEnded.has(ledger)),
        ),
      ],
      [
        plainColumn(changed),
        textColumn(changed.map((ledger) => (charts.has(ledger) ? JSON.stringify(charts.get(ledger)) : null))),
        plainColumn(changed.map((ledger) => importsEnded.has(ledger))),
      ],
      [
        plainColumn(currencies.map(({ ledger }) => ledger)),
        plainColumn(currencies.map(({ currency }) => currency.number)),
        textColumn(currencies.map(({ currency }) => currency.code)),
        plainColumn(currencies.map(({ currency }) => currency.decimals)),
        textColumn(currencies.map(({ currency }) => currency.name)),
        plainColumn(currencies.map(({ currency }) => currency.isRegistered)),
      ],
    ];
  },
};
