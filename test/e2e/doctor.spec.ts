import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { namedSigner } from '@proof/note';
import { fileKey, makeKeyFile } from '@signers/file-key';
import { clock } from '../../apps/cli/src/doctor/api';
import { runAlone } from '../support/ledger-command';

let dataDir: string;
let keysDir: string;
let server: Server;
let isReady = true;
/** Of the writer key of this machine in the access journal. */
let vkey: string;

beforeAll(async () => {
  // The access journal has the writer key of this machine, and there are no ledgers.
  server = createServer(({ url }, response) => {
    const keys = { items: [{ role: 'writer', status: 'active', vkey }], nextRoot: {} };
    const body = url?.endsWith('/keys') ? keys : { items: [], next: null };
    response.writeHead(isReady ? 200 : 503).end(JSON.stringify(body));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});
afterAll(() => new Promise((closed) => server.close(closed)));

beforeEach(() => {
  isReady = true;
  dataDir = mkdtempSync(join(tmpdir(), 'ledger-doctor-'));
  keysDir = join(dataDir, 'keys');
  mkdirSync(keysDir);
  mkdirSync(join(dataDir, 'event-store'));
  makeKeyFile(join(keysDir, 'writer.pem'));
  vkey = namedSigner('ledger.local/_access/writer', fileKey(join(keysDir, 'writer.pem'))).vkey;
  write(join(keysDir, 'access-root.vkey'), 0o644);
  for (const name of ['auth', 'admin-auth'])
    write(join(dataDir, name), 0o600, 'Authorization: Bearer lk_test\n');
});
afterEach(() => rmSync(dataDir, { recursive: true }));

function write(file: string, mode: number, content = 'x'): void {
  writeFileSync(file, content);
  chmodSync(file, mode);
}

async function examined(more: Record<string, string> = {}) {
  const { port } = server.address() as AddressInfo;
  const env = { DATA_DIR: dataDir, KEYS_DIR: keysDir, LEDGER_API_URL: `http://127.0.0.1:${port}`, ...more };
  const { stdout, code: exitCode } = await runAlone(env, 'doctor', '--json');
  const { findings } = JSON.parse(stdout) as {
    findings: { status: string; sentence: string; remedy?: string }[];
  };
  return { exitCode, wrong: findings.filter(({ status }) => status !== 'ok') };
}

it('Nothing is wrong where keys are private, the API is ready and nothing is plain', async () => {
  write(join(dataDir, 'event-store', 'events.log'), 0o600, 'ledger event store log, format 2\n');
  expect(await examined()).toEqual({ exitCode: 0, wrong: [] });
});

it('A key or header that others can read is a failure, which names file and remedy', async () => {
  chmodSync(join(keysDir, 'writer.pem'), 0o640);
  chmodSync(join(dataDir, 'auth'), 0o604);
  const { exitCode, wrong } = await examined();
  expect(exitCode).toBe(1);
  const failures = wrong.filter(({ status }) => status === 'failure');
  expect(failures.map(({ status, sentence }) => [status, sentence])).toEqual([
    ['failure', `${join(keysDir, 'writer.pem')} can be used by others: its mode is 640.`],
    ['failure', `${join(dataDir, 'auth')} can be used by others: its mode is 604.`],
  ]);
  expect(wrong.map(({ remedy }) => remedy)).toContainEqual(expect.stringContaining('chmod 600'));
});

it('A writer key that cannot be used, or is not registered, is a warning', async () => {
  chmodSync(join(keysDir, 'writer.pem'), 0o640);
  expect((await examined()).wrong.map(({ sentence }) => sentence)).toContainEqual(
    expect.stringMatching(/^The keys of this machine were not compared with those that are registered: /),
  );
  chmodSync(join(keysDir, 'writer.pem'), 0o600);
  const { exitCode, wrong } = await examined({ LEDGER_ORIGIN: 'other.example' });
  expect([exitCode, wrong.map(({ sentence }) => sentence)]).toEqual([
    0,
    [expect.stringMatching(/^No writer key of this machine is registered in _access/)],
  ]);
});

it('A plain log and what PLAIN_TEXT allows are warnings', async () => {
  write(join(dataDir, 'event-store', 'events.log'), 0o600, 'ledger event store log, format 1\n');
  const { exitCode, wrong } = await examined({ PLAIN_TEXT: 'postgres' });
  expect(exitCode).toBe(0);
  expect(wrong.map(({ status }) => status)).toEqual(['warning', 'warning']);
});

it('An API that is not ready, or does not answer, is a failure', async () => {
  isReady = false;
  expect((await examined()).exitCode).toBe(1);
  const { exitCode, wrong } = await examined({ LEDGER_API_URL: 'http://127.0.0.1:1' });
  expect(exitCode).toBe(1);
  expect(wrong[0]?.sentence).toMatch(/does not answer/);
});

it.each([
  [1_999, 'ok'],
  [60_000, 'warning'],
])('Clocks that are %d ms apart: %s', (apart, status) => {
  const date = new Date('2026-12-01T00:00:00Z');
  expect(clock(date.toUTCString(), date.getTime() - apart).map((finding) => finding.status)).toEqual([
    status,
  ]);
});
