import type { Batch, OpenedLedger } from '../batch/batch';
import type { ReadModel } from '../batch/read-model';
import { currencies, ledgers } from './ledgers.table';

/** A ledger with what this batch says of it. */
interface Opened extends OpenedLedger {
  readonly batch: Batch;
}

const ledgersWritten = ledgers.insert<Opened>({
  ledger: ({ ledger }) => ledger,
  id: ({ id }) => id,
  name: ({ body }) => body.name,
  root: ({ body }) => body.root,
  metadata: ({ body }) => body.metadata ?? {},
  chart: ({ ledger, batch }) => batch.charts.get(ledger) ?? [],
  opened_at: ({ recordedAt }) => recordedAt,
  takes_future: ({ body }) => body.takesFuture ?? false,
  is_importing: ({ ledger, body, batch }) => (body.importing ?? false) && !batch.importsEnded.has(ledger),
});

/** What is null stays as it is. */
const changes = ledgers.rows<{ readonly ledger: number; readonly batch: Batch }>({
  ledger: ({ ledger }) => ledger,
  chart: ({ ledger, batch }) => batch.charts.get(ledger),
  is_importing: ({ ledger, batch }) => (batch.importsEnded.has(ledger) ? false : undefined),
});

const ledgersChanged = `
    ledgers_changed as (
      update ledgers l
      set chart = coalesce(x.chart::jsonb, l.chart), is_importing = coalesce(x.is_importing, l.is_importing)
      from advanced, ${changes.sql}
      where l.ledger = x.ledger
    )`;

const currenciesWritten = currencies.insert<Batch['currencies'][number]>(
  {
    ledger: ({ ledger }) => ledger,
    currency: ({ currency }) => currency.number,
    code: ({ currency }) => currency.code,
    decimals: ({ currency }) => currency.decimals,
    name: ({ currency }) => currency.name,
    is_registered: ({ currency }) => currency.isRegistered,
  },
  'on conflict (ledger, currency) do update set decimals = excluded.decimals, name = excluded.name',
);

/** The ledgers with their charts, and the currencies each of them uses. */
export const ledgersProjector: ReadModel = {
  name: 'ledgers',
  keyedTables: [currencies, ledgers],
  addedTables: [],
  members: [ledgersWritten.sql, ledgersChanged, currenciesWritten.sql],
  values(batch) {
    const opened = new Set(batch.ledgers.map(({ ledger }) => ledger));
    // A row that this very statement inserts cannot be updated by it, and no row twice.
    const changed = [...new Set([...batch.charts.keys(), ...batch.importsEnded])].filter(
      (ledger) => !opened.has(ledger),
    );
    return [
      ledgersWritten.parameters(batch.ledgers.map((each) => ({ ...each, batch }))),
      changes.parameters(changed.map((ledger) => ({ ledger, batch }))),
      currenciesWritten.parameters(batch.currencies),
    ];
  },
};
