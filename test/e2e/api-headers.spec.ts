import { connect } from 'node:net';
import { topUp, type Problem, type Receipt } from '../support/api';
import { startServices, type Services } from '../support/services';

describe('headers that leave open what is meant', () => {
  let services: Services;
  let ledger: string;

  beforeAll(async () => {
    services = await startServices({ withProjector: false });
    ledger = await services.api.openLedger();
  });
  afterAll(() => services?.stop());

  /** Sends exactly these lines, since clients join or drop headers, and answers what comes until the connection ends. */
  const sent = (lines: readonly string[], body = ''): Promise<string> => {
    const { hostname, port } = new URL(services.apiUrl);
    return new Promise((resolve, reject) => {
      let text = '';
      const socket = connect(Number(port), hostname, () =>
        socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`),
      );
      socket
        .on('data', (data) => (text += String(data)))
        .once('close', () => resolve(text))
        .once('error', reject);
    });
  };
  const answerOf = <Body = Problem>(text: string) => {
    const [head = '', body = ''] = text.split('\r\n\r\n');
    return { status: Number(head.split(' ')[1]), head: head.toLowerCase(), body: JSON.parse(body) as Body };
  };
  const posted = async <Body = Problem>(headers: readonly string[], customer = 'ann') => {
    const body = JSON.stringify(topUp(customer, '5.00'));
    const lines = [
      `POST ${ledger}/transactions HTTP/1.1`,
      'Host: ledger',
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
      'Connection: close',
      ...Object.entries(services.api.headersFor('POST', `${ledger}/transactions`)).map((pair) =>
        pair.join(': '),
      ),
      ...headers,
    ];
    return answerOf<Body>(await sent(lines, body));
  };

  it('refuses an idempotency key in two lines, so that the retry with one line posts once', async () => {
    const twice = await posted(['Idempotency-Key: pay-1', 'idempotency-key: pay-1'], 'zoe');
    const once = await posted<Receipt>(['Idempotency-Key: pay-1'], 'zoe');

    expect(twice.body).toMatchObject({
      status: 400,
      code: 'RequestMalformed',
      errors: [{ in: 'header', parameter: 'Idempotency-Key', code: 'Repeated' }],
    });
    expect(once.body.balances[1]).toMatchObject({ posted: '5.00' });
  });

  it.each([
    ['Content-Type', 'Content-Type: application/json'],
    ['Authorization', 'Authorization: Bearer a\r\nAuthorization: Bearer b'],
    ['Host', 'Host: ledger'],
    ['Content-Encoding', 'Content-Encoding: identity\r\nContent-Encoding: identity'],
  ])('refuses %s in two lines, and names it', async (name, line) => {
    const { body, head } = await posted(['Idempotency-Key: twice', line]);

    expect(body).toMatchObject({
      status: 400,
      errors: [{ in: 'header', parameter: name, code: 'Repeated' }],
    });
    expect(head).toContain('x-request-id: ');
  });

  it('takes headers that may have several lines', async () => {
    const { status } = await posted(['Idempotency-Key: several', 'Accept: text/csv', 'Accept: */*']);

    expect(status).toBe(201);
  });

  it('answers an expectation other than 100-continue with a problem, and posts nothing', async () => {
    const { body, head } = await posted(['Idempotency-Key: expects', 'Expect: 200-ok']);
    const after = await posted<Receipt>(['Idempotency-Key: expects'], 'eve');

    expect(body).toMatchObject({ status: 417, code: 'ExpectationFailed' });
    expect(head).toContain('x-request-id: ');
    expect(after.status).toBe(201);
  });

  it('answers a request of HTTP/1.1 without Host with a problem, and takes one of HTTP/1.0', async () => {
    const missing = answerOf(await sent(['GET /livez HTTP/1.1', 'Connection: close']));
    const old = answerOf(await sent(['GET /livez HTTP/1.0']));

    expect(missing.body).toMatchObject({
      status: 400,
      errors: [{ in: 'header', parameter: 'Host', code: 'Missing' }],
    });
    expect(missing.head).toContain('x-request-id: ');
    expect(old.status).toBe(200);
  });

  it.each(['/%zz', `/v1/ledgers/${'x'.repeat(3_000)}`])(
    'gives a request id to the path %.8s, which cannot be read',
    async (path) => {
      const answer = await services.api.send('GET', path, { headers: { 'X-Request-Id': 'trace-7' } });

      expect(answer.body).toMatchObject({ status: 404, code: 'RouteNotFound' });
      expect(answer.headers.get('X-Request-Id')).toBe('trace-7');
    },
  );

  it('gives a request id to what is no HTTP', async () => {
    expect((await sent(['GARBAGE'])).toLowerCase()).toMatch(/^http\/1\.1 400 [^]*x-request-id: \S+/);
  });
});
