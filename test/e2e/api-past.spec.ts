import { credit, debit, topUp, transfer, type Problem, type Receipt } from '../support/api';
import { startServices, type Services } from '../support/services';

interface Balances {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly seq: string;
}

interface Changes {
  readonly items: readonly {
    readonly transaction: { readonly id: string; readonly seq: string };
    readonly balances: readonly object[];
  }[];
  readonly next: string | null;
  readonly seq: string;
  readonly since: string;
}

const january = '2026-01-31T23:59:59.999Z';

/** A month is reported, and then something comes that was effective in it. */
describe('reading the past', () => {
  let services: Services;
  let ledger: string;
  let reported: Receipt;
  let late: Receipt;

  beforeAll(async () => {
    services = await startServices();
    ledger = await services.api.openLedger();
    const post = (body: object, effectiveAt: string) =>
      services.api.accepted(`${ledger}/transactions`, { ...body, effectiveAt });
    await post(topUp('ann', '100.00'), '2026-01-10T12:00:00.000Z');
    await post(transfer('ann', 'bob', '30.00'), january);
    reported = await post(transfer('ann', 'bob', '5.00'), '2026-02-01T00:00:00.000Z');
    late = await post(
      { postings: [debit('customers:ann:wallet', '0.50'), credit('customers:bob:wallet', '0.50')] },
      '2026-01-20T09:30:00.000+01:00',
    );
    await services.api.get(`${ledger}?after=${late.seq}`);
  });
  afterAll(() => services?.stop());

  const get = <Body>(path: string) => services.api.get<Body>(ledger + path);
  const balances = async (query: string) =>
    (await get<Balances>(`/accounts/customers:ann:wallet/balances?after=${late.seq}&${query}`)).body;

  it('shows a balance at an effective time, as known at a time or a seq, and what it knows', async () => {
    expect(await balances(`effectiveAt=${january}`)).toMatchObject({
      items: [{ currency: 'EUR', posted: '69.50', debits: '30.50', credits: '100.00' }],
      seq: late.seq,
    });
    const known = { items: [{ posted: '70.00', rolledUp: { posted: '70.00' } }], seq: reported.seq };
    expect(await balances(`effectiveAt=${january}&knownAtSeq=${reported.seq}`)).toMatchObject(known);
    expect(await balances(`knownAtSeq=${reported.seq}`)).toMatchObject({
      items: [{ posted: '65.00', available: '65.00', version: '3' }],
      seq: reported.seq,
    });
    expect(await balances(`knownAt=${late.recordedAt}`)).toMatchObject({ seq: late.seq });
  });

  it('shows nothing of what is held or available at an effective time', async () => {
    const [item] = (await balances('effectiveAt=2026-01-15T00:00:00%2B01:00')).items;

    expect(Object.keys(item!).sort()).toEqual(['credits', 'currency', 'debits', 'posted', 'rolledUp']);
    expect(item).toMatchObject({ posted: '100.00' });
  });

  it('shows the tree, the statement, accounts and transactions of the same past', async () => {
    const past = `knownAtSeq=${reported.seq}`;
    const tree = await get<{ items: object[] }>(
      `/tree?root=customers&depth=0&effectiveAt=${january}&${past}`,
    );
    const statement = await get(`/accounts/customers:ann:wallet/statement?effectiveAt=${january}&${past}`);
    const list = await get<{ items: object[] }>(`/transactions?effectiveAt=${january}&${past}`);
    const accounts = await get<{ items: object[] }>(`/accounts?under=customers&knownAtSeq=${late.seq}`);

    expect(tree.body).toMatchObject({
      items: [{ balances: [{ debits: '30.00', credits: '130.00' }] }],
      seq: reported.seq,
    });
    expect(statement.body).toMatchObject({
      closing: [{ currency: 'EUR', posted: '70.00' }],
      lines: [{ balance: '100.00' }, { balance: '70.00' }],
      seq: reported.seq,
    });
    expect(list.body.items).toHaveLength(2);
    expect(accounts.body.items).toHaveLength(2);
    expect((await get<Problem>(`/transactions/${late.id}?${past}`)).body.code).toBe('TransactionNotFound');
    expect((await get<Problem>(`/accounts/customers:bob:wallet?knownAtSeq=1`)).body.code).toBe(
      'AccountNotFound',
    );
  });

  it('lists what restated a balance that was returned', async () => {
    const { body } = await get<Changes>(
      `/changes?knownAtSeq=${reported.seq}&effectiveAt=${january}&after=${late.seq}`,
    );

    expect(body).toMatchObject({
      items: [
        {
          transaction: { id: late.id, effectiveAt: '2026-01-20T08:30:00.000Z' },
          balances: [
            { account: 'customers:ann:wallet', currency: 'EUR', before: '70.00', after: '69.50' },
            { account: 'customers:bob:wallet', currency: 'EUR', before: '30.00', after: '30.50' },
          ],
        },
      ],
      next: null,
      since: reported.seq,
    });
  });

  it('pages through changes', async () => {
    const first = (await get<Changes>('/changes?knownAtSeq=0&limit=3')).body;
    const second = (await get<Changes>(`/changes?knownAtSeq=0&limit=3&cursor=${first.next}`)).body;

    expect(first.items).toHaveLength(3);
    expect(second.items[0]!.transaction.id).toBe(late.id);
    expect(second.seq).toBe(first.seq);
  });

  it.each([
    ['/accounts/bank:cash/balances?knownAt=2999-01-01T00:00:00Z', 'knownAt', 'OutOfRange'],
    ['/accounts/bank:cash/balances?knownAt=2020-01-01T00:00:00Z', 'knownAt', 'OutOfRange'],
    ['/holds?knownAt=2020-01-01T00:00:00Z', 'knownAt', 'OutOfRange'],
    ['/changes?knownAt=2020-01-01T00:00:00Z', 'knownAt', 'OutOfRange'],
    ['/accounts/bank:cash/balances?knownAt=2026-01-01T00:00:00Z&knownAtSeq=1', 'knownAtSeq', 'Repeated'],
    ['/accounts/bank:cash/balances?effectiveAt=yesterday', 'effectiveAt', 'BadFormat'],
    ['/accounts/bank:cash?effectiveAt=2026-01-01T00:00:00Z', 'effectiveAt', 'UnknownField'],
    ['/tree?knownAtSeq=-1', 'knownAtSeq', 'BadFormat'],
    ['/transactions?knownAt=2026-01-01T00:00:00Z&knownAtSeq=1', 'knownAtSeq', 'Repeated'],
    ['/changes?effectiveAt=2026-01-01T00:00:00Z', 'knownAt', 'Missing'],
  ])('refuses %s', async (path, parameter, code) => {
    const { body } = await get<Problem>(path);

    expect(body).toMatchObject({
      status: 400,
      code: 'RequestMalformed',
      errors: [{ in: 'query', parameter, code }],
    });
  });

  it('says of a time before the ledger was opened that it was opened later', async () => {
    const before = await get<Problem>('/accounts/bank:cash/balances?knownAt=2020-01-01T00:00:00Z');

    expect(before.body.detail).toContain('was opened after 2020-01-01T00:00:00.000Z');
  });

  it('waits for a seq that is not applied', async () => {
    const behind = await get<Problem>('/accounts/bank:cash/balances?knownAtSeq=999999&wait=100ms');

    expect([behind.status, behind.body.code]).toEqual([503, 'ReadModelBehind']);
  });
});
