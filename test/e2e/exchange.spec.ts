import type { ApiClient, Problem, Receipt } from '../support/api';
import { startServices, type Services } from '../support/services';

const usd = {
  currency: 'USD',
  position: 'equity:fx:usd:position',
  equivalent: 'equity:fx:usd:equivalent',
  measurement: 'monetary',
};
const terms = { rateType: 'spot', sources: ['ecb'], maxAge: '86400' };
const functional = {
  ...terms,
  mode: 'functional',
  functional: 'EUR',
  positions: [usd],
  results: { spread: 'fx:spread', realised: 'fx:realised', unrealised: 'fx:unrealised' },
};
const isolated = {
  ...terms,
  mode: 'isolated',
  pivots: ['EUR'],
  liquidity: 'liquidity',
  results: { spread: 'income:spread' },
};

describe('declaring how a ledger exchanges currencies', () => {
  let services: Services;
  let api: ApiClient;
  let ledger: string;
  beforeAll(async () => {
    services = await startServices();
    ({ api } = services);
  });
  afterAll(() => services?.stop());
  beforeEach(async () => {
    ledger = await api.openLedger();
  });

  const declare = (declaration: object) => api.put<Receipt & Problem>(`${ledger}/exchange`, declaration);
  const declared = () => api.get<Record<string, unknown> & Problem>(`${ledger}/exchange`);
  const open = (path: string, type: string, more: object = {}) =>
    api.post<Receipt>(`${ledger}/accounts`, { path, type, ...more });
  const post = (debit: string, credit: string, currency: string) =>
    api.post<Receipt>(`${ledger}/transactions`, {
      postings: [
        { account: debit, side: 'debit', amount: '5.00', currency },
        { account: credit, side: 'credit', amount: '5.00', currency },
      ],
    });

  it('is ExchangeNotDeclared before, and what was declared after, also by a process that restarts', async () => {
    const before = await declared();
    expect([before.status, before.body.code]).toEqual([409, 'ExchangeNotDeclared']);

    const { status, body } = await declare({ ...functional, band: '10.50' });
    expect(status).toBe(201);
    const after = { ...functional, band: '10.5', seq: body.seq };
    expect((await declared()).body).toEqual(after);
    await services.restartApi('SIGKILL');
    ({ api } = services);
    expect((await declared()).body).toEqual(after);
  });

  it('opens the accounts that it names, each with the type and the currency that it needs', async () => {
    await open('fx', 'expense');
    await open('equity:fx:usd:position', 'equity', { currencies: ['USD'] });
    const { body } = await declare(functional);
    const { body: list } = await api.get<{
      items: { path: string; type: string; currencies: string[] | null }[];
    }>(`${ledger}/accounts?after=${body.seq}`);
    expect(list.items.map(({ path, type, currencies }) => [path, type, currencies])).toEqual([
      ['bank:cash', 'asset', null],
      ['equity:fx:usd:equivalent', 'equity', ['EUR']],
      ['equity:fx:usd:position', 'equity', ['USD']],
      ['fx', 'expense', null],
      ['fx:realised', 'expense', null],
      ['fx:spread', 'expense', null],
      ['fx:unrealised', 'expense', null],
    ]);
  });

  it('is replaced as a whole by a later one', async () => {
    await declare(functional);
    const { body } = await declare(isolated);
    expect((await declared()).body).toEqual({ ...isolated, seq: body.seq });
  });

  it.each([
    ['a position in the functional currency', { ...functional, functional: 'USD' }],
    ['an account for two purposes', { ...functional, positions: [{ ...usd, equivalent: usd.position }] }],
    ['a position on an asset', { ...functional, positions: [{ ...usd, position: 'bank' }] }],
    ['a position on an account that is used', { ...functional, positions: [{ ...usd, position: 'used' }] }],
    [
      'a position on an account of another currency',
      { ...functional, positions: [{ ...usd, position: 'yen' }] },
    ],
    ['a liquidity account of one currency', { ...isolated, liquidity: 'yen' }],
    ['gains on an asset', { ...isolated, results: { spread: 'bank' } }],
  ])('is PositionsContradict with %s', async (_, declaration) => {
    await open('bank', 'asset');
    await open('used', 'equity');
    await open('yen', 'equity', { currencies: ['JPY'] });
    await post('bank', 'used', 'EUR');
    const { status, body } = await declare(declaration);
    expect([status, body.code]).toEqual([422, 'PositionsContradict']);
    expect((await declared()).status).toBe(409);
  });

  it('is ForeignBalancesExist in functional mode while an account has a foreign balance', async () => {
    await open('bank', 'asset');
    await open('customer', 'liability');
    await post('bank', 'customer', 'USD');
    const refused = await declare(functional);
    expect([refused.status, refused.body]).toMatchObject([
      409,
      { code: 'ForeignBalancesExist', account: 'bank', currency: 'USD' },
    ]);
    await post('customer', 'bank', 'USD');
    expect((await declare(functional)).status).toBe(201);
  });

  it('is malformed without what its mode needs, and with what belongs to the other', async () => {
    const missing = await declare({ ...terms, mode: 'functional', results: { spread: 'fx:spread' } });
    expect([missing.status, missing.body.errors]).toMatchObject([
      400,
      [
        { pointer: '/functional', code: 'Missing' },
        { pointer: '/positions', code: 'Missing' },
        { pointer: '/results/realised', code: 'Missing' },
        { pointer: '/results/unrealised', code: 'Missing' },
      ],
    ]);
    const excess = await declare({ ...isolated, functional: 'EUR' });
    expect([excess.status, excess.body.errors]).toMatchObject([
      400,
      [{ pointer: '/functional', code: 'NotAllowed' }],
    ]);
  });

  it('refuses rates that leap out of the band, unless they are confirmed', async () => {
    await declare({ ...isolated, band: '10' });
    const publish = (mid: string, more: object = {}) =>
      api.post<Receipt & Problem>(`${ledger}/rates`, {
        source: 'ecb',
        type: 'spot',
        observedAt: '2026-11-20T15:00:00.000Z',
        rates: [{ base: 'USD', counter: 'EUR', mid }],
        ...more,
      });
    expect((await publish('0.9')).status).toBe(201);
    expect((await publish('0.99')).status).toBe(201);
    const leap = await publish('9.9');
    expect([leap.status, leap.body]).toMatchObject([
      422,
      { code: 'RateOutOfBand', rate: 0, base: 'USD', counter: 'EUR', last: '0.99', mid: '9.9', band: '10' },
    ]);
    expect((await publish('9.9', { source: 'desk' })).status).toBe(201);
    expect((await publish('9.9', { confirmed: true })).status).toBe(201);
  });
});
