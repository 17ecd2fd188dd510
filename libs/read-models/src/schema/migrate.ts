import { makeViews } from '../reporting/make-views';
import { connectTables } from './data-source';

/** Chosen at random; two processes that migrate at once take turns by it. */
const migrationLock = 7_302_114_855;

/** Brings the tables at `databaseUrl` and the views on them to the present shape; does nothing where they have it. */
export async function migrate(databaseUrl: string): Promise<void> {
  const source = await connectTables(databaseUrl, 2);
  const turn = source.createQueryRunner();
  try {
    await turn.query('select pg_advisory_lock($1)', [migrationLock]);
    await source.runMigrations();
    await makeViews((sql, values) => turn.query(sql, values) as Promise<unknown[]>);
  } finally {
    await turn.release();
    await source.destroy();
  }
}
