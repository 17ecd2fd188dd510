import { spawn } from 'node:child_process';
import { request } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { topUp, type Problem } from '../support/api';
import { runNode } from '../support/child';
import { startServices, type Services } from '../support/services';

const program = 'dist/apps/api/src/main.js';

describe('the process of the API', () => {
  let services: Services;

  beforeAll(async () => {
    services = await startServices({
      withProjector: false,
      api: { RATE_LIMIT_PER_SECOND: '200', LOG_LEVEL: 'debug', BODY_LIMIT_BYTES: '2048' },
    });
  });
  afterAll(() => services?.stop());

  it('answers what is under way before it ends, and ends with 0', async () => {
    const ledger = await services.api.openLedger();
    services.eventStore.running.faults.next({ kind: 'delay', delayMs: 400 });
    const underWay = services.api.post(`${ledger}/transactions`, topUp('ann'), { key: 'last' });
    await until(() => (services.eventStore.running.faults.struck['delay'] ?? 0) > 0);
    const process = services.apiProcess();
    const restarted = services.restartApi('SIGTERM');

    expect((await underWay).status).toBe(201);
    expect((await process.exit).code).toBe(0);
    await restarted;
  });

  it('refuses more requests of one address than the setting allows, and says when to come back', async () => {
    await services.restartApi('SIGTERM', { RATE_LIMIT_PER_SECOND: '1' });
    const answers = await Promise.all(Array.from({ length: 200 }, () => services.api.get<Problem>('/livez')));
    await services.restartApi('SIGTERM');
    const refused = answers.filter(({ status }) => status === 429);

    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]!.body).toMatchObject({ code: 'RateLimited' });
    expect(refused[0]!.headers.get('Retry-After')).toBe('1');
  });

  it('bounds a bulk by the setting, and no other body', async () => {
    const ledger = await services.api.openLedger();
    const long = { ...topUp('ann'), metadata: { note: 'x'.repeat(1_000), more: 'x'.repeat(1_000) } };
    const bulk = await services.api.post<Problem>(`${ledger}/transactions/bulk`, {
      items: [{ idempotencyKey: 'long', ...long }],
    });
    const alone = await services.api.post(`${ledger}/transactions`, long);

    expect(bulk.body).toMatchObject({ status: 413, code: 'BodyTooLarge' });
    expect(bulk.body.detail).toContain('2048 bytes');
    expect(alone.status).toBe(201);
  });

  it('blames nothing of its own where a sender breaks off', async () => {
    const ledger = await services.api.openLedger();
    const { port } = new URL(services.apiUrl);
    const breakOff = (path: string, type: string) =>
      new Promise<void>((resolve) => {
        const target = `${ledger}/transactions${path}`;
        const headers = {
          'Content-Type': type,
          'Idempotency-Key': 'k',
          Expect: '100-continue',
          ...services.api.headersFor('POST', target),
        };
        const outgoing = request({ port, method: 'POST', path: target, headers });
        outgoing.on('error', () => undefined).once('close', resolve);
        outgoing.once('continue', () => outgoing.write('{"postings', () => outgoing.destroy()));
        outgoing.flushHeaders();
      });
    await breakOff('', 'application/json');
    await breakOff('/bulk', 'application/json');
    await breakOff('/bulk', 'application/x-ndjson');
    const process = services.apiProcess();
    await services.restartApi('SIGTERM');
    const { stderr } = await process.exit;
    const complaints = stderr
      .split('\n')
      .map((line) => JSON.parse(line) as { level: number; msg: string })
      .filter(({ level }) => level >= 40);

    expect(complaints).toEqual([]);
  });

  it('writes no bodies, keys or passwords to its log, even when it writes everything', async () => {
    await services.restartApi('SIGTERM');
    const ledger = await services.api.openLedger();
    await services.api.accepted(
      `${ledger}/transactions`,
      { ...topUp('ann'), description: 'canary-body' },
      { key: 'canary-key' },
    );
    await services.api.post(`${ledger}/transactions`, '{"canary-body":', { key: 'canary-key' });
    const process = services.apiProcess();
    await services.restartApi('SIGTERM');
    const { stderr } = await process.exit;
    const lines = stderr.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    const { password } = new URL(services.databaseUrl);

    expect(lines).toContainEqual(
      expect.objectContaining({
        msg: 'answered',
        method: 'POST',
        status: 201,
        route: '/v1/ledgers/:ledger/transactions',
      }),
    );
    expect(stderr).not.toMatch(/canary|BEGIN PRIVATE/);
    expect(password.length).toBeGreaterThan(8);
    expect(stderr).not.toContain(password);
  });

  it('ends when the process that started it is gone', async () => {
    const env = {
      PORT: '0',
      EVENTSTORE_URL: services.eventStore.url,
      DATABASE_URL: services.databaseUrl,
      DATA_DIR: services.dataDir,
      EXIT_WITH_PARENT: '1',
    };
    const child = spawn(process.execPath, [program], { env, stdio: ['pipe', 'pipe', 'ignore'] });
    const exit = once(child, 'exit');
    await once(child.stdout, 'data');
    child.stdin.end();

    expect((await exit)[0]).toBe(0);
  });

  it('says in one sentence that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const child = runNode([program], {
      PORT: String(port),
      EVENTSTORE_URL: services.eventStore.url,
      DATABASE_URL: services.databaseUrl,
      DATA_DIR: services.dataDir,
    });
    const { code, stderr } = await child.exit;
    other.close();

    expect(code).toBe(1);
    expect(stderr).toBe(`Port ${port} of 127.0.0.1 is taken by another program: set PORT to a free one.`);
  });

  it('says what is wrong with its settings, and that Postgres is away', async () => {
    const unset = await runNode([program], {}).exit;
    const away = await runNode([program], {
      PORT: '0',
      EVENTSTORE_URL: services.eventStore.url,
      DATABASE_URL: 'postgres://ledger:secret@127.0.0.1:1/ledger',
      DATA_DIR: services.dataDir,
    }).exit;

    expect(unset.stderr).toMatch(/^EVENTSTORE_URL is not set; .*\nDATABASE_URL is not set; .*$/);
    expect(away.code).toBe(1);
    expect(away.stderr).toBe('Postgres at DATABASE_URL cannot be reached: ECONNREFUSED.');
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
