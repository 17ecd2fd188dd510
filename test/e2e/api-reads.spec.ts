import { createHash } from 'node:crypto';
import { topUp, transfer, type Problem } from '../support/api';
import { startServices, type Services } from '../support/services';

interface Listed {
  readonly items: readonly {
    readonly path?: string;
    readonly seq?: string;
    readonly [field: string]: unknown;
  }[];
  readonly next: string | null;
  readonly seq: string;
}

describe('reading', () => {
  let services: Services;
  let ledger: string;
  let last: string;

  beforeAll(async () => {
    services = await startServices();
    ledger = await services.api.openLedger({
      metadata: { region: 'eu' },
      currencies: [{ code: 'PTS', decimals: 0, name: 'Points' }],
    });
    await services.api.accepted(`${ledger}/transactions`, {
      ...topUp('ann', '100.00'),
      category: 'wallet.top_up',
      reference: 'psp-1',
      tags: ['card'],
      metadata: { psp: 'acme', 'card.last4': '4242' },
      effectiveAt: '2026-01-02T03:04:05+01:00',
    });
    for (const customer of ['bob', 'cas', 'dan', 'eli']) {
      ({ seq: last } = await services.api.accepted(
        `${ledger}/transactions`,
        transfer('ann', customer, '5.00'),
      ));
    }
  });
  afterAll(() => services?.stop());

  const get = <Body = Listed>(path: string) => services.api.get<Body>(ledger + path);
  const fresh = (query = '') => `?after=${last}${query}`;

  it('sees what was written, given the seq of its receipt', async () => {
    for (let i = 0; i < 20; i++) {
      const { seq, balances } = await services.api.accepted(`${ledger}/transactions`, topUp('fay', '1.00'));
      const { body } = await get<{ items: { posted: string }[]; seq: string }>(
        `/accounts/customers:fay:wallet/balances?after=${seq}`,
      );
      expect(body.items[0]!.posted).toBe(balances[1]!.posted);
      expect(BigInt(body.seq)).toBeGreaterThanOrEqual(BigInt(seq));
    }
  });

  it('waits no longer than asked for an entry that does not exist', async () => {
    const before = performance.now();
    const { body, headers } = await get<Problem>('/accounts?after=999999&wait=200ms');

    expect(performance.now() - before).toBeLessThan(2_000);
    expect(body).toMatchObject({ status: 503, code: 'ReadModelBehind', after: '999999' });
    expect(Number(body['seq'])).toBeGreaterThanOrEqual(Number(last));
    expect(headers.get('Retry-After')).toBe('1');
  });

  it.each([
    'wait=31s',
    'wait=2',
    'after=01',
    'after=-1',
    'limit=0',
    'limit=1001',
    'limit=ten',
    'order=up',
    'cursor=x',
    'cursor=',
    'tag=a&tag=b',
    'status=open&nope=1',
  ])('refuses %s', async (query) => {
    const { body } = await get<Problem>(`/accounts?${query}`);

    expect(body).toMatchObject({ status: 400, code: 'RequestMalformed', errors: [{ in: 'query' }] });
  });

  it('shows a ledger and the list of ledgers', async () => {
    const one = await get<Record<string, unknown>>(fresh());
    const id = ledger.split('/').at(-1);
    const list = await services.api.get<Listed>('/v1/ledgers?limit=1000');

    expect(one.body).toMatchObject({
      id,
      name: 'Test',
      metadata: { region: 'eu' },
      currencies: [{ code: 'PTS', decimals: 0 }],
    });
    expect(list.body.items.map((item) => item['id'])).toContain(id);
  });

  it('shows an account as it was opened and changed', async () => {
    const { seq } = (
      await services.api.patch(`${ledger}/accounts/bank:cash`, {
        tags: ['main', 'cash'],
        metadata: { iban: 'x' },
      })
    ).body;
    const { body } = await get<Record<string, unknown>>(`/accounts/bank:cash?after=${seq}`);

    expect(body).toMatchObject({
      path: 'bank:cash',
      type: 'asset',
      status: 'open',
      currencies: null,
      tags: ['cash', 'main'],
      metadata: { iban: 'x' },
      pattern: null,
    });
  });

  it('lists every account once, page by page, all true at one seq', async () => {
    const paths: unknown[] = [];
    const seqs = new Set<string>();
    let query: string | undefined = `/accounts${fresh('&limit=2')}`;
    while (query) {
      const { body }: { body: Listed } = await get(query);
      paths.push(...body.items.map(({ path }) => path));
      seqs.add(body.seq);
      query = body.next ? `/accounts?limit=2&cursor=${body.next}` : undefined;
      await services.api.accepted(`${ledger}/transactions`, topUp(`new${paths.length}`, '1.00'));
    }

    expect(paths).toEqual([...new Set(paths)].sort());
    expect(paths).toEqual(
      expect.arrayContaining(['bank:cash', 'customers:ann:wallet', 'customers:eli:wallet']),
    );
    expect(paths.filter((path) => String(path).startsWith('customers:new'))).toEqual([]);
    expect(seqs.size).toBe(1);
  });

  it('shows a statement with a running balance', async () => {
    const { body } = await get<{ lines: { balance: string }[]; closing: unknown }>(
      `/accounts/customers:ann:wallet/statement${fresh('&limit=1000')}`,
    );

    expect(body.lines.map(({ balance }) => balance)).toEqual(['100.00', '95.00', '90.00', '85.00', '80.00']);
    expect(body.closing).toEqual([{ currency: 'EUR', posted: '80.00' }]);
  });

  it('rolls balances up the tree', async () => {
    const { body } = await get<Listed>(`/tree${fresh('&root=customers&depth=0')}`);
    const [node] = body.items as unknown as { balances: { currency: string; debits: string }[] }[];

    expect(node).toMatchObject({ path: 'customers', depth: 1, type: null });
    expect(node!.balances[0]).toMatchObject({ currency: 'EUR', debits: '20.00' });
  });

  it.each([
    ['account=customers:bob:wallet', 1],
    ['under=customers:bob', 1],
    ['category=wallet.top_up', 1],
    ['tag=card', 1],
    ['reference=psp-1', 1],
    ['metadata.psp=acme', 1],
    ['metadata.psp=acme&metadata.card.last4=4242', 1],
    ['metadata.psp=other', 0],
    ['metadata[psp]=acme&metadata[card.last4]=4242', 1],
    ['metadata%5Bpsp%5D=other', 0],
    ['effectiveFrom=2026-01-02T02:04:05Z&effectiveTo=2026-01-02T02:04:06Z', 1],
    ['effectiveTo=2026-01-02T02:04:05Z', 0],
    ['recordedTo=2020-01-01T00:00:00Z', 0],
    ['account=customers:ann:wallet', 5],
    ['account=customers:ann:wallet&currency=EUR&amountFrom=0.00', 5],
    ['account=customers:ann:wallet&currency=EUR&amountFrom=999999.00', 0],
  ])('finds transactions by %s', async (query, count) => {
    const { body } = await get(`/transactions${fresh(`&${query}`)}`);

    expect(body.items).toHaveLength(count);
  });

  it.each([
    ['/accounts/bank:cash/statement', 'from', 'to'],
    ['/transactions', 'effectiveFrom', 'effectiveTo'],
    ['/transactions', 'recordedFrom', 'recordedTo'],
  ])('refuses a span of time of %s that ends before it begins: %s and %s', async (path, from, to) => {
    const span = (begin: string, end: string) =>
      get<Problem>(`${path}?${from}=2026-01-${begin}T00:00:00Z&${to}=2026-01-${end}T00:00:00%2B00:00`);
    const [backwards, empty] = await Promise.all([span('03', '02'), span('02', '02')]);

    expect(backwards.body).toMatchObject({
      status: 400,
      code: 'RequestMalformed',
      errors: [{ in: 'query', parameter: from, code: 'OutOfRange' }],
    });
    expect(empty.status).toBe(200);
  });

  it.each([
    ['amountFrom=5.00&currency=EUR', 'account', 'Missing'],
    ['amountTo=5.00&account=bank:cash', 'currency', 'Missing'],
    ['currency=EUR', 'account', 'Missing'],
    ['amountFrom=10.00&amountTo=9.5&account=bank:cash&currency=EUR', 'amountFrom', 'OutOfRange'],
    ['amountFrom=-1.00&account=bank:cash&currency=EUR', 'amountFrom', 'AmountHasSign'],
    ['amount=5.00', 'amount', 'UnknownField'],
  ])('refuses an amount that could be any: %s', async (query, parameter, code) => {
    const { body } = await get<Problem>(`/transactions?${query}`);

    expect(body).toMatchObject({ status: 400, errors: [{ in: 'query', parameter, code }] });
  });

  it('shows a transaction with its postings and its reversal', async () => {
    const { id } = await services.api.accepted(`${ledger}/transactions`, topUp('rev', '7.00'));
    const reversal = await services.api.accepted(`${ledger}/transactions/${id}/reversal`, {
      reason: 'Mistake',
    });
    const { body } = await get<{ transaction: object }>(`/transactions/${id}?after=${reversal.seq}`);

    expect(reversal['reverses']).toMatchObject({ id });
    expect(body.transaction).toMatchObject({
      id,
      reversedBy: [{ id: reversal.id, seq: reversal.seq }],
      postings: [
        { account: 'bank:cash', side: 'debit', amount: '7.00', currency: 'EUR' },
        { account: 'customers:rev:wallet', side: 'credit', amount: '7.00', currency: 'EUR' },
      ],
    });
  });

  it('says that there is no such ledger, account or transaction', async () => {
    const codes = await Promise.all(
      [
        '/v1/ledgers/nowhere',
        '/v1/ledgers/nowhere/entries',
        `${ledger}/accounts/nobody`,
        `${ledger}/transactions/019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21`,
        `${ledger}/entries/999999`,
      ].map(async (path) => (await services.api.get<Problem>(path)).body.code),
    );

    expect(codes).toEqual([
      'LedgerNotFound',
      'LedgerNotFound',
      'AccountNotFound',
      'TransactionNotFound',
      'EntryNotFound',
    ]);
  });

  it('gives the journal as it is stored, so that the chain can be checked from the lines alone', async () => {
    const { text, headers } = await services.api.get(`${ledger}/entries`);
    const lines = text.split('\n').slice(0, -1);
    let hash = Buffer.alloc(32);
    for (const [index, line] of lines.entries()) {
      const { entry, seal } = JSON.parse(line) as { entry: { prev: string; seq: string }; seal?: string };
      const bytes = line.slice('{"entry":'.length, seal === undefined ? -1 : line.lastIndexOf(',"seal":'));
      expect([entry.seq, entry.prev]).toEqual([String(index), hash.toString('base64url')]);
      hash = createHash('sha256').update(Uint8Array.of(0)).update(bytes).digest();
      if (seal !== undefined) expect(seal).toContain(hash.toString('base64'));
    }

    expect(headers.get('Content-Type')).toBe('application/x-ndjson; charset=utf-8');
    expect(lines.length).toBeGreaterThan(Number(last));
    expect(lines.at(-1)).toContain('"seal":"append-seal/v1');
  });

  it('gives part of the journal, and single entries, byte for byte', async () => {
    const all = (await services.api.get(`${ledger}/entries`)).text.split('\n');
    const part = (await services.api.get(`${ledger}/entries?from=3&limit=2`)).text;
    const one = (await services.api.get(`${ledger}/entries/4`)).text;
    const none = await services.api.get(`${ledger}/entries?from=999999`);

    expect(part).toBe(`${all[3]}\n${all[4]}\n`);
    expect(one.trimEnd()).toBe(all[4]);
    expect([none.status, none.text]).toEqual([200, '']);
  });
});
