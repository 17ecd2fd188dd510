import { credit, debit, topUp, transfer, type ApiAnswer, type Problem, type Receipt } from '../support/api';
import { startServices, type Services } from '../support/services';

const ann = 'customers:ann:wallet';
const bob = 'customers:bob:wallet';

interface Results {
  readonly items: readonly { status: number; replayed: boolean; receipt: Receipt }[];
}

describe('holds over HTTP', () => {
  let services: Services;
  let ledger: string;

  beforeAll(async () => {
    services = await startServices();
  });
  beforeEach(async () => {
    ledger = await services.api.openLedger();
    await services.api.accepted(`${ledger}/transactions`, topUp('ann', '100.00'));
  });
  afterAll(() => services?.stop());

  /** Holds an amount of Ann's in favour of Bob. */
  async function placed(amount: string, more: object = {}): Promise<string> {
    const { id } = await services.api.accepted(`${ledger}/holds`, {
      ...transfer('ann', 'bob', amount),
      ...more,
    });
    return id;
  }

  /** Posted and available of an account, as the tables have them once they know `seq`. */
  async function figuresOf(account: string, seq: string): Promise<{ posted: string; available: string }> {
    const path = `${ledger}/accounts/${account}/balances?after=${seq}&wait=30s`;
    const { body } = await services.api.get<{ items: { posted: string; available: string }[] }>(path);
    const { posted, available } = body.items[0]!;
    return { posted, available };
  }

  it('are placed, incremented, captured in part and voided, each with the figures it leaves', async () => {
    const { api } = services;
    const { id: hold, seq } = await api.accepted(`${ledger}/holds`, transfer('ann', 'bob', '60.00'));
    const incremented = await api.accepted(`${ledger}/holds/${hold}/increments`, { amount: '10.00' });
    const captured = await api.accepted(`${ledger}/holds/${hold}/captures`, { amount: '25.00' });
    const voided = await api.accepted(`${ledger}/holds/${hold}/void`, { reason: 'Returned' });

    expect(incremented).toMatchObject({ hold });
    expect(incremented.balances[0]).toMatchObject({ account: ann, posted: '100.00', available: '30.00' });
    expect(captured).toMatchObject({ captures: { id: hold, remaining: ['45.00', '45.00'], seq } });
    expect(captured.balances).toEqual([
      { account: ann, currency: 'EUR', posted: '75.00', available: '30.00', version: '2' },
      { account: bob, currency: 'EUR', posted: '25.00', available: '25.00', version: '1' },
    ]);
    expect(voided.balances[0]).toMatchObject({ posted: '75.00', available: '75.00', version: '2' });
  });

  it('expire by themselves, and are not counted as held from then on, though nobody asks', async () => {
    const { api } = services;
    let expiresAt: string;
    let answer: ApiAnswer<Problem>;
    let milliseconds = 200;
    do {
      milliseconds *= 2;
      expiresAt = new Date(Date.now() + milliseconds).toISOString();
      answer = await api.post<Problem>(`${ledger}/holds`, { ...transfer('ann', 'bob', '60.00'), expiresAt });
    } while (answer.body.code === 'ExpiryInPast');
    expect(answer.status).toBe(201);
    const isExpired = async () => {
      const { text } = await api.send('GET', `${ledger}/entries?from=${String(answer.body['seq'])}`, {});
      return text.includes('"type":"HoldExpired"');
    };
    while (!(await isExpired())) await new Promise((resolve) => setImmediate(resolve));
    const { seq } = await api.accepted(`${ledger}/transactions`, transfer('ann', 'bob', '100.00'));

    expect(await figuresOf(ann, seq)).toEqual({ posted: '0.00', available: '0.00' });
  });

  /** 100 callers, each with a key of its own, capture 0.70 of one hold at the same time. */
  async function capturedByMany(hold: string) {
    const capture = (i: number) =>
      services.api.post<Problem & Receipt>(
        `${ledger}/holds/${hold}/captures`,
        { amount: '0.70' },
        { key: `caller-${i}` },
      );
    const ask = () => Promise.all(Array.from({ length: 100 }, (_, i) => capture(i)));
    return { answers: await ask(), again: await ask() };
  }

  function countOf(answers: readonly ApiAnswer<Problem>[]): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { status, body } of answers) {
      const what = status === 201 ? '201' : `${status} ${body.code}`;
      counts[what] = (counts[what] ?? 0) + 1;
    }
    return counts;
  }

  const lastSeq = (answers: readonly ApiAnswer<Problem & Receipt>[]) =>
    String(Math.max(...answers.filter(({ status }) => status === 201).map(({ body }) => Number(body.seq))));

  it('are never captured above what they hold by a hundred callers at once, each of whom gets a true answer', async () => {
    const { answers, again } = await capturedByMany(await placed('60.00'));

    expect(countOf(answers)).toEqual({ '201': 85, '422 CaptureAboveHold': 15 });
    expect(await figuresOf(bob, lastSeq(answers))).toEqual({ posted: '59.50', available: '59.50' });
    for (const { status, body } of answers)
      if (status === 422) expect(body).toMatchObject({ allowed: '0.50', asked: '0.70' });
    expectSame(answers, again);
  });

  it('are captured by a hundred callers up to the first that takes the last of it, within the tolerance', async () => {
    const hold = await placed('60.00', { tolerance: { percent: '20' } });
    const { answers, again } = await capturedByMany(hold);
    const seq = lastSeq(answers);

    expect(countOf(answers)).toEqual({ '201': 86, '409 HoldAlreadyCaptured': 14 });
    expect(await figuresOf(bob, seq)).toEqual({ posted: '60.20', available: '60.20' });
    for (const { status, body } of answers) if (status === 409) expect(body).toMatchObject({ hold, seq });
    expectSame(answers, again);
  });

  /** A retry with the same key gets the same response; nothing is captured twice. */
  function expectSame(answers: readonly ApiAnswer<Problem>[], again: readonly ApiAnswer<Problem>[]): void {
    expect(again.map(({ status, text }) => ({ status, text }))).toEqual(
      answers.map(({ status, text }) => ({ status, text })),
    );
    expect(again.map(({ headers }) => headers.get('Idempotency-Replayed'))).toEqual(
      answers.map(({ status }) => (status === 201 ? 'true' : null)),
    );
  }

  it('are voided by one of many who ask while its entry is on its way, and the others get to know', async () => {
    const hold = await placed('60.00');
    const answers: ApiAnswer<Problem>[] = [];
    const ask = async (): Promise<void> => {
      const answer = await services.api.post<Problem>(`${ledger}/holds/${hold}/void`, { reason: 'Many' });
      answers.push(answer);
      if (answers.length < 200) await ask();
    };
    await Promise.all(Array.from({ length: 20 }, ask));

    const { 201: voided, ...others } = countOf(answers);
    expect([voided, Object.keys(others)]).toEqual([1, ['409 HoldIsVoided']]);
  });

  it('are captured together by a settlement file, or not at all', async () => {
    const { api } = services;
    const [first, second] = [await placed('20.00'), await placed('30.00')];
    const items = [
      { idempotencyKey: 's1', hold: first, final: true, amount: '15.00' },
      { idempotencyKey: 's2', hold: second },
    ];
    const tooMuch = [items[0], { ...items[1], amount: '30.01' }];
    const refused = await api.post<Problem>(`${ledger}/holds/captures`, { items: tooMuch });
    const dry = await api.post<Results>(`${ledger}/holds/captures?dryRun=true`, { items });
    const settled = await api.post<Results>(`${ledger}/holds/captures`, { items });
    const again = await api.post<Results>(`${ledger}/holds/captures`, { items });

    expect(refused.body).toMatchObject({ status: 422, code: 'CaptureAboveHold', item: 1, allowed: '30.00' });
    expect([dry.status, settled.status, again.status]).toEqual([200, 201, 201]);
    expect(settled.body.items.map(({ status, replayed }) => [status, replayed])).toEqual([
      [201, false],
      [201, false],
    ]);
    expect(settled.body.items.map(({ receipt }) => receipt['captures'])).toMatchObject([
      { id: first, remaining: ['0.00', '0.00'] },
      { id: second, remaining: ['0.00', '0.00'] },
    ]);
    expect(again.body.items).toEqual(settled.body.items.map((item) => ({ ...item, replayed: true })));
    expect(await figuresOf(ann, again.body.items[1]!.receipt.seq)).toEqual({
      posted: '55.00',
      available: '55.00',
    });
  });

  it('report the flaws of a settlement file by item', async () => {
    const items = [
      { idempotencyKey: 's1', hold: 'first' },
      { hold: await placed('1.00'), amount: 1 },
    ];
    const { body } = await services.api.post<Problem>(`${ledger}/holds/captures`, { items });

    expect(body.status).toBe(400);
    expect(body.errors!.map(({ pointer, code }) => `${code} ${pointer}`)).toEqual([
      'BadFormat /items/0/hold',
      'Missing /items/1/idempotencyKey',
      'WrongType /items/1/amount',
    ]);
  });

  it('in two currencies are captured posting by posting', async () => {
    const postings = [
      debit(ann, '40.00'),
      credit(bob, '40.00'),
      debit(ann, '5', 'JPY'),
      credit(bob, '5', 'JPY'),
    ];
    const hold = await placed('0.00', { postings });
    const { captures } = await services.api.accepted(`${ledger}/holds/${hold}/captures`, {
      postings: [debit(ann, '5', 'JPY'), credit(bob, '5', 'JPY')],
    });

    expect(captures).toMatchObject({ remaining: ['40.00', '40.00', '0', '0'] });
  });
});
