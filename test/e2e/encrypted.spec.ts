import { chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseClient } from '../support/database-client';
import { migrate } from '@read-models/schema/migrate';
import { connectEventStore } from '@streams/eventstore-stream';
import { ApiClient, topUp } from '../support/api';
import { Authority, type Issued } from '../support/certificates';
import { runNode, type Child } from '../support/child';
import { memoryEventStore } from '../support/event-store';
import { openAccess } from '../support/services';
import { startTestPostgres, type TestPostgres } from '../support/postgres';

const authority = Authority.make();
const another = Authority.make();
/** Only this name stands in the certificates; `localhost` is another of the same machine. */
const names = ['127.0.0.1'];

describe('the connections to the stores, over TLS', () => {
  let folder: string;
  let postgres: TestPostgres;
  let database: string;
  let eventStore: Awaited<ReturnType<typeof memoryEventStore>>;
  const children: Child[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ledger-encrypted-'));
    writeFileSync(join(folder, 'ca.pem'), authority.certificate);
    writeFileSync(join(folder, 'another.pem'), another.certificate);
    eventStore = await memoryEventStore({ tls: authority.issue('store', { names }) });
    postgres = await startTestPostgres();
    database = await postgres.createDatabase();
    await encryptPostgres(database, authority.issue('postgres', { names }));
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGTERM');
    for (const child of children) await child.exit;
    await postgres?.stop();
    await eventStore?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const databaseUrl = (authorityFile = 'ca.pem', host = '127.0.0.1') => {
    const url = new URL(database);
    url.hostname = host;
    url.search = `sslmode=verify-full&sslrootcert=${join(folder, authorityFile)}`;
    return url.href;
  };
  const eventStoreUrl = (authorityFile = 'ca.pem') =>
    `esdb://ledger:secret@127.0.0.1:${eventStore.running.port}?tlsCAFile=${join(folder, authorityFile)}`;

  async function run(program: string, env: Readonly<Record<string, string>>): Promise<string> {
    const stores = { EVENTSTORE_URL: eventStoreUrl(), DATABASE_URL: databaseUrl() };
    const variables = { ...stores, DATA_DIR: folder, LOG_LEVEL: 'fatal', EXIT_WITH_PARENT: '1', ...env };
    const child = runNode([`dist/apps/${program}/src/main.js`], variables);
    children.push(child);
    return (JSON.parse(await child.line()) as { url: string }).url;
  }

  it('all processes work with an event store and a Postgres that take nothing else', async () => {
    await openAccess({ EVENTSTORE_URL: eventStoreUrl(), DATA_DIR: folder });
    await run('projector', {});
    const url = await run('api', { PORT: '0' });
    await run('notary', {});
    const api = ApiClient.at(url, folder);
    while ((await api.get('/readyz')).status !== 200);
    const ledger = await api.openLedger();
    const { seq } = await api.accepted(`${ledger}/transactions`, topUp('ann'));
    const read = await api.get(`${ledger}/accounts/customers:ann:wallet/balances?after=${seq}&wait=30s`);
    expect(read.status).toBe(200);
    while ((await api.get(`${ledger}/entries/${seq}/proof`)).status !== 200);
  });

  it('Postgres takes no connection in plain text', async () => {
    await expect(connected(database)).rejects.toThrow(/no encryption/);
  });

  it.each([
    ['the certificate is of another authority', () => databaseUrl('another.pem')],
    ['the certificate is of another name', () => databaseUrl('ca.pem', 'localhost')],
  ])('nothing is sent to a Postgres where %s', async (_, url) => {
    await expect(connected(url())).rejects.toThrow(/certificate|altnames/i);
    await expect(migrate(url())).rejects.toThrow(/certificate|altnames/i);
  });

  it('nothing is sent to an event store whose certificate is of another authority', async () => {
    const stream = connectEventStore(eventStoreUrl('another.pem'));
    await expect(stream.last('journal-any')).rejects.toThrow('the event store cannot be reached');
    await stream.close();
  });
});

async function connected(url: string): Promise<void> {
  const client = databaseClient(url);
  await client.connect();
  await client.end();
}

/** Has a running Postgres take encrypted connections alone. */
async function encryptPostgres(url: string, { certificate, key }: Issued): Promise<void> {
  const client = databaseClient(url);
  await client.connect();
  const { rows } = await client.query<{ data_directory: string }>('show data_directory');
  const folder = rows[0]!.data_directory;
  const { uid, gid } = statSync(join(folder, 'PG_VERSION'));
  const files = {
    'server.crt': certificate,
    'server.key': key,
    'pg_hba.conf': 'hostssl all all 127.0.0.0/8 scram-sha-256\n',
  };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    chownSync(join(folder, name), uid, gid);
  }
  await client.query('alter system set ssl = on');
  await client.query('select pg_reload_conf()');
  // The server reads them when its signal arrives.
  for (let isOn = false; !isOn;) {
    const shown = await client.query<{ ssl: string }>('show ssl');
    isOn = shown.rows[0]!.ssl === 'on';
  }
  await client.end();
}
