import { topUp, transfer, type Problem } from '../support/api';
import { startServices, type Services } from '../support/services';

const ann = 'customers:ann:wallet';
const october = { period: '2025-10', from: '2025-10-01T00:00:00Z', to: '2025-11-01T00:00:00Z' };
const inOctober = '2025-10-31T23:59:59.999Z';

describe('time and conditions over HTTP', () => {
  let services: Services;

  beforeAll(async () => {
    services = await startServices();
  });
  afterAll(() => services?.stop());

  it('lets late transactions into a soft-closed period for a reason, and into a hard-closed one for none', async () => {
    const { api } = services;
    const ledger = await api.openLedger();
    const late = { ...topUp('ann'), effectiveAt: inOctober };
    const excused = { ...late, lateReason: 'The invoice came late' };
    const codeOf = async (body: object) =>
      (await api.post<Problem>(`${ledger}/transactions`, body)).body.code ?? 'taken';
    await api.accepted(`${ledger}/periods`, { ...october, kind: 'soft' });
    const soft = [await codeOf(late), await codeOf(excused)];
    const { period } = await api.accepted(`${ledger}/periods`, { ...october, kind: 'hard' });
    const hard = [await codeOf(late), await codeOf(excused)];
    await api.accepted(`${ledger}/periods/2025-10/reopen`, { reason: 'Auditor' });

    expect(period).toBe('2025-10');
    expect(soft).toEqual(['PeriodIsClosed', 'taken']);
    expect(hard).toEqual(['PeriodIsClosed', 'PeriodIsClosed']);
    expect(await codeOf(late)).toBe('taken');
  });

  it('moves history in, marked as imported, until the ledger goes live', async () => {
    const { api } = services;
    const ledger = await api.openLedger({ importing: true });
    await api.accepted(`${ledger}/transactions`, { ...topUp('ann'), effectiveAt: inOctober });
    await api.accepted(`${ledger}/import/end`, { reason: 'Complete' });
    await api.accepted(`${ledger}/transactions`, topUp('ann'));
    const { text } = await api.send('GET', `${ledger}/entries`, {});
    const imported = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { entry: { type: string; body: { imported?: true } } })
      .filter(({ entry }) => entry.type === 'TransactionPosted')
      .map(({ entry }) => entry.body.imported ?? false);

    expect(imported).toEqual([true, false]);
  });

  it('takes transactions of the future where the ledger was opened so', async () => {
    const { api } = services;
    const ledger = await api.openLedger({ takesFuture: true });
    const { status } = await api.post(`${ledger}/transactions`, {
      ...topUp('ann'),
      effectiveAt: '2999-01-01T00:00:00Z',
    });

    expect(status).toBe(201);
  });

  it('issues statements that begin where the one before ended, the same at every retry', async () => {
    const { api } = services;
    const ledger = await api.openLedger();
    await api.accepted(`${ledger}/transactions`, topUp('ann', '10.00'));
    const statements = `${ledger}/accounts/${ann}/statements`;
    const first = await api.accepted(statements, {});
    await api.accepted(`${ledger}/transactions`, transfer('ann', 'bob', '4.00'));
    const second = await api.post(statements, { description: 'November' }, { key: 'st-2' });
    const again = await api.post(statements, { description: 'November' }, { key: 'st-2' });

    expect(first).toMatchObject({
      number: '1',
      path: ann,
      opening: [],
      closing: [{ currency: 'EUR', posted: '10.00' }],
      fromSeq: '0',
      toSeq: String(Number(first.seq) - 1),
    });
    expect(second.body).toMatchObject({
      number: '2',
      description: 'November',
      opening: first['closing'],
      closing: [{ currency: 'EUR', posted: '6.00' }],
      fromSeq: first.seq,
    });
    expect(again.text).toBe(second.text);
  });

  it('shows an issued statement as CSV, whole, from its opening to its closing balances', async () => {
    const { api } = services;
    const ledger = await api.openLedger();
    await api.accepted(`${ledger}/transactions`, { ...topUp('ann', '10.00'), reference: '-2+3' });
    const { seq, fromSeq, toSeq } = await api.accepted(`${ledger}/accounts/${ann}/statements`, {});
    const read = (query: string) =>
      api.get<Problem>(`${ledger}/accounts/${ann}/statements/1?format=csv&after=${seq}&wait=30s${query}`);
    const rows = (await read('')).text.split('\r\n').map((row) => row.split(','));

    expect(rows.map((cells) => [cells[0], cells[6], cells[7], cells[8], cells[10]])).toEqual([
      ['seq', 'amount', 'currency', 'balance', 'reference'],
      [fromSeq, '', 'EUR', '0.00', ''],
      [toSeq, '10.00', 'EUR', '10.00', "'-2+3"],
      [toSeq, '', 'EUR', '10.00', ''],
      ['', undefined, undefined, undefined, undefined],
    ]);
    for (const parameter of ['limit', 'cursor']) {
      const { status, body } = await read(`&${parameter}=1`);
      expect([status, body.errors]).toMatchObject([400, [{ parameter, code: 'UnknownField' }]]);
    }
  });

  it('knows no statement that was never issued', async () => {
    const { api } = services;
    const ledger = await api.openLedger();
    await api.accepted(`${ledger}/transactions`, topUp('ann', '10.00'));
    const { seq, number } = await api.accepted(`${ledger}/accounts/${ann}/statements`, {});
    const read = (which: string) =>
      api.get<Problem>(`${ledger}/accounts/${ann}/statements/${which}?after=${seq}&wait=30s`);

    expect((await read(String(number))).status).toBe(200);
    expect((await read('2')).body).toMatchObject({ status: 404, code: 'StatementNotFound' });
  });

  it('takes a command only if what its caller saw is still so', async () => {
    const { api } = services;
    const ledger = await api.openLedger();
    await api.accepted(`${ledger}/transactions`, topUp('ann', '10.00'));
    const conditions = [{ account: ann, currency: 'EUR', version: '1', availableAtLeast: '5.00' }];
    const send = () =>
      api.post<Problem>(`${ledger}/transactions`, { ...transfer('ann', 'bob', '5.00'), conditions });
    const [first, second] = [await send(), await send()];
    const bulk = await api.post<{ items: { status: number; problem?: Problem }[] }>(
      `${ledger}/transactions/bulk`,
      { items: [{ idempotencyKey: 'b1', ...topUp('ann'), conditions }] },
    );

    expect(first.status).toBe(201);
    expect(second.body).toMatchObject({ status: 409, code: 'ConditionNotMet', version: '2', required: '1' });
    expect(bulk.body.items).toMatchObject([{ status: 409, problem: { code: 'ConditionNotMet' } }]);
  });
});
