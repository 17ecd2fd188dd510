import type { LedgerCommand } from '@ledger/ledger';
import { migrate } from '@read-models/schema/migrate';
import { Tables } from '@read-models/queries/tables';
import { opened, openLedger } from './given';
import { MemoryStore, MemoryStream } from './memory-stream';
import { startTestPostgres, type TestPostgres } from './postgres';
import { ObservedProjector } from './projecting';
import { RecordedBooks } from './recorded-books';

/** The ledger `acme`, a projector that keeps up with it, and the tables that queries read. */
export interface QueriedBooks {
  readonly databaseUrl: string;
  readonly stream: MemoryStream;
  readonly books: RecordedBooks;
  readonly tables: Tables;
  /** Stores what was performed, and resolves when queries see it. */
  applied(): Promise<void>;
  stop(): Promise<void>;
}

/** Has every test of the file find a fresh one; the functions it returns are those of the present test. */
export function queriedBooks(): { readonly now: QueriedBooks } {
  let postgres: TestPostgres | undefined;
  let present: QueriedBooks | undefined;
  beforeAll(async () => {
    postgres = await startTestPostgres(migrate);
  });
  afterAll(() => postgres?.stop());
  beforeEach(async () => {
    present = await open(await postgres!.createDatabase());
  });
  afterEach(() => present!.stop());
  return {
    get now() {
      return present!;
    },
  };
}

async function open(databaseUrl: string): Promise<QueriedBooks> {
  const stream = new MemoryStream(new MemoryStore());
  const books = new RecordedBooks(stream, 'acme');
  const projector = new ObservedProjector(databaseUrl, stream).start();
  const tables = await Tables.open(databaseUrl, { connectionsMax: 4 });
  const applied = async () => {
    const after = await books.store();
    await tables.waitFor('acme', { after, waitMs: 30_000 });
  };
  const stop = async () => {
    await tables.close();
    await projector.stop();
  };
  return { databaseUrl, stream, books, tables, applied, stop };
}

/** Fresh {@link queriedBooks} with a chart that opens customers' wallets, a bank and an income from fees. */
export function customerBooks() {
  const ledger = queriedBooks();
  const perform = (command: LedgerCommand) => ledger.now.books.perform(command);
  const applied = () => ledger.now.applied();
  beforeEach(() => {
    const chart = [{ pattern: 'customers:*:wallet', type: 'liability' as const }];
    for (const command of [openLedger({ chart }), opened('bank'), opened('income:fees', 'income')])
      perform(command);
  });
  return { ledger, perform, applied };
}
