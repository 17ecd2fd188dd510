import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { inheritedEnvironment } from '@settings/settings';
import { headerFor } from '../apps/cli/src/access/header-for';
import { HttpConnection, expectStatus, onConnections, type HttpRequest, type Target } from './http-load';

/** Customer accounts of the bench ledger. */
export const accountCount = 10_000;

const cli = join(__dirname, '../apps/cli/src/main.js');

/** The whole product, started as a user starts it, on a data folder of its own. */
export interface System extends Target {
  readonly eventStore: string;
  readonly postgres: string;
  readonly dataDir: string;
  /** Of the process that all others are started by. */
  readonly pid: number;
  stop(): Promise<void>;
}

export async function startSystem(eventStoreUrl: string | undefined): Promise<System> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ledger-bench-'));
  const env = { ...environment(dataDir), ...(eventStoreUrl && { EVENTSTORE_URL: eventStoreUrl }) };
  const child = spawn(process.execPath, [cli, 'start', '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const addresses = JSON.parse(await firstLine(child)) as Pick<System, 'api' | 'eventStore' | 'postgres'>;
  const pick = headerFor({ auth: undefined, dataDir });
  return {
    ...addresses,
    authorizationFor: (method, path) => pick(method, path).value,
    dataDir,
    pid: child.pid!,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** What every program of the system runs with. */
export function environment(dataDir: string): Record<string, string> {
  return {
    ...inheritedEnvironment(),
    DATA_DIR: dataDir,
    PORT: '0',
    RATE_LIMIT_PER_SECOND: '0',
    RATE_LIMIT_PER_PRINCIPAL: '0',
    LOG_LEVEL: 'error',
  };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    createInterface(child.stdout!).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`ledger start ended with ${code}`)));
  });
}

/** Runs a command of the CLI against the system and answers its one line of JSON. */
export async function runCli(system: System, ...words: string[]): Promise<Record<string, unknown>> {
  const env = environment(system.dataDir);
  const child = spawn(process.execPath, [cli, ...words, '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`ledger ${words.join(' ')} ended with ${String(code)}: ${output}`);
  return JSON.parse(output.trim().split('\n').at(-1)!) as Record<string, unknown>;
}

const patterns = [
  {
    pattern: 'customers:*:wallet',
    type: 'liability',
    currencies: ['EUR'],
    limits: [{ currency: 'EUR', minimum: '0.00' }],
  },
];

export function accountOf(customer: number): string {
  return `customers:n${customer}:wallet`;
}

const json = { 'content-type': 'application/json' };

export function postRequest(path: string, body: object): HttpRequest {
  return {
    method: 'POST',
    path,
    headers: { ...json, 'idempotency-key': randomUUID() },
    body: JSON.stringify(body),
  };
}

/** A ledger whose customers all have a balance that lasts for every workload. */
export async function openBenchLedger(target: Target): Promise<string> {
  const ledger = `bench-${randomUUID().slice(0, 8)}`;
  const path = `/v1/ledgers/${ledger}`;
  const connection = await HttpConnection.open(target);
  expectStatus(
    await connection.send(postRequest('/v1/ledgers', { id: ledger, name: 'Bench', chart: patterns })),
    201,
  );
  expectStatus(await connection.send(postRequest(`${path}/accounts`, { path: 'bank', type: 'asset' })), 201);
  connection.close();
  let next = 0;
  await onConnections(target, 4, async (each) => {
    while (next < accountCount) {
      const first = next;
      next += 500;
      const items = Array.from({ length: 500 }, (_, i) => item('bank', accountOf(first + i), '1000000.00'));
      expectStatus(await each.send(bulkRequest(ledger, items)), 200);
    }
  });
  return ledger;
}

export function transaction(from: string, to: string, amount: string) {
  return {
    postings: [
      { account: from, side: 'debit', amount, currency: 'EUR' },
      { account: to, side: 'credit', amount, currency: 'EUR' },
    ],
    category: 'wallet.transfer',
  };
}

export function item(from: string, to: string, amount: string) {
  return { idempotencyKey: randomUUID(), ...transaction(from, to, amount) };
}

export function bulkRequest(ledger: string, items: readonly object[]): HttpRequest {
  return {
    method: 'POST',
    path: `/v1/ledgers/${ledger}/transactions/bulk`,
    headers: json,
    body: JSON.stringify({ atomic: false, items }),
  };
}
