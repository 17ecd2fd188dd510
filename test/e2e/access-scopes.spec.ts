import { randomUUID } from 'node:crypto';
import { AccessDesk, type CredentialClient } from '../support/access-desk';
import { credit, debit, topUp, transfer, type ApiAnswer, type Problem, type Receipt } from '../support/api';
import { startServices, type Services } from '../support/services';

let services: Services;
let desk: AccessDesk;
let ledger: string;
/** Posts between the bank and the wallets of Alice and Bob, at most 100 EUR at a time. */
let teller: CredentialClient;
/** Posts to everything. */
let all: CredentialClient;
let keeper: CredentialClient;
/** A service that posts and works here; one that posts here and works elsewhere. */
let worker: CredentialClient;
let stranger: CredentialClient;

beforeAll(async () => {
  services = await startServices();
  ledger = await services.api.openLedger();
  desk = await AccessDesk.opened(services);
  const id = ledger.split('/').at(-1)!;
  const accounts = ['bank:cash', 'customers:alice', 'customers:bob:wallet'];
  const maximum = [{ amount: '100.00', currency: 'EUR' }];
  teller = await desk.caller('teller', { grants: [{ role: 'poster', ledger: id, accounts, maximum }] });
  all = await desk.caller('anyposter', { grants: [{ role: 'poster', ledger: id }] });
  keeper = await desk.caller('keeper', { grants: [{ role: 'admin', ledger: id, accounts: ['bank'] }] });
  const elsewhere = (await services.api.openLedger()).split('/').at(-1)!;
  const serving = (name: string, of: string) =>
    desk.caller(name, {
      owner: 'anyposter',
      grants: [
        { role: 'poster', ledger: id },
        { role: 'worker', ledger: of },
      ],
    });
  worker = await serving('connector', id);
  stranger = await serving('stranger', elsewhere);
  await all.accepted(`${ledger}/transactions`, topUp('carol', '50.00'));
  await all.accepted(`${ledger}/transactions`, topUp('alice', '50.00'));
});
afterAll(async () => {
  await desk?.close();
  await services?.stop();
});

const problem = ({ body }: ApiAnswer<unknown>) => body as Problem;
const post = (client: CredentialClient, body: unknown, key: string = randomUUID()) =>
  client.post<Receipt & Problem>(`${ledger}/transactions`, body, { key });
const absentId = '019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21';

/** The same bytes but for the id that was asked for. */
function expectAsAbsent(there: ApiAnswer<unknown>, absent: ApiAnswer<unknown>, id: string): void {
  expect([there.status, there.text.replaceAll(id, absentId)]).toEqual([absent.status, absent.text]);
  expect(there.status).toBe(404);
}

describe('a post', () => {
  it('needs one grant that covers every posting, and names the first that is outside', async () => {
    expect((await post(teller, topUp('alice', '5.00'))).status).toBe(201);
    const outside = await post(teller, transfer('alice', 'carol', '1.00'));
    expect([outside.status, outside.body]).toMatchObject([
      403,
      { code: 'OutOfScope', posting: 1, account: 'customers:carol:wallet', side: 'credit' },
    ]);
    const neighbour = { postings: [debit('bank:cash', '1.00'), credit('customers:alicex:wallet', '1.00')] };
    expect((await post(teller, neighbour)).body.code).toBe('OutOfScope');
  });

  it('keeps within the maximum of the grant, and in its currencies', async () => {
    expect((await post(teller, topUp('alice', '100.01'))).body).toMatchObject({
      code: 'OutOfScope',
      needs: 'maximum',
      currency: 'EUR',
    });
    const dollars = {
      postings: [debit('bank:cash', '1.00', 'USD'), credit('customers:alice:wallet', '1.00', 'USD')],
    };
    expect((await post(teller, dollars)).body.code).toBe('OutOfScope');
  });

  it('is judged before the rules, so that a refusal says nothing of what is outside', async () => {
    const tooMuch = await post(teller, transfer('carol', 'alice', '99.00'));
    const little = await post(teller, transfer('carol', 'alice', '0.01'));
    expect(tooMuch.body.code).toBe('OutOfScope');
    expect(tooMuch.text).toBe(little.text);
    const dry = await teller.post<Problem>(
      `${ledger}/transactions?dryRun=true`,
      transfer('carol', 'alice', '0.01'),
    );
    expect(dry.text).toBe(little.text);
  });

  it('cannot learn a balance by a condition on an account outside', async () => {
    const asking = (availableAtLeast: string) => ({
      ...topUp('alice', '1.00'),
      conditions: [{ account: 'customers:carol:wallet', currency: 'EUR', availableAtLeast }],
    });
    const [high, low] = [await post(teller, asking('1000.00')), await post(teller, asking('0.00'))];
    expect(high.body.code).toBe('OutOfScope');
    expect(high.text).toBe(low.text);
  });

  it('in a bulk is judged item by item', async () => {
    const items = [topUp('alice', '1.00'), topUp('carol', '1.00'), topUp('bob', '1.00')].map((item) => ({
      ...item,
      idempotencyKey: randomUUID(),
    }));
    const bulk = `${ledger}/transactions/bulk`;
    const each = await teller.post<{ items: { status: number }[] }>(bulk, { atomic: false, items });
    expect(each.body.items.map(({ status }) => status)).toEqual([201, 403, 201]);
    const together = await teller.post<Problem>(bulk, { atomic: true, items });
    expect([together.status, together.body]).toMatchObject([403, { code: 'OutOfScope', item: 1 }]);
  });

  it('with the key of another principal is refused, and the entry of that is not named', async () => {
    const key = randomUUID();
    const body = topUp('alice', '2.00');
    expect((await post(all, body, key)).status).toBe(201);
    const foreign = await post(teller, body, key);
    expect([foreign.status, foreign.body.code]).toEqual([422, 'IdempotencyKeyReused']);
    expect(foreign.body).not.toHaveProperty('seq');
    expect((await post(all, body, key)).headers.get('Idempotency-Replayed')).toBe('true');
  });

  it.each(['connector/', 'reconcile/', 'file/'])(
    'with a key that begins with %s needs a worker',
    async (prefix) => {
      const body = topUp('alice', '2.00');
      const key = `${prefix}${randomUUID()}`;
      const refused = await post(all, body, key);
      expect([refused.status, refused.body]).toMatchObject([422, { code: 'IdempotencyKeyReserved', prefix }]);
      // Whether somebody used it is not shown by another answer.
      expect((await post(worker, body, key)).status).toBe(201);
      expect((await post(all, body, key)).text).toBe(refused.text);
      expect((await post(worker, body, key)).headers.get('Idempotency-Replayed')).toBe('true');
      expect((await post(all, body, `x${key}`)).status).toBe(201);

      const items = [`${prefix}${randomUUID()}`, randomUUID()].map((each) => ({
        ...body,
        idempotencyKey: each,
      }));
      const bulk = `${ledger}/transactions/bulk`;
      const each = await all.post<{ items: { status: number }[] }>(bulk, { atomic: false, items });
      expect(each.body.items.map(({ status }) => status)).toEqual([422, 201]);
      const together = await all.post<Problem>(bulk, { atomic: true, items });
      expect([together.status, together.body]).toMatchObject([
        422,
        { code: 'IdempotencyKeyReserved', item: 0 },
      ]);
    },
  );

  it('by a worker of another ledger has no reserved key', async () => {
    const refused = await post(stranger, topUp('alice', '2.00'), `file/${randomUUID()}`);
    expect([refused.status, refused.body.code]).toEqual([422, 'IdempotencyKeyReserved']);
    expect((await post(stranger, topUp('alice', '2.00'))).status).toBe(201);
  });

  it('is nothing that a worker may do without another grant', async () => {
    const idle = await desk.caller('idle', { owner: 'anyposter', grants: [{ role: 'worker' }] });
    const refused = await post(idle, topUp('alice', '2.00'), `file/${randomUUID()}`);
    expect([refused.status, refused.body.code]).toEqual([403, 'NotPermitted']);
  });
});

describe('a refusal', () => {
  it('has no figures of a node that the caller may not read', async () => {
    const manager = await desk.caller('limiter', { grants: [{ role: 'admin' }] });
    const window = { seconds: '86400' };
    const limits = [{ name: 'daily', per: 'node', side: 'debit', currency: 'EUR', maximum: '20.00', window }];
    const set = await manager.put(`${ledger}/velocity-limits/customers`, { limits });
    expect([set.status, set.text]).toEqual([201, expect.any(String)]);
    const refused = (client: CredentialClient) => post(client, transfer('alice', 'bob', '21.00'));
    const facts = { code: 'VelocityLimitExceeded', node: 'customers', account: 'customers:alice:wallet' };
    expect((await refused(all)).body).toMatchObject({ ...facts, headroom: expect.any(String) });
    const { body } = await refused(teller);
    expect(body).toMatchObject(facts);
    for (const figure of ['used', 'headroom', 'maximum', 'freesUpAt'])
      expect(body).not.toHaveProperty(figure);
    expect(body.detail).not.toMatch(/\d/);
    await manager.put(`${ledger}/velocity-limits/customers`, { limits: [] });
    const close = await manager.post<Problem>(`${ledger}/accounts/bank:cash/close`, { reason: 'Over' });
    expect(close.body).toMatchObject({ code: 'AccountHasBalance', account: 'bank:cash' });
    expect(close.body).not.toHaveProperty('amount');
  });
});

describe('a hold or a transaction outside', () => {
  it('is not there for who would capture, increment, void or reverse it, open or ended', async () => {
    const hold = await all.accepted(`${ledger}/holds`, transfer('carol', 'dave', '5.00'));
    const { id: reversed } = await all.accepted(`${ledger}/transactions`, transfer('carol', 'dave', '1.00'));
    const acts = [
      ['captures', {}],
      ['increments', { amount: '1.00' }],
      ['void', { reason: 'No' }],
    ] as const;
    const expectHidden = async () => {
      for (const [act, body] of acts) {
        const there = await teller.post(`${ledger}/holds/${hold.id}/${act}`, body);
        expectAsAbsent(there, await teller.post(`${ledger}/holds/${absentId}/${act}`, body), hold.id);
      }
    };
    await expectHidden();
    await all.accepted(`${ledger}/holds/${hold.id}/void`, { reason: 'Ended' });
    await expectHidden();
    const reversal = (id: string) =>
      teller.post(`${ledger}/transactions/${id}/reversal`, { reason: 'Wrong', amount: '999.00' });
    expectAsAbsent(await reversal(reversed), await reversal(absentId), reversed);
  });

  it('is captured only by who may make its postings, within the maximum', async () => {
    const { id } = await all.accepted(`${ledger}/holds`, topUp('alice', '150.00'));
    const whole = await teller.post<Problem>(`${ledger}/holds/${id}/captures`, {});
    expect([whole.status, whole.body]).toMatchObject([403, { code: 'OutOfScope', needs: 'maximum' }]);
    const part = await teller.post<Receipt>(`${ledger}/holds/${id}/captures`, { amount: '60.00' });
    expect(part.status).toBe(201);
    const half = await all.accepted(`${ledger}/holds`, transfer('alice', 'carol', '5.00'));
    const mixed = await teller.post<Problem>(`${ledger}/holds/${half.id}/captures`, {});
    expect(mixed.body).toMatchObject({ code: 'OutOfScope', account: 'customers:carol:wallet' });
  });
});

describe('a change of terms', () => {
  it('is covered by the account that it is of, and of limits needs to configure', async () => {
    const change = (path: string, body: object) => keeper.patch(`${ledger}/accounts/${path}`, body);
    expect((await change('bank:cash', { tags: ['till'] })).status).toBe(201);
    expect(problem(await change('customers:alice:wallet', { tags: ['vip'] })).code).toBe('OutOfScope');
    const chart = await keeper.put(`${ledger}/chart`, { patterns: [] });
    expect(problem(chart).code).toBe('OutOfScope');
    const poster = await desk.caller('opener', {
      grants: [{ role: 'poster', ledger: ledger.split('/').at(-1)! }],
    });
    expect((await poster.post(`${ledger}/accounts`, { path: 'fees', type: 'income' })).status).toBe(201);
    const tags = await poster.patch(`${ledger}/accounts/fees`, { tags: ['x'] });
    expect([tags.status, problem(tags).code]).toEqual([403, 'NotPermitted']);
    const limits = [{ currency: 'EUR', minimum: '0.00' }];
    expect(problem(await poster.patch(`${ledger}/accounts/fees`, { limits }))).toMatchObject({
      code: 'NotPermitted',
    });
  });
});

describe('a revocation', () => {
  it('in the midst of a stream ends what is accepted of it', async () => {
    const leaver = await desk.caller('streamer');
    const grant = await desk.grant('streamer', { role: 'poster', ledger: ledger.split('/').at(-1)! });
    await untilAnswered(leaver);
    const lines = () => `${JSON.stringify({ ...topUp('alice', '0.01'), idempotencyKey: randomUUID() })}\n`;
    let send: (text: string) => void = () => undefined;
    let end: () => void = () => undefined;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        send = (text) => controller.enqueue(Buffer.from(text));
        end = () => controller.close();
      },
    });
    const answering = fetch(new URL(`${ledger}/transactions/bulk`, services.apiUrl), {
      method: 'POST',
      body,
      duplex: 'half',
      headers: { Authorization: leaver.authorization!, 'Content-Type': 'application/x-ndjson' },
    });
    send(lines());
    const answer = await answering;
    await desk.submit({ type: 'RevokeGrant', grant, reason: 'Left' });
    await untilAnswered(leaver, 404);
    send(lines());
    end();
    const statuses = (await answer.text())
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { status: number }).status);
    expect(statuses).toEqual([201, 404]);
  });
});

/** Waits until the API answers a caller so. */
async function untilAnswered(client: CredentialClient, status = 200): Promise<void> {
  while ((await client.get(ledger)).status !== status)
    await new Promise((resolve) => setTimeout(resolve, 20));
}
