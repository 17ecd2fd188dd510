import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseCheckpoint } from '@proof/checkpoint';
import { connectEventStore } from '@streams/eventstore-stream';
import type { Journal } from '@journal/journal';
import { journalOf, type Stream } from '@streams/stream';
import { migrateNotary } from '@notary/migrate';
import { NotaryTables } from '@notary/tables';
import type { Pool } from 'pg';
import { runNode, type Child } from '../support/child';
import { durableEventStore } from '../support/event-store';
import { journalAt, openBooks, pay } from '../support/journals';
import { startTestPostgres, type TestPostgres } from '../support/postgres';
import { databasePool } from '../support/database-client';

const program = join(__dirname, '../../dist/apps/notary/src/main.js');

let postgres: TestPostgres;
let eventStore: Awaited<ReturnType<typeof durableEventStore>>;
let pool: Pool;
let tables: NotaryTables;
let databaseUrl: string;
let dataDir: string;
let stream: Stream;
let journal: Journal;
const children: Child[] = [];
beforeAll(async () => {
  postgres = await startTestPostgres(migrateNotary);
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  databaseUrl = await postgres.createDatabase();
  pool = databasePool(databaseUrl);
  tables = new NotaryTables(pool);
  eventStore = await durableEventStore();
  stream = connectEventStore(eventStore.url);
  dataDir = mkdtempSync(join(tmpdir(), 'ledger-notary-process-'));
  journal = journalAt(eventStore.url, dataDir);
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL');
    await child.exit;
  }
  await journal.close();
  await stream.close();
  await eventStore.stop();
  await pool.end();
  rmSync(dataDir, { recursive: true, force: true });
});

/** A notary process with the keys that the journal has registered, and where its health is. */
async function startNotary(
  env: Readonly<Record<string, string>> = {},
): Promise<{ child: Child; url: string }> {
  const child = run(env);
  const { url, ...said } = JSON.parse(await child.line()) as { ready: boolean; url: string };
  expect(said).toEqual({ ready: true });
  return { child, url };
}

function run(env: Readonly<Record<string, string>> = {}): Child {
  const addresses = { DATABASE_URL: databaseUrl, EVENTSTORE_URL: eventStore.url };
  const own = { DATA_DIR: dataDir, LEDGER_ORIGIN: 'test.local' };
  const child = runNode([program], { ...addresses, ...own, ...env });
  children.push(child);
  return child;
}

async function size(): Promise<number> {
  return (await stream.last(journalOf('acme')))!.revision + 1;
}

/** Resolves with the checkpoint over the whole journal as it is now. */
async function signed(): Promise<string> {
  const wanted = await size();
  for (;;) {
    const found = await tables.checkpoint('acme', wanted);
    if (found) return found.note;
    await nextTurn();
  }
}

async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1]);
}

const payment = (key: string) => ({ key, to: 'wallets:ann', amount: '1.00' });

it('signs what a journal commits, and reports what it did', async () => {
  await openBooks(journal, 'acme');
  const { url } = await startNotary();
  expect(parseCheckpoint(await signed()).checkpoint).toMatchObject({
    log: 'test.local/acme',
    size: await size(),
  });
  await pay(journal, 'acme', payment('one'));
  await signed();
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  while (!((await metric(url, 'ledger_notary_checkpoints_total')) >= 2)) await nextTurn();
  for (const name of [
    'lag_entries',
    'lag_seconds',
    'stopped_ledgers',
    'unregistered_ledgers',
    'standing_by',
  ]) {
    while ((await metric(url, `ledger_notary_${name}`)) !== 0) await nextTurn();
  }
});

it('killed in the midst of its work, signs one history when it is started again', async () => {
  await openBooks(journal, 'acme');
  const notes: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    const { child } = await startNotary();
    await Promise.all(
      Array.from({ length: 50 }, (_none, at) => pay(journal, 'acme', payment(`${round}-${at}`))),
    );
    child.kill('SIGKILL');
    await child.exit;
    notes.push(...(await tables.checkpoints('acme', 100_000, 100)).map(({ note }) => note));
  }
  await startNotary();
  notes.push(await signed(), ...(await tables.checkpoints('acme', 100_000, 100)).map(({ note }) => note));
  const roots = new Map<number, string>();
  for (const note of notes) {
    const { checkpoint } = parseCheckpoint(note);
    const root = checkpoint.root.toString('base64');
    expect(roots.get(checkpoint.size) ?? root).toBe(root);
    roots.set(checkpoint.size, root);
  }
});

it('stands by behind another, is ready so, and takes over when that one is killed', async () => {
  await openBooks(journal, 'acme');
  const first = await startNotary();
  await signed();
  const second = await startNotary({ NOTARY_DIR: join(dataDir, 'other') });
  expect((await fetch(`${second.url}/readyz`)).status).toBe(200);
  while ((await metric(second.url, 'ledger_notary_standing_by')) !== 1) await nextTurn();
  expect(await metric(second.url, 'ledger_notary_lag_entries')).toBeNaN();
  expect(await metric(second.url, 'ledger_notary_lag_seconds')).toBeNaN();
  first.child.kill('SIGKILL');
  await pay(journal, 'acme', payment('one'));
  await signed();
  expect(await metric(second.url, 'ledger_notary_standing_by')).toBe(0);
});

it('is not ready, and says why, when a journal is not what it signed', async () => {
  await openBooks(journal, 'acme');
  const first = await startNotary();
  await signed();
  first.child.kill('SIGTERM');
  expect((await first.child.exit).code).toBe(0);
  const empty = await durableEventStore();
  try {
    const { url } = await startNotary({ EVENTSTORE_URL: empty.url });
    for (;;) {
      const answer = await fetch(`${url}/readyz`);
      const { reasons } = (await answer.json()) as { reasons: string[] };
      if (reasons.some((reason) => reason.includes('it was rolled back'))) {
        expect(answer.status).toBe(503);
        break;
      }
      await nextTurn();
    }
    expect(await metric(url, 'ledger_notary_stopped_ledgers')).toBe(1);
  } finally {
    await empty.stop();
  }
});

it('does not start without a key, and makes none', async () => {
  const keys = mkdtempSync(join(tmpdir(), 'ledger-no-keys-'));
  const { code, stderr } = await run({ KEYS_DIR: keys }).exit;
  expect([code, stderr]).toEqual([1, expect.stringContaining('no key to sign checkpoints with')]);
  rmSync(keys, { recursive: true });
});
