import { Client, Pool } from 'pg';

// Where Postgres ends the connection, the next query fails: an error without a listener would end the whole test run.

export function databaseClient(url: string): Client {
  return new Client({ connectionString: url }).on('error', () => undefined);
}

export function databasePool(url: string): Pool {
  return new Pool({ connectionString: url, max: 2 }).on('error', () => undefined);
}
