import { ReadModelSnapshot } from '../../apps/cli/src/verify/read-models';
import { migrate } from '@read-models/schema/migrate';
import { withClient } from '../support/projecting';
import { startTestPostgres, type TestPostgres } from '../support/postgres';

describe('a connection that Postgres ends between two queries', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startTestPostgres(migrate);
  });
  afterAll(() => postgres?.stop());

  it('is an error of the next query, and does not end the process', async () => {
    const url = await postgres.createDatabase();
    const opening = ReadModelSnapshot.open(url, 'acme', 1, 60_000);
    const lost = expect(opening).rejects.toThrow(/connection/i);
    const end = `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'ledger-verify' and state = 'idle' and state_change < clock_timestamp() - interval '20 ms'`;
    await withClient(url, async (client) => {
      let ended = 0;
      while (ended === 0) ended = (await client.query(end)).rows.length;
    });
    await lost;
  });
});
