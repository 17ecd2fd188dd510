import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { connectEventStore } from '@streams/eventstore-stream';
import type { Stream } from '@streams/stream';
import { migrate } from '@read-models/schema/migrate';
import { rebuild } from '@read-models/projection/rebuild';
import { Tables } from '@read-models/queries/tables';
import { BusyBooks } from '../support/busy-books';
import { runNode, type Child } from '../support/child';
import { memoryEventStore, type TestEventStore } from '../support/event-store';
import { startTestPostgres, type TestPostgres } from '../support/postgres';
import { rowsOfAll } from '../support/projecting';
import { RecordedBooks } from '../support/recorded-books';
import { seeded } from '../support/seeded';

const program = join(__dirname, '../../dist/apps/projector/src/main.js');

let postgres: TestPostgres;
let eventStore: TestEventStore;
let databaseUrl: string;
let stream: Stream;
let tables: Tables;
let busy: BusyBooks;
const children: Child[] = [];
beforeAll(async () => {
  postgres = await startTestPostgres(migrate);
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  databaseUrl = await postgres.createDatabase();
  eventStore = await memoryEventStore();
  stream = connectEventStore(eventStore.url);
  tables = await Tables.open(databaseUrl, { connectionsMax: 2 });
  busy = new BusyBooks(new RecordedBooks(stream, 'acme'), seeded(21));
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL');
    await child.exit;
  }
  await tables.close();
  await stream.close();
  await eventStore.stop();
});

/** A projector process, and where its health is. */
async function startProjector(
  env: Readonly<Record<string, string>> = {},
): Promise<{ child: Child; url: string }> {
  const child = runNode([program], { DATABASE_URL: databaseUrl, EVENTSTORE_URL: eventStore.url, ...env });
  children.push(child);
  const { url, ...said } = JSON.parse(await child.line()) as { ready: boolean; url: string };
  expect(said).toEqual({ ready: true });
  return { child, url };
}

async function applied(seq: bigint): Promise<void> {
  await tables.waitFor('acme', { after: seq, waitMs: 30_000 });
}

/** Rebuilt from the journal alone, the read models must be what the projector made of them. */
async function expectNothingLostOrRepeated(): Promise<void> {
  const live = await rowsOfAll(databaseUrl);
  await rebuild({ databaseUrl, stream, readModels: 'all', onProgress: () => undefined });
  expect(await rowsOfAll(databaseUrl)).toEqual(live);
}

it('killed in the midst of its work, loses and repeats nothing when it is started again', async () => {
  for (let round = 0; round < 3; round += 1) {
    const { child } = await startProjector();
    busy.live(400);
    const half = BigInt(busy.books.entries.length >> 1);
    const storing = busy.books.store();
    await applied(half);
    child.kill('SIGKILL');
    await child.exit;
    await storing;
  }
  await startProjector();
  await applied(BigInt(busy.books.entries.length - 1));
  await expectNothingLostOrRepeated();
});

it('stands by behind another, is ready so, and takes over when that one is killed', async () => {
  const first = await startProjector();
  await applied(await busy.live(20).books.store());
  const second = await startProjector();
  expect((await fetch(`${second.url}/readyz`)).status).toBe(200);
  expect(await metric(second.url, 'ledger_projector_standing_by')).toBe(1);
  expect(await metric(second.url, 'ledger_projector_lag_entries')).toBeNaN();
  expect(await metric(first.url, 'ledger_projector_standing_by')).toBe(0);
  first.child.kill('SIGKILL');
  await applied(await busy.live(20).books.store());
  await metricReaches(second.url, 'ledger_projector_standing_by', 0);
});

it('shows how many entries it applied and how far it lags', async () => {
  const { url } = await startProjector();
  await applied(await busy.live(50).books.store());
  await metricReaches(url, 'ledger_projector_entries_total', busy.books.entries.length);
  expect(await metric(url, 'ledger_projector_lag_entries')).toBe(0);
  expect(await metric(url, 'ledger_projector_lag_seconds')).toBe(0);
  expect(await (await fetch(`${url}/livez`)).json()).toEqual({ live: true });
});

it('ends cleanly when asked to, and when the process that started it goes', async () => {
  const asked = await startProjector();
  asked.child.kill('SIGTERM');
  expect(await asked.child.exit).toMatchObject({ code: 0 });
  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    EVENTSTORE_URL: eventStore.url,
    EXIT_WITH_PARENT: '1',
  };
  const left = spawn(process.execPath, [program], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  await once(left.stdout, 'data');
  left.stdin.end();
  expect(await once(left, 'exit')).toEqual([0, null]);
});

it('says in one sentence what keeps it from starting', async () => {
  const child = runNode([program], { DATABASE_URL: databaseUrl });
  const { code, stderr } = await child.exit;
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^EVENTSTORE_URL is not set; [^\n]+$/)]);
});

/** The rows are committed just before the metrics show them, so what a test saw applied may be shown a moment later. */
async function metricReaches(url: string, name: string, expected: number): Promise<void> {
  while ((await metric(url, name)) !== expected) await nextTurn();
}

async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.slice(name.length));
}
