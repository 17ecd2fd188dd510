import { request, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { topUp, transfer, type ApiClient, type Problem, type Receipt } from '../support/api';
import { startServices, type Services } from '../support/services';

interface Result {
  readonly status: number;
  readonly replayed?: boolean;
  readonly receipt?: Receipt;
  readonly problem?: Problem;
}

const item = (idempotencyKey: string, transaction: object) => ({ idempotencyKey, ...transaction });

describe('posting in bulk', () => {
  let services: Services;
  let ledger: string;
  let bulk: string;

  beforeAll(async () => {
    services = await startServices({ withProjector: false });
  });
  afterAll(() => services?.stop());
  beforeEach(async () => {
    ledger = await services.api.openLedger();
    bulk = `${ledger}/transactions/bulk`;
  });

  const post = (isAtomic: boolean, items: readonly unknown[], query = '') =>
    services.api.send<{ items: Result[] } & Problem>('POST', bulk + query, {
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ atomic: isAtomic, items }),
    });

  const postLines = async (lines: readonly string[], query = ''): Promise<Result[]> => {
    const { status, text } = await services.api.send('POST', bulk + query, {
      headers: { 'Content-Type': 'application/x-ndjson' },
      body: lines.map((line) => `${line}\n`).join(''),
    });
    expect(status).toBe(200);
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Result);
  };

  it('gives each item its own result, in order, when they are independent', async () => {
    const { status, body } = await post(false, [
      item('a', topUp('ann', '10.00')),
      item('b', transfer('ann', 'bob', '10.01')),
      item('c', { ...transfer('ann', 'bob', '4.00'), note: 'x' }),
      item('d', transfer('ann', 'bob', '4.00')),
      item('a', topUp('ann', '10.00')),
      item('a', topUp('ann', '11.00')),
    ]);

    expect(status).toBe(200);
    expect(body.items.map((result) => result.problem?.code ?? `${result.status} ${result.replayed}`)).toEqual(
      [
        '201 false',
        'BalanceBelowMinimum',
        'RequestMalformed',
        '201 false',
        '201 true',
        'IdempotencyKeyReused',
      ],
    );
    expect(body.items[2]!.problem!.errors).toMatchObject([{ pointer: '/note', code: 'UnknownField' }]);
    expect(body.items[3]!.receipt!.balances).toMatchObject([{ posted: '6.00' }, { posted: '4.00' }]);
    expect(body.items[4]!.receipt).toEqual(body.items[0]!.receipt);
  });

  it('takes items for independent where nothing is said of them', async () => {
    const { status, body } = await services.api.send<{ items: Result[] }>('POST', bulk, {
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ items: [item('a', transfer('ann', 'bob')), item('b', topUp('ann'))] }),
    });

    expect(status).toBe(200);
    expect(body.items.map((result) => result.status)).toEqual([422, 201]);
  });

  it('accepts all items or none when they are atomic, and names the one that is refused', async () => {
    const refused = await post(true, [
      item('a', topUp('ann', '10.00')),
      item('b', transfer('ann', 'bob', '10.01')),
    ]);
    const accepted = await post(true, [
      item('a', topUp('ann', '10.00')),
      item('b', transfer('ann', 'bob', '10.00')),
    ]);

    expect(refused.body).toMatchObject({
      status: 422,
      code: 'BalanceBelowMinimum',
      item: 1,
      account: 'customers:ann:wallet',
    });
    expect(accepted.status).toBe(201);
    expect(accepted.body.items.map(({ status, replayed }) => [status, replayed])).toEqual([
      [201, false],
      [201, false],
    ]);
  });

  it('answers an atomic bulk the same when it comes again', async () => {
    const items = [item('a', topUp('ann')), item('b', transfer('ann', 'bob'))];
    const first = await post(true, items);
    const again = await post(true, items);

    expect(again.body.items).toEqual(first.body.items.map((result) => ({ ...result, replayed: true })));
  });

  it('shows all flaws of an atomic bulk with the item in the pointer', async () => {
    const { body } = await post(true, [item('a', { postings: [] }), { ...topUp('ann'), idempotencyKey: '' }]);

    expect(body.errors!.map(({ pointer, code }) => `${code} ${pointer}`)).toEqual([
      'TooShort /items/0/postings',
      'BadFormat /items/1/idempotencyKey',
    ]);
  });

  it('takes 10,000 items at once and not one more', async () => {
    const items = Array.from({ length: 10_001 }, (_, i) => item(`i${i}`, topUp('ann', '0.01')));
    const most = await post(false, items.slice(0, 10_000));
    const more = await post(false, items);

    expect(most.body.items.every(({ status }) => status === 201)).toBe(true);
    expect(more.body.errors).toMatchObject([{ pointer: '/items', code: 'TooLong' }]);
  });

  it('writes nothing in a dry run, and lets later items see what earlier ones would do', async () => {
    const items = [
      item('a', topUp('ann', '10.00')),
      item('b', transfer('ann', 'bob', '10.00')),
      item('c', transfer('ann', 'bob', '0.01')),
    ];
    const independent = await post(false, items, '?dryRun=true');
    const atomic = await post(true, items, '?dryRun=true');
    const lines = await postLines(
      items.map((each) => JSON.stringify(each)),
      '?dryRun=true',
    );
    const after = await services.api.accepted(`${ledger}/transactions`, topUp('ann', '1.00'));

    expect(independent.body.items.map(({ status }) => status)).toEqual([201, 201, 422]);
    expect(atomic.body).toMatchObject({ code: 'BalanceBelowMinimum', item: 2 });
    expect(lines.map(({ status }) => status)).toEqual([201, 201, 422]);
    expect(after.balances[1]).toMatchObject({ posted: '1.00' });
  });

  it('answers lines with lines, in order, whatever is wrong with some', async () => {
    const results = await postLines([
      JSON.stringify(item('a', topUp('ann', '10.00'))),
      '{"idempotencyKey":',
      '',
      '{"a":1,"a":2}',
      'x'.repeat(300_000),
      `${JSON.stringify(item('b', transfer('ann', 'bob', '3.00')))}\r`,
      JSON.stringify(item('c', transfer('bob', 'ann', '3.01'))),
    ]);

    expect(
      results.map(({ status, problem }) => problem?.errors?.[0]?.code ?? problem?.code ?? status),
    ).toEqual([201, 'NotJson', 'DuplicateKey', 'BodyTooLarge', 201, 'BalanceBelowMinimum']);
  });

  it('answers the first lines while the last are not sent yet', async () => {
    const stream = openStream(services.api, bulk);
    stream.outgoing.write(`${JSON.stringify(item('a', topUp('ann')))}\n`);
    const first = await stream.result();
    stream.outgoing.write(`${JSON.stringify(item('b', topUp('ann')))}\n`);
    const second = await stream.result();
    stream.outgoing.end();

    expect([first?.status, second?.status]).toEqual([201, 201]);
    expect(await stream.result()).toBeUndefined();
  });

  it('posts 20,000 lines as a stream, in order', async () => {
    const count = 20_000;
    const stream = openStream(services.api, bulk);
    const sending = (async () => {
      for (let i = 0; i < count; i++) {
        const line = `${JSON.stringify(item(`s${i}`, topUp(`c${i % 100}`, '0.01')))}\n`;
        if (!stream.outgoing.write(line))
          await new Promise((resolve) => stream.outgoing.once('drain', resolve));
      }
      stream.outgoing.end();
    })();
    let before = -1;
    let answered = 0;
    for (let result = await stream.result(); result; result = await stream.result()) {
      expect(result.status).toBe(201);
      expect(Number(result.receipt!.seq)).toBeGreaterThan(before);
      before = Number(result.receipt!.seq);
      answered++;
    }
    await sending;

    expect(answered).toBe(count);
  });

  it('survives a sender that goes away in the midst of a line', async () => {
    const stream = openStream(services.api, bulk);
    stream.outgoing.write(`${JSON.stringify(item('a', topUp('ann')))}\n{"idempotencyKey":"b",`);
    await stream.result();
    stream.outgoing.destroy();

    expect((await services.api.post(`${ledger}/transactions`, topUp('ann'))).status).toBe(201);
  });
});

/** A request whose lines are sent, and answers read, one by one. */
function openStream(api: ApiClient, path: string) {
  const outgoing = request(new URL(path, api.url), {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-ndjson', ...api.headersFor('POST', path) },
  });
  outgoing.on('error', () => undefined);
  const answer = new Promise<IncomingMessage>((resolve) => outgoing.once('response', resolve));
  const lines = answer.then((incoming) => createInterface({ input: incoming })[Symbol.asyncIterator]());
  const result = async (): Promise<Result | undefined> => {
    const { value, done } = await (await lines).next();
    return done ? undefined : (JSON.parse(value) as Result);
  };
  return { outgoing, result };
}
