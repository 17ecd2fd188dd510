import type { ApiClient, Problem, Receipt } from '../support/api';
import { startServices, type Services } from '../support/services';

interface RateAnswer {
  readonly bid: string;
  readonly mid: string;
  readonly ask: string;
  readonly legs: readonly { base: string; counter: string; mid: string; set: string }[];
  readonly seq: string;
}

const usd = { base: 'USD', counter: 'EUR', bid: '0.8998', mid: '0.9', ask: '0.9002' };
const observedAt = '2026-11-20T15:00:00.000Z';

describe('exchange rates', () => {
  let services: Services;
  let api: ApiClient;
  let ledger: string;
  beforeAll(async () => {
    services = await startServices({ withProjector: false });
    ({ api } = services);
    ledger = await api.openLedger();
  });
  afterAll(() => services?.stop());

  const publish = (set: object) =>
    api.post<Receipt & Problem>(`${ledger}/rates`, { source: 'ecb', type: 'spot', observedAt, ...set });
  const rate = (query: string) => api.get<RateAnswer & Problem>(`${ledger}/rates?sources=ecb&${query}`);

  it('are read as published, inverse and crossed, with what was published', async () => {
    const gbp = { base: 'EUR', counter: 'GBP', mid: '0.8000' };
    const { status, body: receipt } = await publish({ rates: [usd, gbp] });
    expect(status).toBe(201);
    const set = receipt.seq;
    const leg = { base: 'USD', counter: 'EUR', mid: '0.9', set };

    const direct = await rate('base=USD&counter=EUR');
    expect(direct.body).toMatchObject({ bid: '0.8998', mid: '0.9', ask: '0.9002', legs: [leg], seq: set });
    const inverse = await rate('base=EUR&counter=USD');
    expect(inverse.body).toMatchObject({
      bid: '1.11086425238835814',
      mid: '1.11111111111111111',
      ask: '1.1113580795732385',
      legs: [leg],
    });
    const crossed = await rate('base=USD&counter=GBP&pivots=CHF,EUR');
    expect(crossed.body).toMatchObject({
      mid: '0.72',
      legs: [leg, { base: 'EUR', counter: 'GBP', mid: '0.8', set }],
    });
  });

  it('count as declared where nobody names the sources: in functional mode over the functional currency', async () => {
    const own = await api.openLedger();
    const read = (query: string) => api.get<RateAnswer & Problem>(`${own}/rates?${query}`);
    expect((await read('base=USD&counter=EUR')).body).toMatchObject({
      code: 'ExchangeNotDeclared',
      status: 409,
    });
    const publishOwn = (set: object) =>
      api.accepted(`${own}/rates`, { source: 'ecb', type: 'closing', observedAt, ...set });
    const position = (currency: string) => ({
      currency,
      position: `equity:${currency}:position`,
      equivalent: `equity:${currency}:equivalent`,
      measurement: 'monetary',
    });
    await api.put(`${own}/exchange`, {
      mode: 'functional',
      functional: 'EUR',
      rateType: 'closing',
      sources: ['ecb'],
      maxAge: '86400',
      positions: [position('USD'), position('GBP')],
      results: { spread: 'income:spread', realised: 'income:realised', unrealised: 'income:unrealised' },
    });
    const gbp = { base: 'EUR', counter: 'GBP', mid: '0.8' };
    const direct = { base: 'USD', counter: 'GBP', mid: '0.5' };
    await publishOwn({ rates: [usd, gbp, direct] });
    await publishOwn({ source: 'desk', rates: [{ ...usd, mid: '0.9001' }] });
    const at = `at=${observedAt}`;
    expect((await read(`base=USD&counter=EUR&${at}`)).body).toMatchObject({
      rateType: 'closing',
      mid: '0.9',
    });
    expect((await read(`base=USD&counter=GBP&${at}`)).body).toMatchObject({ mid: '0.72' });
    expect((await read('base=USD&counter=EUR')).body).toMatchObject({ code: 'RateTooOld', maxAge: '86400' });
    expect((await read(`base=USD&counter=EUR&rateType=spot&${at}`)).body).toMatchObject({
      code: 'RateNotFound',
    });
  });

  it('are corrected by a later set of the same time, and stay what they were in the journal', async () => {
    const first = await publish({ type: 'closing', rates: [{ base: 'CHF', counter: 'EUR', mid: '1.60' }] });
    const correction = await publish({
      type: 'closing',
      rates: [{ base: 'CHF', counter: 'EUR', mid: '1.06' }],
    });

    expect((await rate('base=CHF&counter=EUR&rateType=closing')).body).toMatchObject({
      mid: '1.06',
      legs: [{ set: correction.body.seq }],
    });
    const { body } = await api.get<{ entry: { body: object } }>(`${ledger}/entries/${first.body.seq}`);
    expect(body.entry.body).toMatchObject({ rates: [{ mid: '1.6' }] });
  });

  it.each([
    ['of a currency that is not registered', { rates: [{ ...usd, base: 'XYZ' }] }, 'CurrencyNotRegistered'],
    ['of one currency', { rates: [{ ...usd, base: 'EUR' }] }, 'PairOfOneCurrency'],
    ['with a bid above the mid', { rates: [{ ...usd, bid: '0.91' }] }, 'RatesContradict'],
    ['of a pair twice', { rates: [usd, usd] }, 'RatesContradict'],
    ['observed in the future', { rates: [usd], observedAt: '2100-01-01T00:00:00Z' }, 'ObservedInFuture'],
  ])('are refused that are %s', async (_, set, code) => {
    const { status, body } = await publish(set);
    expect([status, body.code]).toEqual([422, code]);
  });

  it.each([
    ['0', 'OutOfRange'],
    ['-0.9', 'BadFormat'],
    ['9e-1', 'BadFormat'],
    ['1234567890.1234567890', 'OutOfRange'],
  ])('are malformed that are written %s', async (mid, code) => {
    const { status, body } = await publish({ rates: [{ base: 'USD', counter: 'EUR', mid }] });
    expect([status, body.errors]).toMatchObject([400, [{ pointer: '/rates/0/mid', code }]]);
  });

  it.each([
    ['RateNotFound', 'base=NOK&counter=SEK'],
    ['RateNotFound', 'base=USD&counter=EUR&at=2026-11-20T14:59:59Z'],
    ['RateTooOld', 'base=USD&counter=EUR&at=2026-11-21T15:00:01Z&maxAge=86400'],
    ['PairOfOneCurrency', 'base=EUR&counter=EUR'],
  ])('are %s for %s', async (code, query) => {
    const { status, body } = await rate(query);
    expect([status, body.code]).toEqual([422, code]);
  });

  it('outlive the process that took them', async () => {
    await services.restartApi('SIGKILL');
    expect((await rate('base=USD&counter=EUR')).body).toMatchObject({ mid: '0.9' });
  });
});
