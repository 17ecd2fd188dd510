import {
  credit,
  debit,
  topUp,
  transfer,
  type ApiAnswer,
  type ApiClient,
  type Posting,
  type Problem,
} from '../support/api';
import { startServices, type Services } from '../support/services';

const ann = 'customers:ann:wallet';
const bob = 'customers:bob:wallet';
const unknown = '019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21';
const october = {
  period: '2025-10',
  from: '2025-10-01T00:00:00.000Z',
  to: '2025-11-01T00:00:00.000Z',
  kind: 'soft',
};
const inOctober = '2025-10-15T12:00:00.000Z';

interface Ending {
  readonly status: number;
  /** What it says beside code, title and sentence; the story answers what it cannot know. */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly story: (api: ApiClient, ledger: string) => Promise<ApiAnswer<Problem>>;
}

/** Funds the wallet of Ann with 100.00 EUR and holds 60.00 of it in favour of Bob, unless given otherwise. */
async function heldBy(api: ApiClient, ledger: string, more: object = {}): Promise<string> {
  await api.accepted(`${ledger}/transactions`, topUp('ann', '100.00'));
  const { id } = await api.accepted(`${ledger}/holds`, { ...transfer('ann', 'bob', '60.00'), ...more });
  return `${ledger}/holds/${id}`;
}

async function reversible(api: ApiClient, ledger: string): Promise<string> {
  const { id } = await api.accepted(`${ledger}/transactions`, topUp('ann', '100.00'));
  return `${ledger}/transactions/${id}/reversal`;
}

function importing(api: ApiClient): Promise<string> {
  return api.openLedger({ importing: true });
}

const inEurAndUsd: readonly Posting[] = [
  debit(ann, '1.00'),
  credit(bob, '1.00'),
  debit(ann, '1.00', 'USD'),
  credit(bob, '1.00', 'USD'),
];

/** For each refusal a short story that ends in it; the ledger is new each time. */
const endings: Readonly<Record<string, Ending>> = {
  AmountIsZero: {
    status: 422,
    facts: { amount: '0.00' },
    story: async (api, ledger) => api.post(`${await heldBy(api, ledger)}/captures`, { amount: '0.00' }),
  },
  AmountIsAmbiguous: {
    status: 422,
    facts: { amount: '1.00' },
    story: async (api, ledger) =>
      api.post(`${await heldBy(api, ledger, { postings: inEurAndUsd })}/captures`, { amount: '1.00' }),
  },
  HoldNotFound: {
    status: 404,
    facts: { hold: unknown },
    story: (api, ledger) => api.post(`${ledger}/holds/${unknown}/void`, { reason: 'Cancelled' }),
  },
  HoldAlreadyCaptured: {
    status: 409,
    facts: { hold: expect.any(String), seq: expect.any(String) },
    story: async (api, ledger) => {
      const hold = await heldBy(api, ledger);
      await api.accepted(`${hold}/captures`, {});
      return api.post(`${hold}/captures`, {});
    },
  },
  HoldIsVoided: {
    status: 409,
    facts: { hold: expect.any(String), seq: expect.any(String) },
    story: async (api, ledger) => {
      const hold = await heldBy(api, ledger);
      await api.accepted(`${hold}/void`, { reason: 'Cancelled' });
      return api.post(`${hold}/increments`, { amount: '1.00' });
    },
  },
  HoldIsExpired: {
    status: 409,
    facts: { hold: expect.any(String) },
    story: async (api, ledger) => {
      const hold = await expiringSoon(api, ledger);
      for (;;) {
        const answer = await api.post<Problem>(`${hold}/captures?dryRun=true`, {});
        if (answer.status !== 200) return answer;
      }
    },
  },
  ExpiryInPast: {
    status: 422,
    facts: { expiresAt: inOctober, now: expect.any(String) },
    story: (api, ledger) =>
      api.post(`${ledger}/holds`, { ...transfer('ann', 'bob', '0.01'), expiresAt: inOctober }),
  },
  PostingNotOfHold: {
    status: 422,
    facts: { posting: 1, hold: expect.any(String), account: 'bank:cash', side: 'credit', currency: 'EUR' },
    story: async (api, ledger) =>
      api.post(`${await heldBy(api, ledger)}/captures`, {
        postings: [debit(ann, '1.00'), credit('bank:cash', '1.00')],
      }),
  },
  CaptureAboveHold: {
    status: 422,
    facts: { posting: 0, hold: expect.any(String), currency: 'EUR', allowed: '66.00', asked: '66.01' },
    story: async (api, ledger) =>
      api.post(`${await heldBy(api, ledger, { tolerance: { percent: '10' } })}/captures`, {
        amount: '66.01',
      }),
  },
  AccountHasHolds: {
    status: 409,
    facts: { account: bob, currency: 'EUR' },
    story: async (api, ledger) => {
      await heldBy(api, ledger);
      return api.post(`${ledger}/accounts/${bob}/close`, { reason: 'Left' });
    },
  },
  PostingNotOfTransaction: {
    status: 422,
    facts: { posting: 0, account: ann, side: 'credit', currency: 'EUR', transaction: expect.any(String) },
    story: async (api, ledger) =>
      api.post(await reversible(api, ledger), {
        reason: 'Returned',
        postings: [credit(ann, '1.00'), debit('bank:cash', '1.00')],
      }),
  },
  ReversalAboveOriginal: {
    status: 422,
    facts: { remaining: '70.00', currency: 'EUR', transaction: expect.any(String) },
    story: async (api, ledger) => {
      const reversal = await reversible(api, ledger);
      await api.accepted(reversal, { reason: 'Returned', amount: '30.00' });
      return api.post(reversal, { reason: 'Returned', amount: '70.01' });
    },
  },
  EffectiveAtMissing: {
    status: 422,
    facts: {},
    story: async (api) => api.post(`${await importing(api)}/transactions`, topUp('ann')),
  },
  ImportOutOfOrder: {
    status: 422,
    facts: { effectiveAt: '2025-10-15T11:59:59.999Z', importedTo: inOctober },
    story: async (api) => {
      const ledger = await importing(api);
      await api.accepted(`${ledger}/transactions`, { ...topUp('ann'), effectiveAt: inOctober });
      return api.post(`${ledger}/transactions`, { ...topUp('ann'), effectiveAt: '2025-10-15T11:59:59.999Z' });
    },
  },
  LedgerIsImporting: {
    status: 409,
    facts: {},
    story: async (api) => api.post(`${await importing(api)}/holds`, transfer('ann', 'bob', '1.00')),
  },
  LedgerIsLive: {
    status: 409,
    facts: {},
    story: async (api) => {
      const ledger = await importing(api);
      await api.accepted(`${ledger}/import/end`, { reason: 'Complete' });
      return api.post(`${ledger}/import/end`, { reason: 'Complete' });
    },
  },
  PeriodIsClosed: {
    status: 409,
    facts: { ...october, effectiveAt: inOctober },
    story: async (api, ledger) => {
      await api.accepted(`${ledger}/periods`, october);
      return api.post(`${ledger}/transactions`, { ...topUp('ann'), effectiveAt: inOctober });
    },
  },
  PeriodAlreadyClosed: {
    status: 409,
    facts: { period: '2025-10', kind: 'hard' },
    story: async (api, ledger) => {
      await api.accepted(`${ledger}/periods`, { ...october, kind: 'hard' });
      return api.post(`${ledger}/periods`, october);
    },
  },
  PeriodNotClosed: {
    status: 404,
    facts: { period: '2025-10' },
    story: (api, ledger) => api.post(`${ledger}/periods/2025-10/reopen`, { reason: 'Late invoice' }),
  },
  PeriodNotOver: {
    status: 422,
    facts: { period: '2025-10', to: '2999-01-01T00:00:00.000Z', now: expect.any(String) },
    story: (api, ledger) => api.post(`${ledger}/periods`, { ...october, to: '2999-01-01T00:00:00.000Z' }),
  },
  PeriodsOverlap: {
    status: 409,
    facts: { period: 'q4', closedPeriod: '2025-10', from: '2025-10-31T23:59:59.999Z' },
    story: async (api, ledger) => {
      await api.accepted(`${ledger}/periods`, october);
      const q4 = { ...october, period: 'q4', from: '2025-10-31T23:59:59.999Z', to: '2025-12-01T00:00:00Z' };
      return api.post(`${ledger}/periods`, q4);
    },
  },
  ConditionNotMet: {
    status: 409,
    facts: { condition: 1, account: ann, currency: 'EUR', available: '10.00', required: '10.01' },
    story: async (api, ledger) => {
      await api.accepted(`${ledger}/transactions`, topUp('ann'));
      const conditions = [
        { account: ann, currency: 'EUR', version: '1' },
        { account: ann, currency: 'EUR', availableAtLeast: '10.01' },
      ];
      return api.post(`${ledger}/transactions`, { ...topUp('ann'), conditions });
    },
  },
};

/** A hold that expires before long; how long that must be for it to be placed at all, the machine decides. */
async function expiringSoon(api: ApiClient, ledger: string): Promise<string> {
  await api.accepted(`${ledger}/transactions`, topUp('ann', '100.00'));
  for (let milliseconds = 200; ; milliseconds *= 2) {
    const expiresAt = new Date(Date.now() + milliseconds).toISOString();
    const { status, body, text } = await api.post<Problem & { id: string }>(`${ledger}/holds`, {
      ...transfer('ann', 'bob', '60.00'),
      expiresAt,
    });
    if (status === 201) return `${ledger}/holds/${body.id}`;
    if (body.code !== 'ExpiryInPast') throw new Error(text);
  }
}

describe('the refusals of what is to move', () => {
  let services: Services;
  let described: Readonly<Record<string, { title: string; status: number }>>;

  beforeAll(async () => {
    services = await startServices({ withProjector: false });
    const { body } = await services.api.get<{ 'x-problems': typeof described }>('/openapi.json');
    described = body['x-problems'];
  });
  afterAll(() => services?.stop());

  it.each(Object.keys(endings))(
    'reach the caller as they are described, with their facts: %s',
    async (code) => {
      const { status, facts, story } = endings[code]!;
      const answer = await story(services.api, await services.api.openLedger());

      expect(answer.status).toBe(status);
      expect(described[code]!.status).toBe(status);
      expect(answer.body).toMatchObject({
        type: `/docs/errors#${code}`,
        title: described[code]!.title,
        code,
        status,
        ...facts,
      });
    },
  );
});
