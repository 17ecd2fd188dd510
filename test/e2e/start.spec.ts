import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { isFree } from '@local/free-port';
import { identityOf, isAlive } from '@local/process-identity';
import { Client } from 'pg';
import { allEnded, processesOf, runStart, type Started, tidiedStarts, until } from '../support/started';

describe('ledger start', () => {
  const { newFolder, start, children } = tidiedStarts();

  it('prints one line of JSON when every address in it answers', async () => {
    const started = await start(newFolder());

    expect((await fetch(`${started.api}/readyz`)).status).toBe(200);
    expect((await fetch(`${started.api}/v1/ledgers/${started.ledger}`)).status).toBe(200);
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

    const [, url, body] = /^curl (\S+) .* -d '(.*)'$/.exec(line) ?? [];
    const answer = await fetch(url!, { method: 'POST', headers: headers('pasted'), body: body! });

    expect({ status: answer.status, body: await answer.json() }).toMatchObject({
      status: 201,
      body: { ledger: 'sandbox' },
    });
  });

  it('keeps addresses and data from one start to the next', async () => {
    const folder = newFolder();
    const first = await start(folder);
    await topUp(first, 'one');
    first.child.kill('SIGTERM');
    await first.child.exit;

    const second = await start(folder);

    expect({ ...second, child: null }).toEqual({ ...first, child: null });
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
    const lender = await start(newFolder());
    const folder = newFolder();

    const { eventStore, postgres } = lender;
    const borrower = await start(folder, { EVENTSTORE_URL: eventStore, DATABASE_URL: postgres });

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

const headers = (key: string): Record<string, string> => ({
  'Content-Type': 'application/json',
  'Idempotency-Key': key,
});

/** Puts 100.00 EUR into alice's wallet. */
async function topUp({ api }: Started, key: string): Promise<{ status: number; isReplayed: boolean }> {
  const posting = (account: string, side: string) => ({ account, side, amount: '100.00', currency: 'EUR' });
  const body = JSON.stringify({
    postings: [posting('bank:safeguarding', 'debit'), posting('customers:alice:wallet', 'credit')],
  });
  const answer = await fetch(`${api}/v1/ledgers/sandbox/transactions`, {
    method: 'POST',
    headers: headers(key),
    body,
  });
  await answer.arrayBuffer();
  return { status: answer.status, isReplayed: answer.headers.get('Idempotency-Replayed') === 'true' };
}

/** The posted balance of alice's wallet, once the read model has the newest receipt. */
async function walletBalance({ api }: Started): Promise<string | undefined> {
  const { seq } = (await (
    await fetch(`${api}/v1/ledgers/sandbox/transactions`, {
      method: 'POST',
      headers: headers('one'),
      body: JSON.stringify({
        postings: [
          { account: 'bank:safeguarding', side: 'debit', amount: '100.00', currency: 'EUR' },
          { account: 'customers:alice:wallet', side: 'credit', amount: '100.00', currency: 'EUR' },
        ],
      }),
    })
  ).json()) as { seq: string };
  const path = `/v1/ledgers/sandbox/accounts/customers:alice:wallet/balances?after=${seq}&wait=20s`;
  const { items } = (await (await fetch(api + path)).json()) as {
    items?: { currency: string; posted: string }[];
  };
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
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
