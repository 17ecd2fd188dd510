import { topUp, type Problem } from '../support/api';
import { startServices, type Services } from '../support/services';
import { databaseClient } from '../support/database-client';

interface Readiness {
  readonly writes: boolean;
  readonly reads: boolean;
  readonly reasons: readonly string[];
  readonly checks: { eventStore: boolean; tables: boolean; clocks: boolean };
  readonly clocks: readonly { clock: string; aheadSeconds: string }[];
  readonly ledgerAhead: { ledger: string; aheadSeconds: string } | null;
}

const day = 86_400_000;

describe('the readiness of the API', () => {
  let services: Services;
  let storeAheadMs = 0;

  beforeAll(async () => {
    services = await startServices({ eventStore: { now: () => Date.now() + storeAheadMs } });
  });
  afterEach(() => {
    storeAheadMs = 0;
  });
  afterAll(() => services?.stop());

  const ready = (of = '') => services.api.get<Readiness>(`/readyz${of}`);

  async function execute(sql: string): Promise<void> {
    const client = databaseClient(services.databaseUrl);
    await client.connect();
    await client.query(sql);
    await client.end();
  }

  it('warns where its clock differs from that of the event store by more than 5 seconds, and goes on writing', async () => {
    const ledger = await services.api.openLedger();
    storeAheadMs = -20_000;
    const { status, body } = await ready();
    const [clock] = body.clocks;

    expect(status).toBe(200);
    expect(clock!.clock).toBe('the event store');
    expect(Number(clock!.aheadSeconds)).toBeGreaterThan(15);
    expect(Number(clock!.aheadSeconds)).toBeLessThanOrEqual(21);
    expect(body.reasons).toEqual([
      expect.stringMatching(/^The clock of this process is .* s ahead of the event store\.$/),
    ]);
    expect((await services.api.get('/metrics')).text).toMatch(
      /^ledger_clock_ahead_seconds\{clock="the event store"\} (?:1[5-9]|2[01])/m,
    );
    await services.api.accepted(`${ledger}/transactions`, topUp('ann'));
  });

  it.each([
    ['ahead of', -2 * day],
    ['behind', 2 * day],
  ])(
    'refuses writes while its clock is more than a minute %s that of the event store',
    async (word, aheadMs) => {
      const ledger = await services.api.openLedger();
      storeAheadMs = aheadMs;
      const away = await ready();
      const refused = await services.api.post<Problem>(`${ledger}/transactions`, topUp('ann'), { key: 'k' });
      const query = await services.api.get(`${ledger}/accounts`);

      expect([away.status, (await ready('?of=reads')).status, query.status]).toEqual([503, 200, 200]);
      expect(away.body).toMatchObject({
        code: 'NotReady',
        writes: false,
        reads: true,
        checks: { clocks: false },
      });
      expect(refused.body).toMatchObject({ status: 503, code: 'ClocksDisagree', clock: 'the event store' });
      expect(refused.body.detail).toContain(`s ${word} the event store`);
      expect(refused.headers.get('Retry-After')).toBe('1');

      storeAheadMs = 0;
      expect((await ready()).status).toBe(200);
      expect((await services.api.post(`${ledger}/transactions`, topUp('ann'), { key: 'k' })).status).toBe(
        201,
      );
    },
  );

  it('compares again before it refuses a write, so that a clock that was set right is noticed', async () => {
    const ledger = await services.api.openLedger();
    storeAheadMs = day;
    expect((await ready()).status).toBe(503);
    storeAheadMs = 0;
    // A comparison counts for a second.
    let answer = await services.api.post(`${ledger}/transactions`, topUp('ann'), { key: 'k' });
    while (answer.status === 503)
      answer = await services.api.post(`${ledger}/transactions`, topUp('ann'), { key: 'k' });
    expect(answer.status).toBe(201);
  });

  it('says which ledger has a time that is ahead, and by how much', async () => {
    const { ledger, seq } = await services.api.accepted(
      `${await services.api.openLedger()}/transactions`,
      topUp('ann'),
    );
    await services.api.get(`/v1/ledgers/${ledger}?after=${seq}`);
    await execute(`update progress set recorded_at = recorded_at + interval '1 year' where id = '${ledger}'`);
    const { status, body } = await ready();

    expect(status).toBe(200);
    expect(body.ledgerAhead!.ledger).toBe(ledger);
    expect(Number(body.ledgerAhead!.aheadSeconds)).toBeGreaterThan(364 * 86_400);
    expect(body.reasons).toEqual([expect.stringContaining(`The time of the ledger ${ledger} is `)]);
    expect((await services.api.get('/metrics')).text).toMatch(/^ledger_time_ahead_seconds 3[0-9]{7}/m);
    await execute(`update progress set recorded_at = recorded_at - interval '1 year' where id = '${ledger}'`);
    expect((await ready()).body.ledgerAhead).toBeNull();
  });

  it('stands for writes where Postgres is away, and not for reads', async () => {
    const ledger = await services.api.openLedger();
    await execute('alter table projection rename to projection_away');
    const [writes, reads] = [await ready(), await ready('?of=reads')];
    await services.api.accepted(`${ledger}/transactions`, topUp('ann'));
    await execute('alter table projection_away rename to projection');

    expect([writes.status, reads.status]).toEqual([200, 503]);
    expect(writes.body).toMatchObject({
      writes: true,
      reads: false,
      reasons: ['The tables cannot be reached.'],
    });
    expect((await ready('?of=reads')).status).toBe(200);
  });

  it('says that the event store denies appends, and to which ledger, until it takes one', async () => {
    const ledger = await services.api.openLedger();
    services.eventStore.running.faults.next({ kind: 'access-denied' });
    const refused = await services.api.post<Problem>(`${ledger}/transactions`, topUp('ann'), { key: 'k' });
    expect(refused.body).toMatchObject({
      status: 503,
      code: 'StoreDeniesWrites',
      ledger: ledger.split('/').at(-1),
    });
    expect(refused.headers.get('Retry-After')).toBe('1');
    expect((await ready()).body.reasons).toEqual([
      expect.stringMatching(
        /^The event store does not let the user of this process append to journal-.* \(\$w\)\./,
      ),
    ]);
    const metrics = (await services.api.get('/metrics')).text;
    expect(metrics).toContain('\nledger_appends_denied_total 1\n');
    expect(metrics).toContain('\nledger_journals_stopped 1\n');

    const posted = await services.api.post(`${ledger}/transactions`, topUp('ann'), { key: 'k' });
    expect(posted.status).toBe(201);
    expect((await ready()).body.reasons).toEqual([]);
  });

  it('stands for reads where the event store is away, and not for writes', async () => {
    services.eventStore.running.faults.freeze();
    const [writes, reads] = [await ready(), await ready('?of=reads')];
    services.eventStore.running.faults.thaw();

    expect([writes.status, reads.status]).toEqual([503, 200]);
    expect(writes.body).toMatchObject({ writes: false, reads: true, checks: { eventStore: false } });
  });

  it('refuses to stand for anything else', async () => {
    expect((await ready('?of=everything')).status).toBe(400);
  });
});
