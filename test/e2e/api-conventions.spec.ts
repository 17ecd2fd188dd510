import { credit, debit, topUp, type Problem } from '../support/api';
import { startServices, type Services } from '../support/services';

describe('the API, whatever is asked', () => {
  let services: Services;
  let ledger: string;

  beforeAll(async () => {
    services = await startServices();
    ledger = await services.api.openLedger();
  });
  afterAll(() => services?.stop());

  const post = (body: unknown, headers: Record<string, string> = {}) =>
    services.api.post<Problem>(`${ledger}/transactions`, body, { headers });

  it('answers an accepted command with 201 and the figures it left', async () => {
    const { status, body } = await services.api.post(`${ledger}/transactions`, {
      postings: [
        debit('bank:cash', '2.00'),
        credit('customers:zoe:wallet', '1.50'),
        credit('customers:zoe:wallet', '0.50'),
      ],
    });

    expect(status).toBe(201);
    expect(Object.keys(body)).toEqual(['id', 'ledger', 'seq', 'recordedAt', 'balances']);
    expect(body.balances).toEqual([
      { account: 'bank:cash', currency: 'EUR', posted: '2.00', available: '2.00', version: '1' },
      { account: 'customers:zoe:wallet', currency: 'EUR', posted: '2.00', available: '2.00', version: '2' },
    ]);
  });

  it('answers the same key and content with the same bytes, also after a restart', async () => {
    const first = await services.api.post(`${ledger}/transactions`, topUp('ann'), { key: 'once' });
    const again = await services.api.post(`${ledger}/transactions`, topUp('ann'), { key: 'once' });
    await services.restartApi('SIGKILL');
    const later = await services.api.post(`${ledger}/transactions`, topUp('ann'), { key: 'once' });

    expect([first, again, later].map(({ status }) => status)).toEqual([201, 201, 201]);
    expect([again.text, later.text]).toEqual([first.text, first.text]);
    expect([first, again, later].map(({ headers }) => headers.get('Idempotency-Replayed'))).toEqual([
      null,
      'true',
      'true',
    ]);
  });

  it('refuses a key that was used for other content, and names the entry it made', async () => {
    const first = await services.api.accepted(`${ledger}/transactions`, topUp('ann', '1.00'), {
      key: 'reused',
    });
    const other = await services.api.post<Problem>(`${ledger}/transactions`, topUp('ann', '2.00'), {
      key: 'reused',
    });

    expect(other.body).toMatchObject({ status: 422, code: 'IdempotencyKeyReused', seq: first.seq });
  });

  it('takes no write without a key', async () => {
    const { body } = await services.api.send('POST', `${ledger}/transactions`, {
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(topUp('ann')),
    });

    expect(body).toMatchObject({ status: 400, code: 'IdempotencyKeyMissing' });
  });

  it.each(['x'.repeat(256), 'caf\u00e9'])(
    'takes no key that is not 1 to 255 printable ASCII characters',
    async (key) => {
      const { body } = await post(topUp('ann'), { 'Idempotency-Key': key });

      expect(body).toMatchObject({
        status: 400,
        errors: [{ in: 'header', parameter: 'Idempotency-Key', code: 'BadFormat' }],
      });
    },
  );

  it('answers a dry run with what would happen, and writes nothing', async () => {
    const before = await services.api.accepted(`${ledger}/transactions`, topUp('dry'));
    const dry = await services.api.post(`${ledger}/transactions?dryRun=true`, topUp('dry'), { key: 'dry' });
    const refused = await services.api.post<Problem>(
      `${ledger}/transactions?dryRun=true`,
      topUp('dry', '1.0'),
      { key: 'dry' },
    );
    const after = await services.api.post(`${ledger}/transactions`, topUp('dry', '5.00'), { key: 'dry' });

    expect(dry.status).toBe(200);
    expect(dry.body.balances[1]).toMatchObject({ account: 'customers:dry:wallet', posted: '20.00' });
    expect(refused.body.code).toBe('AmountHasWrongDecimals');
    expect(after.status).toBe(201);
    expect(Number(after.body.seq)).toBe(Number(before.seq) + 1);
  });

  it('echoes the request id it is given, and makes one up otherwise', async () => {
    const given = await services.api.send('GET', '/livez', { headers: { 'X-Request-Id': 'trace-42' } });
    const own = await services.api.get('/livez');

    expect(given.headers.get('X-Request-Id')).toBe('trace-42');
    expect(own.headers.get('X-Request-Id')).toMatch(/^\S+$/);
  });

  it('lets nobody store an answer', async () => {
    const answers = await Promise.all([
      services.api.get('/livez'),
      services.api.get('/nowhere'),
      post(topUp('ann')),
    ]);

    expect(answers.map(({ headers }) => headers.get('Cache-Control'))).toEqual([
      'no-store',
      'no-store',
      'no-store',
    ]);
  });

  it('refuses query parameters it does not know, on reads and on writes', async () => {
    const read = await services.api.get<Problem>(`${ledger}?verbose=1`);
    const write = await services.api.post<Problem>(`${ledger}/transactions?dryrun=true`, topUp('ann'));

    for (const { body } of [read, write])
      expect(body).toMatchObject({
        status: 400,
        detail: expect.stringMatching(/Unknown query parameter/) as unknown,
        errors: [{ in: 'query', code: 'UnknownField' }],
      });
  });

  it.each(['account', 'limit', 'order', 'effectiveFrom', 'metadata.psp'])(
    'takes the query parameter %s once',
    async (parameter) => {
      const { body } = await services.api.get<Problem>(
        `${ledger}/transactions?${parameter}=a&${parameter}=b`,
      );

      const detail = 'This query parameter is given twice; give it once.';
      expect(body).toMatchObject({
        status: 400,
        errors: [{ in: 'query', parameter, code: 'Repeated', detail }],
      });
    },
  );

  it('answers every problem as a problem document', async () => {
    const { headers, body } = await post({
      postings: [debit('bank:cash', '1.00'), credit('customers:ann:wallet', '1.01')],
    });

    expect(headers.get('Content-Type')).toBe('application/problem+json; charset=utf-8');
    expect(body).toMatchObject({
      type: '/docs/errors#PostingsDoNotBalance',
      title: 'The postings do not balance',
      status: 422,
      code: 'PostingsDoNotBalance',
    });
    expect(body.detail).toMatch(/\.$/);
  });

  it('distinguishes an unknown path from a method that is not allowed', async () => {
    const nowhere = await services.api.get<Problem>('/v1/nowhere');
    const broken = await services.api.get<Problem>('/v1/ledgers/%zz');
    const method = await services.api.send('DELETE', ledger, {});

    expect([nowhere.body.code, broken.body.code]).toEqual(['RouteNotFound', 'RouteNotFound']);
    expect(method.body).toMatchObject({ status: 405, code: 'MethodNotAllowed' });
    expect(method.headers.get('Allow')).toBe('GET');
  });

  it('reads JSON alone', async () => {
    const asText = await post('{}', { 'Content-Type': 'text/plain' });
    const asLines = await post('{}\n', { 'Content-Type': 'application/x-ndjson' });
    const unnamed = await services.api.send('POST', `${ledger}/transactions`, {
      body: new Uint8Array([0x7b, 0x7d]),
      headers: { 'Idempotency-Key': 'k' },
    });

    for (const { body } of [asText, asLines, unnamed])
      expect(body).toMatchObject({ status: 415, code: 'ContentTypeNotSupported' });
  });

  it('shows a malformed part of the address', async () => {
    const { body } = await services.api.get<Problem>(`${ledger}/accounts/_bank:cash`);

    expect(body).toMatchObject({
      status: 400,
      errors: [{ in: 'path', parameter: 'path', code: 'BadFormat' }],
    });
  });

  it('lives, is ready and counts', async () => {
    const [live, ready, metrics] = await Promise.all(
      ['/livez', '/readyz', '/metrics'].map((path) => services.api.get(path)),
    );

    expect([live!.status, ready!.status]).toEqual([200, 200]);
    expect(ready!.body).toMatchObject({
      ready: true,
      writes: true,
      reads: true,
      reasons: [],
      stoppedLedgers: [],
      checks: { eventStore: true, tables: true, clocks: true },
      ledgerAhead: null,
    });
    expect(metrics!.text).toMatch(/^ledger_appends_total [1-9]/m);
    expect(metrics!.text).toMatch(
      /^ledger_http_request_seconds_count\{method="POST",route="\/v1\/ledgers\/:ledger\/transactions",status="201"\} [1-9]/m,
    );
  });
});
