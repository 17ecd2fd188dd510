import { request } from 'node:http';
import { connect } from 'node:net';
import { debit, topUp, type ApiAnswer, type Problem } from '../support/api';
import { startServices, type Services } from '../support/services';

describe('input that nobody should send', () => {
  let services: Services;
  let ledger: string;

  beforeAll(async () => {
    services = await startServices({ withProjector: false });
    ledger = await services.api.openLedger();
  });
  afterAll(() => services?.stop());

  const post = (body: unknown): Promise<ApiAnswer<Problem>> =>
    services.api.post(`${ledger}/transactions`, body);
  const flawsOf = async (body: unknown) => {
    const answer = await post(body);
    expect(answer.body).toMatchObject({ status: 400, code: 'RequestMalformed' });
    return answer.body.errors!.map(({ pointer, code }) => `${code} ${pointer}`);
  };
  const withAmount = (amount: unknown) => ({
    ...topUp('eve'),
    postings: [{ ...debit('bank:cash', ''), amount }, topUp('eve').postings[1]],
  });
  const amountOf = (amount: string) =>
    `{"postings":[{"account":"bank:cash","side":"debit","amount":${amount},"currency":"EUR"},{"account":"customers:eve:wallet","side":"credit","amount":"10.00","currency":"EUR"}]}`;

  it.each(['10.00', '9007199254740993', '1e2', '-5', '0'])(
    'refuses the JSON number %s as an amount',
    async (amount) => {
      expect(await flawsOf(amountOf(amount))).toEqual(['WrongType /postings/0/amount']);
    },
  );

  it.each([
    ['1e2', 'AmountHasExponent'],
    ['1E+2', 'AmountHasExponent'],
    ['-5.00', 'AmountHasSign'],
    ['+5.00', 'AmountHasSign'],
    ['-0.00', 'AmountHasSign'],
    ['05.00', 'AmountHasLeadingZero'],
    ['00.00', 'AmountHasLeadingZero'],
    ['1'.repeat(39), 'AmountHasTooManyDigits'],
    ['0.1234567890123456789', 'AmountHasTooManyDigits'],
    ['9'.repeat(900_000), 'AmountHasTooManyDigits'],
    ['1,000.00', 'AmountNotDecimal'],
    ['.50', 'AmountNotDecimal'],
    ['5.', 'AmountNotDecimal'],
    [' 5.00', 'AmountNotDecimal'],
    ['0x10', 'AmountNotDecimal'],
    ['NaN', 'AmountNotDecimal'],
    ['\u0665.\u0660\u0660', 'AmountNotDecimal'],
    ['', 'AmountNotDecimal'],
  ])('refuses the amount %.30j by its own rule', async (amount, code) => {
    expect(await flawsOf(withAmount(amount))).toEqual([`${code} /postings/0/amount`]);
  });

  it('names all flaws at once', async () => {
    const flaws = await flawsOf({
      postings: [
        { account: 'bank account', side: 'remaining', amount: 1, currency: 'eur' },
        { account: 'a:b', side: 'debit', currency: 'EUR', note: '' },
      ],
      tags: ['a', 'a'],
      metadata: { '0': 'zero' },
      effectiveAt: '2026-02-30T00:00:00Z',
      comment: 'x',
    });

    expect(flaws.sort()).toEqual([
      'BadFormat /effectiveAt',
      'BadFormat /metadata/0',
      'BadFormat /postings/0/account',
      'BadFormat /postings/0/currency',
      'Missing /postings/1/amount',
      'NotAllowed /postings/0/side',
      'Repeated /tags/1',
      'UnknownField /comment',
      'UnknownField /postings/1/note',
      'WrongType /postings/0/amount',
    ]);
  });

  it.each([
    ['a name that stands twice', '{"postings":[],"postings":[]}', 'DuplicateKey /postings'],
    [
      'a name that stands twice further in',
      '{"postings":[{"amount":"1.00","amount":"2.00"}]}',
      'DuplicateKey /postings/0/amount',
    ],
    ['__proto__', '{"metadata":{"__proto__":{"admin":"1"}}}', 'ForbiddenKey /metadata/__proto__'],
    ['constructor', '{"constructor":{"prototype":{}}}', 'ForbiddenKey /constructor'],
    ['deep nesting', `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, `TooDeep /a${'/0'.repeat(15)}`],
    ['text that is not JSON', '{"postings":', 'NotJson '],
    ['nothing', '', 'NotJson '],
    ['a list', '[]', 'WrongType '],
    ['null', 'null', 'WrongType '],
  ])('refuses %s', async (_what, body, flaw) => {
    expect(await flawsOf(body)).toEqual([flaw]);
  });

  it.each([
    ['a lone surrogate', '\\ud800', 'LoneSurrogate'],
    ['a control character', 'a\\u0000b', 'ControlCharacter'],
    ['a line break', 'a\\nb', 'ControlCharacter'],
    ['a change of writing direction', 'a\\u202eb', 'ControlCharacter'],
    ['a character that is not composed', 'e\\u0301', 'NotNormalised'],
    ['too many characters', 'x'.repeat(1001), 'TooLong'],
    ['nothing', '', 'TooShort'],
  ])('refuses a description with %s', async (_what, escaped, code) => {
    expect(await flawsOf(amountOf('"10.00"').replace('{', `{"description":"${escaped}",`))).toEqual([
      `${code} /description`,
    ]);
  });

  it('takes text of any script, in its composed form', async () => {
    const { status } = await post({
      ...topUp('eve'),
      description: 'Überweisung — 送金 \u{1f4b6}',
      metadata: { note: 'ελληνικά' },
    });

    expect(status).toBe(201);
  });

  it('refuses bytes that are not UTF-8', async () => {
    const { body } = await services.api.send('POST', `${ledger}/transactions`, {
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': 'bytes' },
      body: Buffer.concat([Buffer.from('{"description":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
    });

    expect(body.errors).toMatchObject([{ code: 'NotUtf8' }]);
  });

  it('takes look-alike letters for no account', async () => {
    expect(await flawsOf({ postings: [debit('b\u0430nk:cash', '1.00'), topUp('eve').postings[1]] })).toEqual([
      'BadFormat /postings/0/account',
    ]);
  });

  it('refuses a transaction of one posting and one of 257', async () => {
    const posting = debit('bank:cash', '0.00');

    expect(await flawsOf({ postings: [posting] })).toEqual(['TooShort /postings']);
    expect(await flawsOf({ postings: Array.from({ length: 257 }, () => posting) })).toEqual([
      'TooLong /postings',
    ]);
  });

  it('reads no body above a mebibyte', async () => {
    const { body } = await post({ ...topUp('eve'), description: 'x'.repeat(1_048_576) });

    expect(body).toMatchObject({ status: 413, code: 'BodyTooLarge' });
    expect(body.detail).toContain('1048576 bytes');
  });

  it('stops reading a body of unknown length once it is too long', async () => {
    const { port } = new URL(services.apiUrl);
    const headers = {
      'Content-Type': 'application/json',
      'Idempotency-Key': 'chunked',
      'Transfer-Encoding': 'chunked',
      ...services.api.headersFor('POST', `${ledger}/transactions`),
    };
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const outgoing = request({ port, method: 'POST', path: `${ledger}/transactions`, headers }, (answer) =>
        resolve(answer.statusCode),
      );
      outgoing.on('error', reject);
      outgoing.write(Buffer.alloc(1_048_577, ' '));
    });

    expect(status).toBe(413);
  });

  it('answers what is no HTTP with a problem, and goes on serving', async () => {
    const { hostname, port } = new URL(services.apiUrl);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.write('GARBAGE\r\n\r\n'));
      let text = '';
      socket
        .on('data', (data) => (text += String(data)))
        .once('close', () => resolve(text))
        .once('error', reject);
    });

    expect(answer).toMatch(/^HTTP\/1\.1 400 [^]*application\/problem\+json[^]*RequestMalformed/);
    expect((await services.api.get('/livez')).status).toBe(200);
  });

  it('shows nobody what went wrong inside', async () => {
    await services.eventStore.running.stop();
    const answer = await services.api.get<Problem>(`${ledger}/entries`);

    expect(answer.body).toMatchObject({ status: 503, code: 'NotReady', checks: { eventStore: false } });
    expect(answer.text).not.toMatch(/at .*\.js|127\.0\.0\.1|grpc/i);
  });
});
