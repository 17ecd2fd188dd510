import { request, type ClientRequest } from 'node:http';
import { topUp, type ApiAnswer, type Problem, type Receipt } from '../support/api';
import { startServices, type Services } from '../support/services';

interface Result {
  readonly status: number;
  readonly receipt?: Receipt;
  readonly problem?: Problem;
}

describe('bulks that ask for too much', () => {
  let services: Services;
  let ledger: string;
  let bulk: string;

  beforeAll(async () => {
    services = await startServices({ withProjector: false });
    ledger = await services.api.openLedger();
    bulk = `${ledger}/transactions/bulk`;
  });
  afterAll(() => services?.stop());

  const post = (body: string, path = bulk): Promise<ApiAnswer<Problem & { items: Result[] }>> =>
    services.api.send('POST', path, { headers: { 'Content-Type': 'application/json' }, body });
  const postLines = (body: string, path = bulk) =>
    services.api.send('POST', path, { headers: { 'Content-Type': 'application/x-ndjson' }, body });
  const resultsOf = (text: string) =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Result);
  const good = (key: string) => JSON.stringify({ idempotencyKey: key, ...topUp('ann', '0.01') });

  it('refuses a body of a million unknown fields without reading them', async () => {
    const fields = Array.from({ length: 1_300_000 }, (_, i) => `"f${i}":1`).join(',');
    const { status, body, text } = await post(`{"items":[{${fields}}]}`);

    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ pointer: '', code: 'TooManyValues' }]);
    expect(text.length).toBeLessThan(1_000);
  });

  it('reports at most ten flaws of an item', async () => {
    const fields = Array.from({ length: 1_000 }, (_, i) => `"f${i}":1`).join(',');
    const array = await post(`{"items":[{${fields}}]}`);
    const lines = await postLines(`{${fields}}\n`);

    expect(array.body.items[0]!.problem!.errors).toHaveLength(10);
    expect(resultsOf(lines.text)[0]!.problem!.errors).toHaveLength(10);
  });

  it('ends a stream of malformed lines after a thousand, and says so in a last line', async () => {
    const { text } = await postLines('{}\n'.repeat(300_000));
    const results = resultsOf(text);

    expect(results).toHaveLength(1_002);
    expect(results[1_000]).toMatchObject({ status: 400, problem: { code: 'RequestMalformed' } });
    expect(results[1_001]).toMatchObject({ status: 400, problem: { code: 'StreamStopped', lines: '1001' } });
    expect(text.length).toBeLessThan(1_000_000);
  });

  it('goes on where most lines are transactions, however many are malformed', async () => {
    const lines = Array.from({ length: 1_200 }, (_, i) => `${good(`most-${i}`)}\n${good(`more-${i}`)}\n{}\n`);
    const results = resultsOf((await postLines(lines.join(''))).text);

    expect(results).toHaveLength(3_600);
    expect(results.filter(({ status }) => status === 201)).toHaveLength(2_400);
  });

  it('refuses a line without end early, and closes the connection', async () => {
    const { port } = new URL(services.apiUrl);
    const headers = {
      'Content-Type': 'application/x-ndjson',
      'Transfer-Encoding': 'chunked',
      ...services.api.headersFor('POST', bulk),
    };
    let outgoing: ClientRequest;
    let sentBytes = 0;
    const text = await new Promise<string>((resolve, reject) => {
      outgoing = request({ port, method: 'POST', path: bulk, headers }, (answer) => {
        let all = '';
        answer.on('data', (data) => (all += String(data))).once('end', () => resolve(all));
      });
      outgoing.on('error', reject);
      const chunk = Buffer.alloc(65_536, 'x');
      const more = () => {
        if (outgoing.destroyed) return;
        sentBytes += chunk.length;
        outgoing.write(chunk, () => setImmediate(more));
      };
      outgoing.write(`${good('before')}\n`, more);
    });

    expect(resultsOf(text).map(({ status, problem }) => problem?.code ?? status)).toEqual([
      201,
      'BodyTooLarge',
      'StreamStopped',
    ]);
    expect(sentBytes).toBeLessThan(20_000_000);
    if (!outgoing!.closed) await new Promise<void>((resolve) => outgoing.once('close', resolve));
  });

  it.each([
    ['an array', () => post(`{"items":[${good('a')}]}`, '/v1/ledgers/nope/transactions/bulk')],
    ['an atomic one', () => post(`{"atomic":true,"items":[{}]}`, '/v1/ledgers/nope/transactions/bulk')],
    ['a dry run', () => post(`{"items":[${good('a')}]}`, '/v1/ledgers/nope/transactions/bulk?dryRun=true')],
    ['lines', () => postLines(`${good('a')}\n`, '/v1/ledgers/nope/transactions/bulk')],
    ['no line', () => postLines('', '/v1/ledgers/nope/transactions/bulk')],
    [
      'captures',
      () =>
        post(
          '{"items":[{"idempotencyKey":"a","hold":"019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21"}]}',
          '/v1/ledgers/nope/holds/captures',
        ),
    ],
  ])('refuses a bulk to an unknown ledger as a whole: %s', async (_what, ask) => {
    const { status, body } = await ask();

    expect(status).toBe(404);
    expect(body).toMatchObject({ code: 'LedgerNotFound', ledger: 'nope' });
    expect(body).not.toHaveProperty('item');
  });

  it('passes over a byte order mark before a body and before the first line', async () => {
    const array = await post(`\ufeff{"items":[${good('marked-1')}]}`);
    const lines = await postLines(`\ufeff${good('marked-2')}\n${good('marked-3')}\n`);

    expect(array.body.items.map(({ status }) => status)).toEqual([201]);
    expect(resultsOf(lines.text).map(({ status }) => status)).toEqual([201, 201]);
  });

  it('reads a stream no faster than requests are allowed, and refuses none of its lines', async () => {
    await services.restartApi('SIGTERM', { RATE_LIMIT_PER_SECOND: '400' });
    const begin = performance.now();
    const lines = Array.from({ length: 1_000 }, (_, i) => good(`slow-${i}`));
    const results = resultsOf((await postLines(lines.join('\n'))).text);

    expect(results.map(({ status }) => status)).toEqual(Array(1_000).fill(201));
    // The first second's worth is there at once.
    expect(performance.now() - begin).toBeGreaterThan(1_000);
  });
});
