import type { Client } from 'pg';
import { migrate } from '@read-models/schema/migrate';
import { journalOf, type NewEvent } from '@streams/stream';
import type { Findings } from '../../apps/cli/src/verify/walk';
import { recordCardDesk } from './card-desk';
import { credit, debit, opened, post } from './given';
import { MemoryStore, MemoryStream } from './memory-stream';
import { recordPayoutDesk } from './payout-desk';
import { startTestPostgres } from './postgres';
import { ObservedProjector } from './projecting';
import { RecordedJournal } from './recorded-journal';
import { recordSmallLedger } from './small-ledger';
import { verifiedInProcess } from './verified-in-process';
import { databaseClient } from './database-client';

/** A column as information_schema has it. */
export interface Column {
  readonly table: string;
  readonly column: string;
  readonly type: string;
}

/** Journals of every type of event in memory, and their read models in a Postgres of this test file. */
export interface VerifiedTables {
  readonly client: Client;
  /** Every table of the read models, and its columns. */
  readonly columns: readonly Column[];
  /** Verifies a ledger as the command does, in this process. */
  verify(ledger: string): Promise<Findings>;
  stop(): Promise<void>;
}

export const ledgers = ['books', 'desk', 'payouts'] as const;

export async function verifiedTables(
  record: (journals: Readonly<Record<(typeof ledgers)[number], RecordedJournal>>) => void = recordAll,
): Promise<VerifiedTables> {
  const postgres = await startTestPostgres(migrate);
  const databaseUrl = await postgres.createDatabase();
  const stream = new MemoryStream(new MemoryStore());
  const journals = {
    books: new RecordedJournal('books'),
    desk: new RecordedJournal('desk'),
    payouts: new RecordedJournal('payouts'),
  };
  record(journals);
  const events = Object.values(journals).map(({ events: of }) => of);
  for (const [i, ledger] of ledgers.entries()) await append(stream, ledger, events[i]!);
  const projector = new ObservedProjector(databaseUrl, stream).start();
  await projector.until(() => projector.entries === events.flat().length);
  await projector.stop();
  const client = databaseClient(databaseUrl);
  await client.connect();
  const columns = await client.query<Column>(
    `select table_name as table, column_name as column, data_type as type from information_schema.columns
     where table_schema = 'public' and table_name <> 'migrations' order by 1, 2`,
  );
  return {
    client,
    columns: columns.rows,
    verify: (ledger) => verifiedInProcess(databaseUrl, stream, ledger),
    async stop() {
      await client.end();
      await postgres.stop();
    },
  };
}

/** A bank, and a chart that opens wallets and merchants. */
export function openedChart(journal: RecordedJournal): void {
  journal.append(
    journal.opening({
      name: 'Chart',
      chart: [
        { pattern: 'customers:*:wallet', type: 'liability' },
        { pattern: 'merchants:*:payable', type: 'liability' },
      ],
    }),
    opened('bank'),
  );
}

async function append(stream: MemoryStream, ledger: string, events: readonly NewEvent[]): Promise<void> {
  if (events.length > 0) await stream.append(journalOf(ledger), 'no_stream', events);
}

function recordAll({
  books,
  desk,
  payouts,
}: Readonly<Record<(typeof ledgers)[number], RecordedJournal>>): void {
  recordSmallLedger(books);
  recordCardDesk(desk);
  recordPayoutDesk(payouts);
  // As many lines with an effective time of their own as fill the smallest block.
  const points = Array.from({ length: 256 }, (_, i) => (i % 2 ? debit : credit)('points', '3', 'PTS'));
  for (const effectiveAt of ['2026-11-02T00:00:00.000Z', '2026-11-01T00:00:00.000Z'])
    books.append({ ...post(...points), effectiveAt });
}
