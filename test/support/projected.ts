import { migrate } from '@read-models/schema/migrate';
import { Tables } from '@read-models/queries/tables';
import { MemoryStore, MemoryStream } from './memory-stream';
import { startTestPostgres, type TestPostgres } from './postgres';
import { ObservedProjector, rowsOfAll } from './projecting';
import type { RecordedBooks } from './recorded-books';

/** Journals in memory, a database for their read models, and the tables that queries read. */
export interface Projected {
  readonly store: MemoryStore;
  readonly stream: MemoryStream;
  readonly databaseUrl: string;
  readonly tables: Tables;
}

/** Has every test of the file find fresh ones; `use` is handed those of the present test before it begins. */
export function projected(use: (present: Projected) => void) {
  let postgres: TestPostgres;
  let present: Projected;
  beforeAll(async () => {
    postgres = await startTestPostgres(migrate);
  });
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    const databaseUrl = await postgres.createDatabase();
    const store = new MemoryStore();
    const tables = await Tables.open(databaseUrl, { connectionsMax: 4 });
    present = { store, stream: new MemoryStream(store), databaseUrl, tables };
    use(present);
  });
  afterEach(() => present.tables.close());
  return {
    /** Resolves when queries see all that the books have stored. */
    async applied(books: RecordedBooks): Promise<void> {
      const after = BigInt(books.entries.length - 1);
      await present.tables.waitFor(books.ledger, { after, waitMs: 30_000 });
    },

    /** What one projector that nobody disturbs makes of the same journals. */
    async undisturbed(): Promise<Record<string, string[]>> {
      const url = await postgres.createDatabase();
      const projector = new ObservedProjector(url, present.stream).start();
      await projector.until(() => projector.entries === present.store.all.length);
      await projector.stop();
      return rowsOfAll(url);
    },
  };
}
