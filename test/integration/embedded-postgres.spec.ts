import { startTestPostgres, type TestPostgres } from '../support/postgres';
import { databaseClient } from '../support/database-client';

describe('embedded Postgres', () => {
  let postgres: TestPostgres;

  beforeAll(async () => {
    postgres = await startTestPostgres(async (url) => {
      await query(url, 'create table template_row (n int); insert into template_row values (7)');
    });
  });

  afterAll(() => postgres.stop());

  it('copies every test database from the migrated template', async () => {
    const [first, second] = [await postgres.createDatabase(), await postgres.createDatabase()];

    await query(first, 'delete from template_row');

    expect(await query(first, 'select n from template_row')).toEqual([]);
    expect(await query(second, 'select n from template_row')).toEqual([{ n: 7 }]);
  });

  it('acknowledges a commit only when it is on disk', async () => {
    const url = await postgres.createDatabase();

    for (const name of ['fsync', 'synchronous_commit', 'full_page_writes']) {
      expect(await query(url, `select current_setting('${name}') as value`)).toEqual([{ value: 'on' }]);
    }
  });

  it('lets nobody in without the password', async () => {
    const url = new URL(await postgres.createDatabase());
    url.password = 'guess';

    await expect(query(url.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  });
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = databaseClient(url);
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
