import type { Problem, Receipt } from '../support/api';
import { startServices, type Services } from '../support/services';

interface Amount {
  readonly amount: string;
  readonly currency: string;
}

interface Quoted extends Receipt {
  readonly account?: string;
  readonly credit: Amount;
  readonly debit: Amount;
  readonly expiresAt: string;
  readonly price?: object;
}

type Converted = Receipt & { readonly exchange: object };

const wallet = 'customers:alice:wallet';
let services: Services;
let ledger: string;

beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services?.stop());

beforeEach(async () => {
  ledger = await services.api.openLedger();
  for (const path of [wallet, 'payouts', 'others'])
    await services.api.post(`${ledger}/accounts`, { path, type: 'liability' });
  await services.api.put(`${ledger}/exchange`, {
    mode: 'functional',
    functional: 'EUR',
    rateType: 'spot',
    sources: ['ecb'],
    maxAge: '86400',
    positions: [
      { currency: 'USD', position: 'equity:usd', equivalent: 'equity:eur', measurement: 'monetary' },
    ],
    results: { spread: 'income:spread', realised: 'income:realised', unrealised: 'income:unrealised' },
  });
  await publish('0.9');
});

const publish = (mid: string) =>
  services.api.post<Receipt>(`${ledger}/rates`, {
    source: 'ecb',
    type: 'spot',
    observedAt: new Date().toISOString(),
    rates: [{ base: 'USD', counter: 'EUR', mid }],
  });
const after = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();
const hour = 3_600_000;
const deal = {
  debit: { currency: 'EUR' },
  credit: { amount: '100.00', currency: 'USD' },
  spreadBps: '100',
};
const give = (more: object = {}, query = '') =>
  services.api.post<Quoted & Problem>(`${ledger}/quotes${query}`, {
    ...deal,
    account: 'customers:alice',
    expiresAt: after(hour),
    ...more,
  });
const use = (quote: string, more: object = {}, query = '') =>
  services.api.post<Converted & Problem>(`${ledger}/conversions${query}`, {
    quote,
    debit: { account: wallet },
    credit: { account: 'payouts' },
    ...more,
  });
const withdraw = (quote: string) =>
  services.api.post<Receipt & Problem>(`${ledger}/quotes/${quote}/withdrawal`, {
    reason: 'the market moved',
  });
const unknown = '01935a00-0000-7000-8000-ffffffffffff';

describe('a quote', () => {
  it('has both amounts and the price, and is used at them whatever rates came since', async () => {
    const { status, body: quote } = await give();
    expect([status, quote]).toMatchObject([
      201,
      {
        account: 'customers:alice',
        debit: { amount: '90.90', currency: 'EUR' },
        credit: { amount: '100.00', currency: 'USD' },
        price: { base: 'USD', counter: 'EUR', spreadBps: '100', value: '0.909' },
      },
    ]);
    await publish('0.5');
    const { status: used, body } = await use(quote.id);
    expect([used, body.exchange]).toEqual([
      201,
      {
        debit: { amount: '90.90', currency: 'EUR' },
        credit: { amount: '100.00', currency: 'USD' },
        kind: 'conversion',
        quote: { id: quote.id, seq: quote.seq },
        spread: '0.90',
      },
    ]);
  });

  it('is used once, also by two conversions at the same time', async () => {
    const { body: quote } = await give();
    const answers = await Promise.all([use(quote.id), use(quote.id)]);
    const [won, lost] = answers.sort((a, b) => a.status - b.status);
    expect([won.status, lost.status, lost.body.code]).toEqual([201, 409, 'QuoteIsUsed']);
    expect(lost.body).toMatchObject({ quote: quote.id, seq: won.body.seq });
    expect((await withdraw(quote.id)).body).toMatchObject({ code: 'QuoteIsUsed', seq: won.body.seq });
  });

  it('cannot be used after it was withdrawn', async () => {
    const { body: quote } = await give();
    const { status, body: withdrawal } = await withdraw(quote.id);
    expect([status, withdrawal]).toMatchObject([201, { quote: quote.id }]);
    const gone = { code: 'QuoteIsWithdrawn', status: 409, seq: withdrawal.seq };
    expect((await use(quote.id)).body).toMatchObject(gone);
    expect((await withdraw(quote.id)).body).toMatchObject(gone);
  });

  it('cannot be used after it has expired', async () => {
    const { body: quote } = await give({ expiresAt: after(1_500) });
    let answer = await use(quote.id, {}, '?dryRun=true');
    while (answer.status === 200) answer = await use(quote.id, {}, '?dryRun=true');
    expect(answer.body).toMatchObject({ code: 'QuoteIsExpired', status: 409 });
    expect((await withdraw(quote.id)).body).toMatchObject({ code: 'QuoteIsExpired' });
  });

  it('is used on an account at or below the node that it was given for', async () => {
    const { body: quote } = await give();
    const { status, body } = await use(quote.id, { debit: { account: 'others' } });
    expect([status, body]).toMatchObject([422, { code: 'QuoteNotForAccount', account: 'customers:alice' }]);
    const { body: anybodys } = await give({ account: undefined });
    expect((await use(anybodys.id, { debit: { account: 'others' } })).status).toBe(201);
  });

  it('is indicative as a dry run: nobody can use it', async () => {
    const { status, body: quote } = await give({}, '?dryRun=true');
    expect([status, quote.debit]).toEqual([200, { amount: '90.90', currency: 'EUR' }]);
    expect((await use(quote.id)).body).toMatchObject({ code: 'QuoteNotFound', status: 404 });
    expect((await withdraw(unknown)).body).toMatchObject({ code: 'QuoteNotFound', status: 404 });
  });

  it('is firm for 24 hours at most, and not until a time that has passed', async () => {
    expect((await give({ expiresAt: after(25 * hour) })).body).toMatchObject({
      code: 'ExpiryTooLate',
      status: 422,
    });
    expect((await give({ expiresAt: after(-hour) })).body).toMatchObject({
      code: 'ExpiryInPast',
      status: 422,
    });
  });

  it('gives no more than the mid unless it is promotional', async () => {
    const generous = { debit: { amount: '80.00', currency: 'EUR' }, spreadBps: undefined };
    expect((await give(generous)).body).toMatchObject({ code: 'SpreadIsNegative', spread: '-10.00' });
    const { body: quote } = await give({ ...generous, promotional: true });
    expect((await use(quote.id)).body.exchange).toMatchObject({ spread: '-10.00' });
  });

  it('says all of a conversion but its accounts', async () => {
    const { body: quote } = await give();
    const { status, body } = await use(quote.id, {
      spreadBps: '1',
      debit: { account: wallet, currency: 'EUR' },
    });
    expect([status, body.errors]).toMatchObject([
      400,
      [
        { pointer: '/debit/currency', code: 'NotAllowed' },
        { pointer: '/spreadBps', code: 'NotAllowed' },
      ],
    ]);
  });
});
