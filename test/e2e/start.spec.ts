import { execFile, spawn } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isFree } from '@local/free-port';
import { identityOf, isAlive } from '@local/process-identity';
import { credit, debit } from '../support/api';
import { allEnded, processesOf, runStart, type Started, tidiedStarts, until } from '../support/started';
import { databaseClient } from '../support/database-client';

describe('ledger start', () => {
  const { newFolder, start, children } = tidiedStarts();

  it('prints one line of JSON when every address in it answers', async () => {
    const started = await start(newFolder());

    expect((await fetch(`${started.api}/readyz`)).status).toBe(200);
    expect((await started.client.get(`/v1/ledgers/${started.ledger}`)).status).toBe(200);
    expect(await query(started.postgres, 'select 1 as n')).toEqual([{ n: 1 }]);
    expect(await isFree(Number(new URL(started.eventStore).port), '127.0.0.1')).toBe(false);
    started.child.kill('SIGINT');
    const { code, stdout } = await started.child.exit;
    expect({ code, lines: stdout.split('\n').length }).toEqual({ code: 0, lines: 1 });
  });

  it('prints a transaction that can be pasted', async () => {
    const child = runStart(newFolder(), {}, []);
    children.push(child);
    let line = await child.line();
    while (!line.startsWith('curl ')) line = await child.line();

    const { stdout } = await promisify(execFile)('sh', ['-c', line.replace('curl ', 'curl -s ')]);

    expect(JSON.parse(stdout)).toMatchObject({ ledger: 'sandbox', seq: expect.any(String) });
  });

  it('keeps addresses and data from one start to the next', async () => {
    const folder = newFolder();
    const first = await start(folder);
    await topUp(first, 'one');
    first.child.kill('SIGTERM');
    await first.child.exit;

    const second = await start(folder);

    const addressesOf = ({ api, eventStore, postgres }: Started) => ({ api, eventStore, postgres });
    expect(addressesOf(second)).toEqual(addressesOf(first));
    expect(await topUp(second, 'one')).toEqual({ status: 201, isReplayed: true });
    expect(await walletBalance(second)).toBe('100.00');
  });

  it('runs beside another one', async () => {
    const [left, right] = await Promise.all([start(newFolder()), start(newFolder())]);
    await topUp(left, 'one');
    await topUp(right, 'one');

    expect(
      new Set([left.api, right.api, left.eventStore, right.eventStore, left.postgres, right.postgres]).size,
    ).toBe(6);
    expect([await walletBalance(left), await walletBalance(right)]).toEqual(['100.00', '100.00']);
  });

  it('leaves nothing running when it is stopped', async () => {
    const folder = newFolder();
    const { child } = await start(folder);
    const processes = Object.values(processesOf(folder));

    child.kill('SIGINT');

    expect((await child.exit).code).toBe(0);
    expect(processes).toHaveLength(5);
    expect(processes.filter(isAlive)).toEqual([]);
  });

  it('takes its services with it when it is killed', async () => {
    const folder = newFolder();
    const { child } = await start(folder);
    const processes = Object.values(processesOf(folder));

    child.kill('SIGKILL');

    await allEnded(processes);
  });

  it.each(['it alone', 'every process'])('recovers what was accepted after kill -9 of %s', async (which) => {
    const folder = newFolder();
    const first = await start(folder);
    const processes = Object.values(processesOf(folder));
    expect(await topUp(first, 'one')).toEqual({ status: 201, isReplayed: false });
    first.child.kill('SIGKILL');
    if (which === 'every process')
      processes.filter(isAlive).forEach(({ pid }) => process.kill(pid, 'SIGKILL'));

    const second = await start(folder);

    expect(await topUp(second, 'one')).toEqual({ status: 201, isReplayed: true });
    expect(await walletBalance(second)).toBe('100.00');
  });

  it('starts any service again when that is killed', async () => {
    const folder = newFolder();
    const started = await start(folder);
    for (const name of ['api', 'projector', 'notary', 'event-store', 'postgres']) {
      const before = processesOf(folder)[name]!;
      process.kill(before.pid, 'SIGKILL');
      await until(() => {
        const now = processesOf(folder)[name];
        return now !== undefined && now.began !== before.began && isAlive(now);
      });

      expect(await patiently(() => topUp(started, 'one'), 201)).toMatchObject({ status: 201 });
      expect(await patiently(() => walletBalance(started), '100.00')).toBe('100.00');
    }
  });

  it('takes another port for a service whose remembered one is taken by a stranger', async () => {
    const folder = newFolder();
    const first = await start(folder);
    first.child.kill('SIGINT');
    await first.child.exit;
    const stranger = await listen(Number(new URL(first.postgres).port));

    const second = await start(folder);
    stranger.close();

    expect(new URL(second.postgres).port).not.toBe(new URL(first.postgres).port);
    expect(second.eventStore).toBe(first.eventStore);
  });

  it('uses the stores it is given instead of its own', async () => {
    const [lenders, folder] = [newFolder(), newFolder()];
    const lender = await start(lenders);

    const { eventStore, postgres } = lender;
    const borrower = await start(folder, {
      EVENTSTORE_URL: eventStore,
      DATABASE_URL: postgres,
      KEYS_DIR: join(lenders, 'keys'),
    });

    expect({ eventStore: borrower.eventStore, postgres: borrower.postgres }).toEqual({
      eventStore,
      postgres,
    });
    expect(Object.keys(processesOf(folder)).sort()).toEqual(['api', 'notary', 'projector']);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
    'ends when the npm that started it gets %s',
    async (signal) => {
      const folder = newFolder();
      const npm = spawn('npm', ['start', '--', '--json'], {
        cwd: join(__dirname, '../..'),
        env: { ...process.env, DATA_DIR: folder, PORT: '0' },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      await new Promise<void>((resolve) =>
        npm.stdout.on('data', (text: Buffer) => text.includes('"api"') && resolve()),
      );
      const processes = Object.values(processesOf(folder));

      process.kill(identityOf(npm.pid!)!.pid, signal);

      await allEnded(processes);
    },
  );
});

const transactions = '/v1/ledgers/sandbox/transactions';
const twoPostings = {
  postings: [debit('bank:safeguarding', '100.00'), credit('customers:alice:wallet', '100.00')],
};

/** Puts 100.00 EUR into alice's wallet. */
async function topUp({ client }: Started, key: string): Promise<{ status: number; isReplayed: boolean }> {
  const { status, headers } = await client.post(transactions, twoPostings, { key });
  return { status, isReplayed: headers.get('Idempotency-Replayed') === 'true' };
}

/** The posted balance of alice's wallet, once the read model has the newest receipt. */
async function walletBalance({ client }: Started): Promise<string | undefined> {
  const { seq } = (await client.post(transactions, twoPostings, { key: 'one' })).body;
  const path = `/v1/ledgers/sandbox/accounts/customers:alice:wallet/balances?after=${seq}&wait=20s`;
  const { items } = (await client.get<{ items?: { currency: string; posted: string }[] }>(path)).body;
  return items?.find(({ currency }) => currency === 'EUR')?.posted;
}

/** A service that was killed a moment ago may refuse connections: tries until the answer is as expected. */
async function patiently<T>(attempt: () => Promise<T>, expected: unknown): Promise<T | undefined> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const answer = await attempt().catch(() => undefined);
    const status = typeof answer === 'object' ? (answer as { status?: number } | undefined)?.status : answer;
    if (status === expected || Date.now() > deadline) return answer;
    await new Promise((wake) => setTimeout(wake, 50));
  }
}

function listen(port: number): Promise<Server> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', () => resolve(server));
  });
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = databaseClient(url);
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
