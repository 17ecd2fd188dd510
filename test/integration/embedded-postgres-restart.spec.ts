import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CannotStart } from '@local/cannot-start';
import { type EmbeddedPostgres, type PostgresOptions, startEmbeddedPostgres } from '@local/embedded-postgres';
import { postgresAccount } from '@local/postgres-account';
import { postgresBinaries } from '@local/postgres-binaries';
import { endProcess, identityOf } from '@local/process-identity';
import { type Child, runNode } from '../support/child';
import { databaseClient } from '../support/database-client';

/** A process that starts Postgres, prints its address and waits. */
const holder = `
  const { startEmbeddedPostgres } = require(process.argv[1]);
  const options = JSON.parse(process.argv[2]);
  startEmbeddedPostgres({ ...options, log: () => undefined })
    .then(({ url }) => console.log(url), (cause) => { console.error(cause.message); process.exit(1); });
`;
const launcher = join(__dirname, '../../dist/libs/local/src/embedded-postgres.js');

describe('an embedded Postgres that was not stopped', () => {
  let home: string;
  let options: PostgresOptions;
  const running: EmbeddedPostgres[] = [];
  const children: Child[] = [];

  // One cluster for all: making it is what takes longest.
  beforeAll(() => {
    const account = postgresAccount();
    home = mkdtempSync(join(tmpdir(), 'ledger-restart-'));
    chmodSync(home, 0o711);
    const folder = join(home, 'postgres');
    const password = randomBytes(18).toString('base64url');
    options = { folder, binaries: postgresBinaries(account), account, password, log: () => undefined };
  });

  afterEach(async () => {
    for (const child of children.splice(0)) {
      child.kill('SIGKILL');
      await child.exit;
    }
    for (const postgres of running.splice(0)) await postgres.stop();
  });

  afterAll(() => rmSync(home, { recursive: true, force: true }));

  const start = async (): Promise<EmbeddedPostgres> => {
    const postgres = await startEmbeddedPostgres(options);
    running.push(postgres);
    return postgres;
  };
  const hold = async (): Promise<{ child: Child; url: string }> => {
    const child = runNode(['-e', holder, launcher, JSON.stringify(options)]);
    children.push(child);
    return { child, url: await child.line() };
  };
  const postmaster = (): number =>
    Number(readFileSync(join(options.folder, 'postmaster.pid'), 'utf8').split('\n')[0]);

  it('ends with the process that started it, and keeps what was committed', async () => {
    const { child, url } = await hold();
    await query(url, 'create table kept_by_fast_stop as select 7 as n');
    child.kill('SIGKILL');
    await child.exit;

    const postgres = await start();

    expect(await query(postgres.url, 'select n from kept_by_fast_stop')).toEqual([{ n: 7 }]);
  });

  it('recovers when the server was killed too', async () => {
    const { child, url } = await hold();
    await query(url, 'create table kept_by_recovery as select 7 as n');
    await endProcess(identityOf(postmaster())!, 'SIGKILL', 5_000);
    child.kill('SIGKILL');
    await child.exit;

    const postgres = await start();

    expect(await query(postgres.url, 'select n from kept_by_recovery')).toEqual([{ n: 7 }]);
  });

  it('is not fooled by a pid file whose pid now belongs to another program', async () => {
    await (await start()).stop();
    running.pop();
    writeFileSync(join(options.folder, 'postmaster.pid'), `${process.pid}\n${options.folder}\n`);

    const postgres = await start();

    expect(await query(postgres.url, 'select 1 as n')).toEqual([{ n: 1 }]);
  });

  it('takes another port when its own is taken', async () => {
    const stranger = createServer();
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    const { port } = stranger.address() as { port: number };

    const postgres = await startEmbeddedPostgres({ ...options, preferredPort: port });
    running.push(postgres);
    stranger.close();

    expect(postgres.port).not.toBe(port);
  });

  it('is refused on a folder that holds something else', async () => {
    const folder = join(home, 'file');
    writeFileSync(folder, 'x');

    await expect(startEmbeddedPostgres({ ...options, folder })).rejects.toThrow(CannotStart);
    expect(readFileSync(folder, 'utf8')).toBe('x');
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
