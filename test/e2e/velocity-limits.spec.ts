import { topUp, transfer, type Problem } from '../support/api';
import { startServices, type Services } from '../support/services';

const daily = {
  currency: 'EUR',
  maximum: '100.00',
  name: 'daily',
  per: 'account',
  side: 'debit',
  window: { seconds: '86400' },
};

describe('velocity limits', () => {
  let services: Services;
  let ledger: string;

  beforeAll(async () => {
    services = await startServices();
  });
  afterAll(() => services?.stop());
  beforeEach(async () => {
    ledger = await services.api.openLedger();
    await services.api.accepted(`${ledger}/transactions`, topUp('ann', '500.00'));
  });

  const limit = (path: string, ...limits: unknown[]) =>
    services.api.put(`${ledger}/velocity-limits/${path}`, { limits });
  const pay = (amount: string) => services.api.post(`${ledger}/transactions`, transfer('ann', 'bob', amount));

  it('refuse what goes beyond, and say what is left and when it frees up', async () => {
    const set = await limit('customers', daily);
    expect([set.status, set.body['path']]).toEqual([201, 'customers']);
    const paid = await pay('90.00');
    const { status, body } = await pay('10.01');
    const freesUpAt = new Date(Date.parse(paid.body.recordedAt) + 86_400_000).toISOString();
    expect(status).toBe(422);
    expect(body).toMatchObject({
      code: 'VelocityLimitExceeded',
      posting: 0,
      account: 'customers:ann:wallet',
      limit: 'daily',
      node: 'customers',
      per: 'account',
      side: 'debit',
      currency: 'EUR',
      window: '24 hours',
      maximum: '100.00',
      used: '90.00',
      needed: '10.01',
      headroom: '10.00',
      freesUpAt,
    });
    expect((await pay('10.00')).status).toBe(201);
  });

  it('hold for many callers at once', async () => {
    await limit('customers:ann', daily);
    const answers = await Promise.all(Array.from({ length: 25 }, () => pay('10.00')));
    const codes = answers.map(({ status, body }) => (status === 201 ? status : body['code']));
    expect(codes.filter((code) => code === 201)).toHaveLength(10);
    expect(codes.filter((code) => code === 'VelocityLimitExceeded')).toHaveLength(15);
  });

  it('go on with what was used when the figure changes, and when the process is killed', async () => {
    await limit('customers', daily);
    await pay('90.00');
    await services.restartApi('SIGKILL');
    await limit('customers', { ...daily, maximum: '95.00' });
    const { body } = await pay('6.00');
    expect(body).toMatchObject({ code: 'VelocityLimitExceeded', used: '90.00', headroom: '5.00' });
    await limit('customers');
    expect((await pay('6.00')).status).toBe(201);
  });

  it('are refused where they say two things, or speak of a time zone that is none', async () => {
    const zone = await limit('customers', {
      ...daily,
      window: { calendar: 'day', timeZone: 'Mars/Olympus' },
    });
    expect([zone.status, zone.body]).toMatchObject([422, { code: 'TimeZoneUnknown', limit: 'daily' }]);
    const both = await services.api.put<Problem>(`${ledger}/velocity-limits/customers`, {
      limits: [{ ...daily, count: '3' }],
    });
    expect(both.body).toMatchObject({
      status: 400,
      errors: [{ pointer: '/limits/0/maximum', code: 'Repeated' }],
    });
  });

  it('are refused where two have one name, or one is not right, and the limit is named', async () => {
    const twice = await limit('customers', daily, { ...daily, side: 'credit' });
    const facts = { path: 'customers', limit: 'daily', index: 1 };
    expect([twice.status, twice.body]).toMatchObject([422, { code: 'VelocityLimitsContradict', ...facts }]);
    const wrong = await limit('customers', daily, { ...daily, name: 'hourly', maximum: '2.0' });
    expect([wrong.status, wrong.body]).toMatchObject([
      422,
      {
        code: 'AmountHasWrongDecimals',
        path: 'customers',
        limit: 'hourly',
        index: 1,
        detail: '2.0, in the limit hourly of customers (1 in the list), has 1 decimal, EUR has exactly 2.',
      },
    ]);
  });

  it('are listed, and keep their history beside that of the limits of balances', async () => {
    const weekly = { ...daily, name: 'weekly', window: { calendar: 'week', timeZone: 'Europe/Berlin' } };
    const wallet = 'customers:ann:wallet';
    const first = (await limit(wallet, daily)).body;
    const second = (await limit(wallet, daily, weekly)).body;
    const get = (path: string) => services.api.get(`${ledger}${path}after=${second.seq}&wait=30s`);
    const present = { limits: [daily, weekly], fromSeq: second.seq, setAt: second.recordedAt };
    expect((await get(`/velocity-limits?path=${wallet}&`)).body['items']).toEqual([
      { path: wallet, ...present },
    ]);
    expect((await get('/velocity-limits?under=customers&')).body['items']).toHaveLength(1);
    expect((await get('/velocity-limits?under=bank&')).body['items']).toEqual([]);
    expect((await get(`/accounts/${wallet}/limits?`)).body['items']).toMatchObject([
      { kind: 'balance', limits: [{ currency: 'EUR', minimum: '0.00' }], untilSeq: null },
      { kind: 'velocity', limits: [daily], fromSeq: first.seq, untilSeq: second.seq },
      { kind: 'velocity', untilSeq: null, ...present },
    ]);
    const known = await services.api.get(`${ledger}/velocity-limits?knownAtSeq=${first.seq}&wait=30s`);
    expect(known.body['items']).toMatchObject([{ path: wallet, limits: [daily] }]);
  });
});
