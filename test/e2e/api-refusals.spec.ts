import { credit, debit, topUp, transfer, type ApiClient, type Problem } from '../support/api';
import { startServices, type Services } from '../support/services';

const wallet = 'customers:ann:wallet';
const unknown = '019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21';
const huge = '9'.repeat(36) + '.99';

/** For each refusal a short story that ends in it; the ledger is new each time. */
const stories: Readonly<Record<string, (api: ApiClient, ledger: string) => Promise<{ body: Problem }>>> = {
  LedgerNotFound: (api) => api.post('/v1/ledgers/nowhere/transactions', topUp('ann')),
  LedgerAlreadyExists: (api, ledger) =>
    api.post('/v1/ledgers', { id: ledger.split('/').at(-1), name: 'Again' }),
  IdempotencyKeyReused: async (api, ledger) => {
    await api.accepted(`${ledger}/transactions`, topUp('ann'), { key: 'k' });
    return api.post(`${ledger}/transactions`, topUp('bob'), { key: 'k' });
  },
  CurrencyIsFixed: (api, ledger) => api.put(`${ledger}/currencies/EUR`, { decimals: 3, name: 'Euro' }),
  CurrencyAlreadyRegistered: (api, ledger) =>
    api.post(`${ledger}/currencies`, { code: 'EUR', decimals: 3, name: 'Milli-euro' }),
  CurrencyNotRegistered: (api, ledger) =>
    api.post(`${ledger}/accounts`, { path: 'points', type: 'liability', currencies: ['PTS'] }),
  ChartPatternsContradict: (api, ledger) =>
    api.put(`${ledger}/chart`, {
      patterns: [
        { pattern: 'a:*', type: 'asset' },
        { pattern: 'a:*', type: 'liability' },
      ],
    }),
  AccountNotFound: (api, ledger) => api.patch(`${ledger}/accounts/nobody`, { tags: [] }),
  AccountAlreadyOpen: (api, ledger) => api.post(`${ledger}/accounts`, { path: 'bank:cash', type: 'asset' }),
  AccountTypeMissing: (api, ledger) => api.post(`${ledger}/accounts`, { path: 'alone' }),
  AccountTypeContradictsTree: (api, ledger) =>
    api.post(`${ledger}/accounts`, { path: 'bank:cash:till', type: 'income' }),
  AccountNotOpen: (api, ledger) =>
    api.post(`${ledger}/transactions`, { postings: [debit('bank:cash', '1.00'), credit('nobody', '1.00')] }),
  AccountIsClosed: async (api, ledger) => {
    await api.accepted(`${ledger}/accounts/bank:cash/close`, { reason: 'Moved' });
    return api.post(`${ledger}/transactions`, topUp('ann'));
  },
  AccountIsFrozen: async (api, ledger) => {
    await api.accepted(`${ledger}/accounts/bank:cash/freeze`, { side: 'debit', reason: 'Audit' });
    return api.post(`${ledger}/transactions`, topUp('ann'));
  },
  AccountIsNotFrozen: (api, ledger) =>
    api.post(`${ledger}/accounts/bank:cash/unfreeze`, { reason: 'Why not' }),
  AccountHasBalance: async (api, ledger) => {
    await api.accepted(`${ledger}/transactions`, topUp('ann'));
    return api.post(`${ledger}/accounts/${wallet}/close`, { reason: 'Left' });
  },
  CurrencyNotAccepted: async (api, ledger) => {
    await api.accepted(`${ledger}/accounts`, { path: 'bank:usd', type: 'asset', currencies: ['USD'] });
    return api.post(`${ledger}/transactions`, {
      postings: [debit('bank:usd', '1.00'), credit(wallet, '1.00')],
    });
  },
  CurrencyInUse: async (api, ledger) => {
    await api.accepted(`${ledger}/transactions`, topUp('ann'));
    return api.patch(`${ledger}/accounts/${wallet}`, { currencies: ['USD'] });
  },
  LimitsContradict: (api, ledger) =>
    api.patch(`${ledger}/accounts/bank:cash`, {
      limits: [{ currency: 'EUR', minimum: '2.00', maximum: '1.00' }],
    }),
  AmountHasWrongDecimals: (api, ledger) => api.post(`${ledger}/transactions`, topUp('ann', '1.5')),
  AmountTooLarge: async (api, ledger) => {
    await api.accepted(`${ledger}/transactions`, topUp('ann', huge));
    return api.post(`${ledger}/transactions`, topUp('ann', huge));
  },
  PostingsDoNotBalance: (api, ledger) =>
    api.post(`${ledger}/transactions`, { postings: [debit('bank:cash', '1.00'), credit(wallet, '0.99')] }),
  BalanceBelowMinimum: async (api, ledger) => {
    await api.accepted(`${ledger}/transactions`, topUp('ann', '49.00'));
    return api.post(`${ledger}/transactions`, transfer('ann', 'bob', '60.00'));
  },
  BalanceAboveMaximum: async (api, ledger) => {
    await api.patch(`${ledger}/accounts/bank:cash`, { limits: [{ currency: 'EUR', maximum: '5.00' }] });
    return api.post(`${ledger}/transactions`, topUp('ann', '5.01'));
  },
  ReferenceAlreadyUsed: async (api, ledger) => {
    await api.accepted(`${ledger}/transactions`, { ...topUp('ann'), reference: 'r1' });
    return api.post(`${ledger}/transactions`, { ...topUp('ann'), reference: 'r1' });
  },
  EffectiveAtInFuture: (api, ledger) =>
    api.post(`${ledger}/transactions`, { ...topUp('ann'), effectiveAt: '2999-01-01T00:00:00Z' }),
  EffectiveAtBeforeOriginal: async (api, ledger) => {
    const { id } = await api.accepted(`${ledger}/transactions`, topUp('ann'));
    const early = { reason: 'Mistake', effectiveAt: '2020-01-01T00:00:00Z' };
    return api.post(`${ledger}/transactions/${id}/reversal`, early);
  },
  TransactionNotFound: (api, ledger) =>
    api.post(`${ledger}/transactions/${unknown}/reversal`, { reason: 'Mistake' }),
  TransactionAlreadyReversed: async (api, ledger) => {
    const { id } = await api.accepted(`${ledger}/transactions`, topUp('ann'));
    await api.accepted(`${ledger}/transactions/${id}/reversal`, { reason: 'Mistake' });
    return api.post(`${ledger}/transactions/${id}/reversal`, { reason: 'Mistake' });
  },
  EntryTooLarge: (api, ledger) => {
    const metadata = Object.fromEntries(
      Array.from({ length: 64 }, (_, i) => [`key_${i}`, '\u{1f4b6}'.repeat(1024)]),
    );
    return api.post(`${ledger}/transactions`, { ...topUp('ann'), metadata });
  },
  PersonalTextNotKept: (api, ledger) =>
    api.post(`${ledger}/transactions`, {
      ...topUp('ann'),
      personal: [{ subject: 'ann', fields: { name: 'Ann' } }],
    }),
  BulkTooLarge: (api, ledger) => {
    const items = Array.from({ length: 3000 }, (_, i) => ({
      idempotencyKey: `b${i}`,
      ...topUp('ann'),
      description: 'x'.repeat(300),
    }));
    return api.post(`${ledger}/transactions/bulk`, { atomic: true, items });
  },
};

const statuses: Readonly<Record<string, number>> = {
  LedgerNotFound: 404,
  AccountNotFound: 404,
  TransactionNotFound: 404,
  LedgerAlreadyExists: 409,
  CurrencyAlreadyRegistered: 409,
  CurrencyIsFixed: 409,
  AccountAlreadyOpen: 409,
  AccountIsClosed: 409,
  AccountIsFrozen: 409,
  AccountIsNotFrozen: 409,
  AccountHasBalance: 409,
  CurrencyInUse: 409,
  ReferenceAlreadyUsed: 409,
  TransactionAlreadyReversed: 409,
  BulkTooLarge: 413,
};

describe('the refusals', () => {
  let services: Services;
  let described: Readonly<Record<string, { title: string; status: number }>>;

  beforeAll(async () => {
    services = await startServices({ withProjector: false, api: { APPEND_TIMEOUT_MS: '500' } });
    const { body } = await services.api.get<{ 'x-problems': typeof described }>('/openapi.json');
    described = body['x-problems'];
  });
  afterAll(() => services?.stop());

  it.each(Object.keys(stories))('reach the caller as they are described: %s', async (code) => {
    const ledger = await services.api.openLedger();
    const { body } = await stories[code]!(services.api, ledger);

    const { title, status } = described[code]!;
    expect(status).toBe(statuses[code] ?? 422);
    expect(body).toMatchObject({ type: `/docs/errors#${code}`, title, status, code });
  });

  it('carry the figures of a balance that is too low', async () => {
    const { body } = await stories['BalanceBelowMinimum']!(services.api, await services.api.openLedger());

    expect(body).toEqual({
      type: '/docs/errors#BalanceBelowMinimum',
      title: 'The account would fall below its minimum balance',
      status: 422,
      code: 'BalanceBelowMinimum',
      detail: `Insufficient funds: ${wallet} has 49.00 EUR available, 60.00 EUR needed, minimum balance 0.00 EUR.`,
      posting: 0,
      account: wallet,
      currency: 'EUR',
      available: '49.00',
      needed: '60.00',
      headroom: '49.00',
      minimum: '0.00',
    });
  });

  it('say to come back while the event store does not say what became of an append', async () => {
    const ledger = await services.api.openLedger();
    const { faults } = services.eventStore.running;
    faults.next({ kind: 'timeout' }, 1000);
    const first = services.api.post<Problem>(`${ledger}/transactions`, topUp('ann'), { key: 'first' });
    await until(() => (faults.struck['timeout'] ?? 0) > 0);
    const twin = services.api.post<Problem>(`${ledger}/transactions`, topUp('ann'), { key: 'first' });
    const second = await services.api.post<Problem>(`${ledger}/transactions`, topUp('bob'), {
      key: 'second',
    });
    const again = await services.api.post<Problem>(`${ledger}/transactions`, topUp('ann'), { key: 'first' });
    faults.clear();
    const retried = await services.api.post(`${ledger}/transactions`, topUp('ann'), { key: 'first' });

    expect((await first).body).toMatchObject({ status: 504, code: 'OutcomeUnknown' });
    expect((await twin).body).toMatchObject({ status: 504, code: 'OutcomeUnknown' });
    expect(again.body).toMatchObject({ status: 504, code: 'OutcomeUnknown' });
    expect(second.body).toMatchObject({ status: 503, code: 'LedgerBusy' });
    expect(second.headers.get('Retry-After')).toBe('1');
    expect(retried.status).toBe(201);
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
