import { credit, debit, topUp, type Problem } from '../support/api';
import { startServices, type Services } from '../support/services';

describe('finding the way', () => {
  let services: Services;
  let ledger: string;

  beforeAll(async () => {
    services = await startServices();
    ledger = await services.api.openLedger();
  });
  afterAll(() => services?.stop());

  it('begins at /, with the documentation for a browser and addresses for a program', async () => {
    const program = await services.api.get('/');
    const browser = await services.api.send('GET', '/', {
      headers: { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' },
      redirect: 'manual',
    });

    expect(program.body).toEqual({
      name: 'Ledger',
      docs: '/docs',
      openapi: '/openapi.json',
      ledgers: '/v1/ledgers',
    });
    expect([browser.status, browser.headers.get('Location')]).toEqual([302, '/docs']);
  });

  it.each([
    [{ ...topUp('ann'), effective_at: '2026-01-01T00:00:00Z' }, '/effective_at', 'did you mean effectiveAt?'],
    [{ ...topUp('ann'), refrence: 'a' }, '/refrence', 'did you mean reference?'],
    [{ ...topUp('ann'), comment: 'a' }, '/comment', 'remove it'],
    [
      {
        postings: [{ ...debit('bank:cash', '1.00'), curency: 'EUR' }, credit('customers:ann:wallet', '1.00')],
      },
      '/postings/0/curency',
      'did you mean currency?',
    ],
  ])('names the field that was likely meant by an unknown one', async (body, pointer, words) => {
    const answer = await services.api.post<Problem>(`${ledger}/transactions`, body);

    expect(answer.body.errors).toMatchObject([{ pointer, code: 'UnknownField' }]);
    expect(answer.body.errors![0]!.detail).toContain(words);
  });

  it.each([
    ['/transactions?effective_from=2026-01-01T00:00:00Z', 'did you mean effectiveFrom?'],
    ['/accounts?Under=customers', 'did you mean under?'],
    ['/accounts?verbose=1', 'remove it'],
  ])('names the query parameter that was likely meant: %s', async (query, words) => {
    const { body } = await services.api.get<Problem>(ledger + query);

    expect(body.detail).toContain('Unknown query parameter');
    expect(body.detail).toContain(words);
  });

  it('lists every currency with its decimals, those of ISO 4217 and those registered', async () => {
    const { seq } = await services.api.accepted(`${ledger}/currencies`, {
      code: 'PTS',
      decimals: 0,
      name: 'Points',
    });
    const { body } = await services.api.get<{ items: { code: string }[]; seq: string }>(
      `${ledger}/currencies?after=${seq}&wait=30s`,
    );
    const codes = body.items.map(({ code }) => code);

    expect(body.seq).toBe(seq);
    expect(codes).toEqual([...codes].sort());
    expect(body.items).toEqual(
      expect.arrayContaining([
        { code: 'EUR', decimals: 2, name: 'Euro', registered: false },
        { code: 'JPY', decimals: 0, name: 'Yen', registered: false },
        { code: 'PTS', decimals: 0, name: 'Points', registered: true },
      ]),
    );
    expect((await services.api.get(`/v1/ledgers/nope/currencies`)).status).toBe(404);
  });

  it('finds the hold of a reference, and the transactions that share it', async () => {
    await services.api.accepted(`${ledger}/transactions`, topUp('ann', '50.00'));
    const postings = [debit('customers:ann:wallet', '20.00'), credit('bank:cash', '20.00')];
    const hold = await services.api.accepted(`${ledger}/holds`, { postings, reference: 'order-42' });
    const capture = await services.api.accepted(`${ledger}/holds/${hold.id}/captures`, {});
    const found = <Item>(list: string) =>
      services.api.get<{ items: Item[] }>(
        `${ledger}/${list}?reference=order-42&after=${capture.seq}&wait=30s`,
      );
    const holds = await found<{ id: string }>('holds');
    const transactions = await found<{ id: string }>('transactions');

    expect(holds.body.items.map(({ id }) => id)).toEqual([hold.id]);
    expect(transactions.body.items.map(({ id }) => id)).toEqual([capture.id]);
  });
});
