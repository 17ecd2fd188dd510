import type { ApiClient, Problem, Receipt } from '../support/api';
import { startServices, type Services } from '../support/services';

interface ConversionAnswer extends Receipt {
  readonly exchange: Readonly<
    Record<'debit' | 'credit', { readonly amount: string; readonly currency: string }> & { spread: string }
  >;
  readonly postings: readonly object[];
}

const alice = 'customers:alice';
const terms = { rateType: 'spot', sources: ['ecb'], maxAge: '86400' };
const foreign = (code: string) => ({
  currency: code,
  position: `equity:fx:${code}:position`,
  equivalent: `equity:fx:${code}:equivalent`,
  measurement: 'monetary',
});
const functional = {
  ...terms,
  mode: 'functional',
  functional: 'EUR',
  positions: [foreign('USD'), foreign('JPY'), foreign('KWD'), foreign('ETH')],
  results: { spread: 'income:spread', realised: 'income:realised', unrealised: 'income:unrealised' },
};
const isolated = { ...terms, mode: 'isolated', liquidity: 'liquidity', results: { spread: 'income:spread' } };

let services: Services;
let api: ApiClient;
let ledger: string;

beforeAll(async () => {
  services = await startServices();
  ({ api } = services);
});
afterAll(() => services?.stop());

/** A ledger with a customer and a bank that exchanges currencies as declared. */
async function opened(declaration: object, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
  ledger = await api.openLedger(more);
  for (const [path, type] of [
    [alice, 'liability'],
    ['nostro', 'asset'],
    ['capital', 'equity'],
  ])
    await api.post(`${ledger}/accounts`, { path, type });
  await api.post(`${ledger}/currencies`, { code: 'ETH', decimals: 18, name: 'Ether' });
  const { status } = await declare(declaration);
  expect(status).toBe(201);
}

const declare = (declaration: object) => api.put<Receipt & Problem>(`${ledger}/exchange`, declaration);
const publish = (rates: readonly object[], observedAt = new Date().toISOString()) =>
  api.post<Receipt>(`${ledger}/rates`, { source: 'ecb', type: 'spot', observedAt, rates });
const mid = (pair: string, value: string) => {
  const [base, counter] = pair.split('/');
  return { base, counter, mid: value };
};
const convert = (deal: object) => api.post<ConversionAnswer & Problem>(`${ledger}/conversions`, deal);
/** `100.00 USD`, or `USD` where the amount comes out of the price. */
const side = (text: string, account = alice) => {
  const [amount, currency] = text.includes(' ') ? text.split(' ') : [undefined, text];
  return { account, currency, ...(amount !== undefined && { amount }) };
};
const deal = (debit: string, credit: string, more: object = {}) => ({
  debit: side(debit),
  credit: side(credit),
  ...more,
});
const balanceOf = async (account: string, currency: string, after: string) => {
  const { body } = await api.get<{ items: { currency: string; posted: string }[] }>(
    `${ledger}/accounts/${account}/balances?after=${after}&wait=30s`,
  );
  return body.items.find((each) => each.currency === currency)?.posted;
};
const refusalOf = async (answer: Promise<{ status: number; body: Problem }>) => {
  const { status, body } = await answer;
  return [status, body.code];
};

describe('a conversion in functional mode', () => {
  it('posts the customer, the position, its cost and the spread, and says what was exchanged', async () => {
    await opened(functional);
    await publish([mid('USD/EUR', '0.9')]);
    const { status, body } = await convert(deal('EUR', '100.00 USD', { spreadBps: '100' }));
    expect([status, body]).toMatchObject([
      201,
      {
        exchange: {
          debit: { amount: '90.90', currency: 'EUR' },
          credit: { amount: '100.00', currency: 'USD' },
          kind: 'conversion',
          spread: '0.90',
        },
        postings: [
          { account: alice, side: 'debit', amount: '90.90', currency: 'EUR' },
          { account: alice, side: 'credit', amount: '100.00', currency: 'USD' },
        ],
        balances: [
          { account: alice, currency: 'EUR', posted: '-90.90' },
          { account: alice, currency: 'USD', posted: '100.00' },
        ],
      },
    ]);
    const { body: shown } = await api.get<{ transaction: { postings: Record<string, string>[] } }>(
      `${ledger}/transactions/${body.id}?after=${body.seq}&wait=30s`,
    );
    expect(
      shown.transaction.postings.map(
        ({ side: of, account, amount, currency }) => `${of} ${account} ${amount} ${currency}`,
      ),
    ).toEqual([
      `debit ${alice} 90.90 EUR`,
      'debit equity:fx:USD:position 100.00 USD',
      'credit equity:fx:USD:equivalent 90.00 EUR',
      'credit income:spread 0.90 EUR',
      `credit ${alice} 100.00 USD`,
    ]);
  });

  it.each([
    ['EUR/JPY 163.27', '100', deal('10000 JPY', 'EUR'), '10000 JPY for 60.64 EUR, spread 0.61'],
    ['EUR/KWD 0.33345', '50', deal('EUR', '10.000 KWD'), '30.15 EUR for 10.000 KWD, spread 0.16'],
    [
      'ETH/EUR 2345.678901234567',
      '100',
      deal('0.123456789012345678 ETH', 'EUR'),
      '0.123456789012345678 ETH for 286.69 EUR, spread 2.90',
    ],
  ])('at %s less %s basis points has the figures of the method', async (rate, spreadBps, wanted, figures) => {
    await opened(functional);
    await publish([mid(...(rate.split(' ') as [string, string]))]);
    const { exchange } = (await convert({ ...wanted, spreadBps })).body;
    const { debit, credit, spread } = exchange;
    const said = `${debit.amount} ${debit.currency} for ${credit.amount} ${credit.currency}, spread ${spread}`;
    expect(said).toBe(figures);
  });

  it('sells what it has at average cost: 160.00 of 110.00 USD at 99.73 gains 3.67 and leaves 50.00 short', async () => {
    await opened(functional);
    await publish([mid('USD/EUR', '0.94')]);
    await convert(deal('110.00 USD', '99.73 EUR', { cover: true }));
    const { body } = await convert({ debit: side('150.40 EUR'), credit: side('160.00 USD') });
    expect(await balanceOf('income:realised', 'EUR', body.seq)).toBe('3.67');
    expect(await balanceOf('equity:fx:USD:position', 'USD', body.seq)).toBe('-50.00');
    expect(await balanceOf('equity:fx:USD:equivalent', 'EUR', body.seq)).toBe('47.00');
  });

  it('leaves other equity in the functional currency, and accounts of positions to conversions', async () => {
    await opened(functional);
    const post = (account: string, currency: string) =>
      api.post<Receipt & Problem>(`${ledger}/transactions`, {
        postings: [
          { account: 'nostro', side: 'debit', amount: '5.00', currency },
          { account, side: 'credit', amount: '5.00', currency },
        ],
      });
    expect(await refusalOf(post('equity:fx:USD:position', 'USD'))).toEqual([422, 'AccountIsReserved']);
    expect(await refusalOf(post('capital', 'USD'))).toEqual([422, 'CurrencyNotFunctional']);
    expect((await post('capital', 'EUR')).status).toBe(201);
    await publish([mid('USD/EUR', '0.9')]);
    const onPosition = { debit: side('EUR'), credit: side('1.00 USD', 'equity:fx:USD:position') };
    expect(await refusalOf(convert(onPosition))).toEqual([422, 'AccountIsReserved']);
  });

  it('is not reversed, and fixes mode, functional currency and positions', async () => {
    await opened(functional);
    await publish([mid('USD/EUR', '0.9')]);
    const { body } = await convert(deal('EUR', '100.00 USD'));
    const reversal = api.post<Receipt & Problem>(`${ledger}/transactions/${body.id}/reversal`, {
      reason: 'x',
    });
    expect(await refusalOf(reversal)).toEqual([409, 'ConversionNotReversible']);
    for (const other of [isolated, { ...functional, positions: [foreign('JPY')] }])
      expect(await refusalOf(declare(other))).toEqual([409, 'ExchangeInUse']);
    expect(
      (await declare({ ...functional, positions: [...functional.positions, foreign('CHF')] })).status,
    ).toBe(201);
  });

  it('waits for the end of an import, which shows whether positions add up', async () => {
    await opened(functional, { importing: true });
    await publish([mid('USD/EUR', '0.9')]);
    expect(await refusalOf(convert(deal('EUR', '1.00 USD')))).toEqual([409, 'LedgerIsImporting']);
    const history = (account: string, amount: string, currency: string, of: 'debit' | 'credit') => ({
      effectiveAt: '2026-01-01T00:00:00Z',
      postings: [
        { account: 'nostro', side: of === 'debit' ? 'credit' : 'debit', amount, currency },
        { account, side: of, amount, currency },
      ],
    });
    const [position, equivalent] = ['equity:fx:USD:position', 'equity:fx:USD:equivalent'];
    await api.post(`${ledger}/transactions`, history(position, '10.00', 'USD', 'credit'));
    const end = () => api.post<Receipt & Problem>(`${ledger}/import/end`, { reason: 'History is complete' });
    const refused = await end();
    expect([refused.status, refused.body]).toMatchObject([
      409,
      { code: 'PositionDiffers', currency: 'USD', position: '10.00', equivalent: '0.00' },
    ]);
    await api.post(`${ledger}/transactions`, history(equivalent, '9.00', 'EUR', 'debit'));
    expect((await end()).status).toBe(201);
  });
});

describe('a conversion in isolated mode', () => {
  it('goes over the liquidity account at mid, with the spread in the currency that was not fixed', async () => {
    await opened(isolated);
    await publish([mid('USD/EUR', '0.9')]);
    const bought = await convert(deal('EUR', '100.00 USD', { spreadBps: '100' }));
    expect(bought.body.exchange).toMatchObject({
      debit: { amount: '90.90' },
      spread: '0.90',
      spreadIn: 'EUR',
    });
    const sold = await convert(deal('50.00 USD', 'EUR', { spreadBps: '100' }));
    expect(sold.body.exchange).toMatchObject({
      credit: { amount: '44.55' },
      spread: '0.45',
      spreadIn: 'EUR',
    });
    const { seq } = sold.body;
    expect(await balanceOf('liquidity', 'USD', seq)).toBe('-50.00');
    expect(await balanceOf('liquidity', 'EUR', seq)).toBe('45.00');
    expect(await balanceOf('income:spread', 'EUR', seq)).toBe('1.35');
  });

  it('starts at bid or ask if it is asked to', async () => {
    await opened(isolated);
    await publish([{ ...mid('USD/EUR', '0.9'), bid: '0.89', ask: '0.91' }]);
    const bought = await convert(deal('EUR', '100.00 USD', { from: 'side' }));
    expect(bought.body.exchange).toMatchObject({ debit: { amount: '91.00' }, spread: '1.00' });
    const sold = await convert(deal('100.00 USD', 'EUR', { from: 'side' }));
    expect(sold.body.exchange).toMatchObject({ credit: { amount: '89.00' }, spread: '1.00' });
  });

  it.each([
    ['ExchangeNotDeclared', 409, undefined, deal('EUR', '1.00 USD')],
    ['PairOfOneCurrency', 422, isolated, deal('EUR', '1.00 EUR')],
    ['RateNotFound', 422, isolated, deal('EUR', '1.00 CHF')],
    ['RateTooOld', 422, { ...isolated, maxAge: '1' }, deal('EUR', '1.00 USD')],
    ['AmountIsZero', 422, isolated, deal('0.00 EUR', 'USD')],
    ['SpreadIsNegative', 422, isolated, deal('89.00 EUR', '100.00 USD')],
    ['AmountHasWrongDecimals', 422, isolated, deal('EUR', '1.0 USD')],
    ['AccountIsReserved', 422, isolated, { debit: side('EUR', 'liquidity'), credit: side('1.00 USD') }],
  ])('is refused as %s', async (code, status, declaration, wanted) => {
    await opened(isolated);
    if (declaration) await declare(declaration);
    else ledger = await api.openLedger();
    await publish(
      [mid('USD/EUR', '0.9'), mid('EUR/JPY', '163')],
      new Date(Date.now() - 60_000).toISOString(),
    );
    expect(await refusalOf(convert(wanted))).toEqual([status, code]);
  });

  it('takes a price that is better than mid if it is promotional', async () => {
    await opened(isolated);
    await publish([mid('USD/EUR', '0.9')]);
    const { body } = await convert(deal('89.00 EUR', '100.00 USD', { promotional: true }));
    expect(body.exchange).toMatchObject({ spread: '-1.12', spreadIn: 'USD' });
  });

  it.each([
    ['/debit/amount', 'Missing', deal('EUR', 'USD')],
    ['/spreadBps', 'NotAllowed', deal('90.00 EUR', '100.00 USD', { spreadBps: '1' })],
    ['/price', 'Missing', deal('EUR', '100.00 USD', { cover: true })],
    [
      '/price/base',
      'NotAllowed',
      deal('EUR', '1.00 USD', { price: { base: 'CHF', counter: 'EUR', value: '1' } }),
    ],
  ])('is malformed at %s: %s', async (pointer, code, wanted) => {
    await opened(isolated);
    const { status, body } = await convert(wanted);
    expect([status, body.errors]).toMatchObject([400, [{ pointer, code }]]);
  });
});
