import { randomUUID } from 'node:crypto';
import { Flow } from '../../support/flow';
import { startServices, type Services } from '../../support/services';

/** A loyalty programme whose points were registered with decimals by mistake. */
describe('points that were registered with six decimals', () => {
  let services: Services;
  let books: Flow;

  beforeAll(async () => {
    services = await startServices();
  });
  afterAll(() => services?.stop());

  beforeEach(async () => {
    const id = `points-${randomUUID().slice(0, 13)}`;
    books = await Flow.open(services.api, id, { issued: { type: 'equity' }, ann: { type: 'liability' } });
    await books.ask('/currencies', { code: 'PTS', decimals: 6, name: 'Point' });
  });

  const correct = async (decimals: number) =>
    services.api.put(`${books.ledger}/currencies/PTS`, { decimals, name: 'Points' });
  const granted = {
    postings: [
      { account: 'issued', side: 'debit', amount: '7', currency: 'PTS' },
      { account: 'ann', side: 'credit', amount: '7', currency: 'PTS' },
    ],
  };

  it('are corrected, posted without decimals, and read so; then they keep them', async () => {
    expect(await correct(2)).toMatchObject({ status: 201, body: { currency: 'PTS', decimals: 2 } });
    expect(await correct(0)).toMatchObject({ status: 201, body: { currency: 'PTS', decimals: 0 } });
    await books.ask('/transactions', granted);

    const { currencies } = await books.read<{ currencies: object[] }>('');
    expect(currencies).toEqual([{ code: 'PTS', decimals: 0, name: 'Points' }]);
    const { items } = await books.read<{ items: object[] }>('/accounts/ann/balances');
    expect(items).toMatchObject([{ currency: 'PTS', posted: '7' }]);
    expect(await correct(2)).toMatchObject({ status: 409, body: { code: 'CurrencyIsFixed', decimals: '0' } });
  });

  it('may have a limit first, which fixes them as a posting would', async () => {
    await books.change('/accounts/ann', { limits: [{ currency: 'PTS', minimum: '0.000000' }] });
    expect(await correct(0)).toMatchObject({ status: 409, body: { code: 'CurrencyIsFixed', decimals: '6' } });
  });
});
