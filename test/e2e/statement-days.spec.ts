import { topUp, type Problem } from '../support/api';
import { startServices, type Services } from '../support/services';

interface Statement {
  readonly opening: readonly { posted: string }[];
  readonly closing: readonly { posted: string }[];
  readonly lines: readonly { effectiveAt: string }[];
}

describe('the statement of days and as CSV', () => {
  let services: Services;
  let ledger: string;
  let after: string;

  const instants = [
    // 2025-03-30 in Amsterdam has 23 hours, 2025-10-26 has 25.
    '2025-03-29T22:59:59.999Z',
    '2025-03-29T23:00:00.000Z',
    '2025-03-30T21:59:59.999Z',
    '2025-03-30T22:00:00.000Z',
    '2025-10-25T21:59:59.999Z',
    '2025-10-25T22:00:00.000Z',
    '2025-10-26T22:59:59.999Z',
    '2025-10-26T23:00:00.000Z',
  ];

  beforeAll(async () => {
    services = await startServices();
    ledger = await services.api.openLedger();
    for (const effectiveAt of instants)
      ({ seq: after } = await services.api.accepted(`${ledger}/transactions`, {
        ...topUp('ann', '1.00'),
        effectiveAt,
      }));
  });
  afterAll(() => services?.stop());

  const statementOf = <Body = Statement>(
    query: string,
    customer = 'ann',
    headers: Record<string, string> = {},
  ) =>
    services.api.send<Body>(
      'GET',
      `${ledger}/accounts/customers:${customer}:wallet/statement?after=${after}&wait=30s&${query}`,
      { headers },
    );

  it.each([
    ['from=2025-03-30&to=2025-03-31', instants.slice(1, 3), '1.00', '3.00'],
    ['from=2025-10-26&to=2025-10-27', instants.slice(5, 7), '5.00', '7.00'],
    ['from=2025-03-30&to=2025-10-26T00:00:00%2B02:00', instants.slice(1, 5), '1.00', '5.00'],
    ['to=2025-03-30', instants.slice(0, 1), '0.00', '1.00'],
  ])('takes the days %s of Amsterdam from their first instant on', async (span, lines, opening, closing) => {
    const { body } = await statementOf(`${span}&zone=Europe/Amsterdam`);

    expect(body.lines.map(({ effectiveAt }) => effectiveAt)).toEqual(lines);
    expect([body.opening[0]!.posted, body.closing[0]!.posted]).toEqual([opening, closing]);
  });

  it.each([
    ['from=2025-03-30', 'zone', 'Missing'],
    ['from=2025-03-30&zone=Europe/Atlantis', 'zone', 'NotAllowed'],
    ['from=2025-03-30&zone=%2B02:00', 'zone', 'NotAllowed'],
    ['from=2025-03-30T00:00:00Z&zone=Europe/Amsterdam', 'zone', 'NotAllowed'],
    ['from=2025-02-30&zone=Europe/Amsterdam', 'from', 'BadFormat'],
    ['from=0001-01-01&zone=Pacific/Kiritimati', 'from', 'BadFormat'],
    ['from=2025-03-31&to=2025-03-30&zone=Europe/Amsterdam', 'from', 'OutOfRange'],
    ['format=csv&limit=5', 'limit', 'UnknownField'],
  ])('refuses %s, and names %s', async (query, parameter, code) => {
    const { body } = await statementOf<Problem>(query);

    expect(body).toMatchObject({ status: 400, errors: [{ in: 'query', parameter, code }] });
  });

  it('names the plus sign where an offset lost it', async () => {
    const { body } = await statementOf<Problem>('from=2025-10-01T00:00:00+02:00');

    expect(body.errors).toMatchObject([{ parameter: 'from', code: 'BadFormat' }]);
    expect(body.detail).toContain('%2B');
  });

  it.each([
    ['format=csv', {}],
    ['', { Accept: 'text/csv' }],
    ['', { Accept: 'application/json;q=0.5, text/csv' }],
  ])('gives the days of a zone as CSV for %j %j', async (format, headers: Record<string, string>) => {
    const span = 'from=2025-10-26&to=2025-10-27&zone=Europe/Amsterdam';
    const answer = await statementOf(`${span}&${format}`, 'ann', headers);
    const rows = answer.text.split('\r\n').map((row) => row.split(','));

    expect(answer.headers.get('Content-Type')).toBe('text/csv; charset=utf-8');
    expect(
      rows
        .slice(1)
        .map(([, , , effective, , side, amount, , balance, , , description]) => [
          effective,
          side,
          amount,
          balance,
          description,
        ]),
    ).toEqual([
      [instants[5], '', '', '5.00', 'Opening balance'],
      [instants[5], 'credit', '1.00', '6.00', ''],
      [instants[6], 'credit', '1.00', '7.00', ''],
      [instants[7], '', '', '7.00', 'Closing balance'],
      [undefined, undefined, undefined, undefined, undefined],
    ]);
  });

  it.each(['*/*', 'application/json, text/csv;q=0.9', 'text/html'])(
    'answers JSON to Accept: %s',
    async (Accept) => {
      const { headers } = await statementOf('', 'ann', { Accept });

      expect(headers.get('Content-Type')).toContain('application/json');
    },
  );

  it('gives every line of a long statement as CSV, each with the balance after it', async () => {
    const items = Array.from({ length: 2_345 }, (_, i) => ({
      idempotencyKey: `long-${i}`,
      ...topUp('bea', '0.01'),
    }));
    const { text } = await services.api.send('POST', `${ledger}/transactions/bulk`, {
      headers: { 'Content-Type': 'application/x-ndjson' },
      body: items.map((item) => JSON.stringify(item)).join('\n'),
    });
    after = (JSON.parse(text.trimEnd().split('\n').at(-1)!) as { receipt: { seq: string } }).receipt.seq;
    const rows = (await statementOf('format=csv', 'bea')).text.trimEnd().split('\r\n');

    expect(rows).toHaveLength(1 + 1 + 2_345 + 1);
    expect(rows[1_002]).toContain(',credit,0.01,EUR,10.01,');
    expect(rows.at(-1)).toBe(`${after},,,,,,,EUR,23.45,,,Closing balance`);
  });
});
