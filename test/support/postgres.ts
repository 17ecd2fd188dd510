import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@local/embedded-postgres';
import { postgresAccount } from '@local/postgres-account';
import { postgresBinaries } from '@local/postgres-binaries';
import { giveTo } from '@local/postgres-cluster';
import { databaseClient } from './database-client';

/** A Postgres of one test file, in a temporary folder. */
export interface TestPostgres {
  /** `postgres://…` of a fresh database, a copy of the migrated template; a few tens of milliseconds. */
  createDatabase(): Promise<string>;
  /** Stops the server and deletes its folder. */
  stop(): Promise<void>;
}

/**
 * Starts a Postgres for one test file and runs `migrate` once, on the database all others are copied from.
 * When the test process dies, however it dies, the server ends and its folder goes.
 */
export async function startTestPostgres(migrate?: (url: string) => Promise<void>): Promise<TestPostgres> {
  const account = postgresAccount();
  const home = mkdtempSync(join(tmpdir(), 'ledger-postgres-'));
  chmodSync(home, 0o700);
  giveTo(account, home);
  const password = randomBytes(18).toString('base64url');
  const cluster = { folder: join(home, 'postgres'), binaries: postgresBinaries(account), account, password };
  const log: string[] = [];
  const server = await startEmbeddedPostgres({
    ...cluster,
    removeAfterwards: home,
    log: (line) => log.push(line),
  });
  const stop = async (): Promise<void> => {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    // The server's own database `ledger` is the template; nobody stays connected to it.
    await migrate?.(server.url);
  } catch (cause) {
    await stop();
    throw cause;
  }
  let made = 0;
  const createDatabase = async (): Promise<string> => {
    const name = `test_${(made += 1)}`;
    await execute(at(server.url, 'postgres'), `create database ${name} template ledger strategy file_copy`);
    return at(server.url, name);
  };
  return { createDatabase, stop };
}

async function execute(url: string, sql: string): Promise<void> {
  const client = databaseClient(url);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function at(url: string, database: string): string {
  return Object.assign(new URL(url), { pathname: `/${database}` }).href;
}
