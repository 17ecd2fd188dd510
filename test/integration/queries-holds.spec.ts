import type { CaptureHold } from '@ledger/holds/capture';
import { expireNextHold } from '@ledger/holds/hold-end';
import type { PlaceHold } from '@ledger/holds/hold';
import { GetBalances, GetBalancesHandler } from '@read-models/balances/balances.queries';
import {
  GetHold,
  GetHoldHandler,
  ListHolds,
  ListHoldsHandler,
  type HoldFilter,
} from '@read-models/holds/holds.queries';
import {
  GetIssuedStatement,
  GetIssuedStatementHandler,
  ListIssuedStatements,
  ListIssuedStatementsHandler,
} from '@read-models/issued-statements/issued-statements.queries';
import { ListPeriods, ListPeriodsHandler } from '@read-models/periods/periods.queries';
import { rebuild } from '@read-models/projection/rebuild';
import { GetStatement, GetStatementHandler } from '@read-models/statements/statements.queries';
import { opened, paid } from '../support/given';
import { held } from '../support/given-holds';
import { rowsOfAll } from '../support/projecting';
import { customerBooks } from '../support/queried-books';

const { ledger, perform, applied } = customerBooks();
const ann = 'customers:ann:wallet';

beforeEach(() => {
  perform(opened('visa', 'liability'));
  perform(paid('100.00', 'bank', ann));
});

const tables = () => ledger.now.tables;

/** Posted, held on either side and available, in EUR. */
async function figures(account: string, known: { knownAtSeq?: bigint; knownAt?: string } = {}) {
  const { items } = await new GetBalancesHandler(tables()).execute(new GetBalances('acme', account, known));
  return items.map((item) => [item.posted, item.held?.debits, item.held?.credits, item.available]);
}

/** Places a hold on ann's wallet; answers its id and seq. */
function place(amount: string, details: Partial<PlaceHold> = {}): { id: string; seq: bigint } {
  const { id, seq } = perform(held(amount, ann, 'visa', details));
  return { id, seq: BigInt(seq) };
}

function capture(hold: string, details: Partial<CaptureHold> = {}): bigint {
  return BigInt(perform({ ...details, type: 'CaptureHold', hold }).seq);
}

const hold = (id: string, known: { knownAtSeq?: bigint } = {}) =>
  new GetHoldHandler(tables()).execute(new GetHold('acme', id, known));

const idsOf = async (filter: HoldFilter, known: { knownAtSeq?: bigint } = {}) => {
  const list = new ListHolds('acme', filter, { order: 'asc' }, known);
  return (await new ListHoldsHandler(tables()).execute(list)).items.map(({ id }) => id);
};

describe('what is held', () => {
  it('is shown by side, and lowers what is available only where it would leave', async () => {
    place('60.00');
    await applied();
    expect(await figures(ann)).toEqual([['100.00', '60.00', '0.00', '40.00']]);
    expect(await figures('visa')).toEqual([['0.00', '0.00', '60.00', '0.00']]);
  });

  it('falls with every capture, and with the end of the hold', async () => {
    const { id } = place('60.00');
    place('10.00');
    capture(id, { amount: '20.00' });
    await applied();
    expect(await figures(ann)).toEqual([['80.00', '50.00', '0.00', '30.00']]);
    capture(id, { amount: '5.00', final: true });
    await applied();
    expect(await figures(ann)).toEqual([['75.00', '10.00', '0.00', '65.00']]);
  });

  it('does not count a hold whose time is up, before the entry that says so and after it', async () => {
    place('60.00', { expiresAt: '2026-02-01T00:00:00.000Z' });
    place('5.00', { expiresAt: '2999-01-01T00:00:00.000Z' });
    await applied();
    expect(await figures(ann)).toEqual([['100.00', '5.00', '0.00', '95.00']]);
    const { books } = ledger.now;
    books.take(expireNextHold(books.state, '2026-02-01T00:00:00.000Z')!);
    await applied();
    expect(await figures(ann)).toEqual([['100.00', '5.00', '0.00', '95.00']]);
  });

  it('is shown as it was known at any entry, and stays so', async () => {
    const { id, seq } = place('60.00', { expiresAt: '2999-01-01T00:00:00.000Z' });
    const after = capture(id, { amount: '20.00' });
    const expected = {
      [String(seq)]: ['100.00', '60.00', '0.00', '40.00'],
      [String(after)]: ['80.00', '40.00', '0.00', '40.00'],
    };
    for (let round = 0; round < 2; round += 1) {
      await applied();
      for (const [known, each] of Object.entries(expected))
        expect(await figures(ann, { knownAtSeq: BigInt(known) })).toEqual([each]);
      if (round === 0) perform({ type: 'VoidHold', hold: id, reason: 'not needed' });
    }
  });

  it('at an earlier time did not count what had expired by then', async () => {
    place('60.00', { expiresAt: '2026-01-02T00:00:00.000Z' });
    await applied();
    expect(await figures(ann, { knownAt: '2026-01-01T23:59:59.999Z' })).toMatchObject([
      ['100.00', '60.00', '0.00', '40.00'],
    ]);
    expect(await figures(ann, { knownAt: '2026-01-02T00:00:00.000Z' })).toMatchObject([
      ['100.00', '0.00', '0.00', '100.00'],
    ]);
  });
});

describe('a hold', () => {
  it('shows its lines, and all that happened to it with the transactions it became', async () => {
    const { id, seq } = place('60.00', { tolerance: { percent: '20' }, category: 'card.purchase' });
    perform({ type: 'IncrementHold', hold: id, amount: '10.00' });
    const captured = perform({ type: 'CaptureHold', hold: id, amount: '75.00' });
    await applied();
    const answer = await hold(id);
    expect(answer.hold).toMatchObject({
      id,
      seq: String(seq),
      status: 'captured',
      category: 'card.purchase',
    });
    expect(answer.hold.lines[0]).toEqual({
      account: ann,
      side: 'debit',
      currency: 'EUR',
      held: '70.00',
      captured: '75.00',
      remaining: '0.00',
    });
    expect(answer.hold.steps.map(({ step }) => step)).toEqual(['placed', 'incremented', 'captured']);
    expect(answer.hold.steps[2]!.id).toBe(captured.id);
    expect((await hold(id, { knownAtSeq: seq })).hold).toMatchObject({
      status: 'open',
      lines: [{ held: '60.00' }, {}],
    });
  });

  it('shows of each step what it set aside, captured or released, and what was held after it', async () => {
    const { id } = place('60.00');
    perform({ type: 'IncrementHold', hold: id, amount: '10.00' });
    capture(id, { amount: '25.00' });
    perform({ type: 'IncrementHold', hold: id, expiresAt: '2999-01-01T00:00:00.000Z' });
    perform({ type: 'VoidHold', hold: id, reason: 'not needed' });
    await applied();
    const { steps } = (await hold(id)).hold;
    expect(
      steps.map(({ step, amounts, remaining }) => [step, amounts.join(' '), remaining.join(' ')]),
    ).toEqual([
      ['placed', '60.00 60.00', '60.00 60.00'],
      ['incremented', '10.00 10.00', '70.00 70.00'],
      ['captured', '25.00 25.00', '45.00 45.00'],
      ['incremented', '0.00 0.00', '45.00 45.00'],
      ['voided', '45.00 45.00', '0.00 0.00'],
    ]);
  });

  it('is found by account, status, category, reference and tag', async () => {
    const first = place('1.00', { category: 'card', reference: 'auth-1', tags: ['pos'] });
    const second = place('2.00', { expiresAt: '2026-02-01T00:00:00.000Z' });
    const third = place('3.00');
    perform({ type: 'VoidHold', hold: third.id, reason: 'declined' });
    await applied();
    expect(await idsOf({ account: 'visa' })).toEqual([first.id, second.id, third.id]);
    expect(await idsOf({ account: 'bank' })).toEqual([]);
    expect(await idsOf({ status: 'open' })).toEqual([first.id]);
    expect(await idsOf({ status: 'expired' })).toEqual([second.id]);
    expect(await idsOf({ status: 'voided' })).toEqual([third.id]);
    expect(await idsOf({ category: 'card', reference: 'auth-1', tag: 'pos' })).toEqual([first.id]);
  });

  it('that expired after an entry is open as known at it, in the balances too', async () => {
    const { id, seq } = place('60.00', { expiresAt: '2026-02-01T00:00:00.000Z' });
    await applied();
    const known = { knownAtSeq: seq };
    expect((await hold(id)).hold.status).toBe('expired');
    expect((await hold(id, known)).hold.status).toBe('open');
    expect(await idsOf({ status: 'open' })).toEqual([]);
    expect(await idsOf({ status: 'open' }, known)).toEqual([id]);
    expect(await idsOf({ status: 'expired' }, known)).toEqual([]);
    expect(await figures(ann, known)).toEqual([['100.00', '60.00', '0.00', '40.00']]);
  });

  it('that does not exist is reported so', async () => {
    await applied();
    await expect(hold('019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21')).rejects.toMatchObject({
      code: 'HoldNotFound',
    });
  });
});

describe('closed periods', () => {
  const close = (period: string, month: number, kind: 'soft' | 'hard') => {
    const at = (each: number) => new Date(Date.UTC(2025, each - 1)).toISOString();
    return perform({ type: 'ClosePeriod', period, from: at(month), to: at(month + 1), kind });
  };
  const periods = async (knownAtSeq?: bigint) => {
    const known = knownAtSeq === undefined ? {} : { knownAtSeq };
    const { items } = await new ListPeriodsHandler(tables()).execute(new ListPeriods('acme', known));
    return items.map(({ period, kind, from }) => `${period} ${kind} ${from.slice(0, 10)}`);
  };

  it('are listed in order of time, as they are and as they were', async () => {
    close('2025-11', 11, 'soft');
    const { seq } = close('2025-10', 10, 'soft');
    close('2025-10', 10, 'hard');
    perform({ type: 'ReopenPeriod', period: '2025-11', reason: 'late invoice' });
    await applied();
    expect(await periods()).toEqual(['2025-10 hard 2025-10-01']);
    expect(await periods(BigInt(seq))).toEqual(['2025-10 soft 2025-10-01', '2025-11 soft 2025-11-01']);
  });
});

describe('an issued statement', () => {
  const issued = (number: string) =>
    new GetIssuedStatementHandler(tables()).execute(new GetIssuedStatement('acme', ann, number));

  it('opens where the one before closed, and its lines lead from one to the other', async () => {
    perform({ type: 'IssueStatement', path: ann });
    perform(paid('30.00', ann, 'visa', { effectiveAt: '2025-12-31T00:00:00.000Z' }));
    perform(paid('5.00', 'bank', ann));
    perform({ type: 'IssueStatement', path: ann, description: 'January' });
    perform(paid('1.00', ann, 'visa'));
    await applied();
    const [first, second] = [await issued('1'), await issued('2')];
    expect(first).toMatchObject({
      number: '1',
      fromSeq: '0',
      opening: [{ currency: 'EUR', posted: '0.00' }],
    });
    expect(second).toMatchObject({ number: '2', description: 'January', opening: first.closing });
    expect(second.closing).toEqual([{ currency: 'EUR', posted: '75.00' }]);
    const seqs = { from: BigInt(second.fromSeq), to: BigInt(second.toSeq) + 1n };
    const request = { knownAtSeq: BigInt(second.toSeq) };
    const statement = await new GetStatementHandler(tables()).execute(
      new GetStatement('acme', ann, { seqs }, request),
    );
    expect([statement.opening, statement.closing]).toEqual([second.opening, second.closing]);
    expect(statement.lines.map(({ amount, balance }) => [amount, balance])).toEqual([
      ['30.00', '70.00'],
      ['5.00', '75.00'],
    ]);
  });

  it('is listed by number, and one that does not exist is reported so', async () => {
    for (let count = 0; count < 3; count += 1) perform({ type: 'IssueStatement', path: ann });
    await applied();
    const list = new ListIssuedStatementsHandler(tables());
    const page = await list.execute(new ListIssuedStatements('acme', ann, { limit: 2 }));
    expect(page.items.map(({ number }) => number)).toEqual(['3', '2']);
    const rest = await list.execute(new ListIssuedStatements('acme', ann, { limit: 2, cursor: page.next! }));
    expect(rest.items.map(({ number }) => number)).toEqual(['1']);
    await expect(issued('4')).rejects.toMatchObject({ code: 'StatementNotFound' });
  });
});

it('a rebuild makes the same of holds, periods and statements', async () => {
  const { id } = place('60.00', { metadata: { pump: '"7"' } });
  capture(id, { amount: '20.00' });
  await applied();
  place('5.00');
  perform({ type: 'IncrementHold', hold: id, amount: '1.00' });
  perform({
    type: 'ClosePeriod',
    period: '2024',
    from: '2024-01-01T00:00:00.000Z',
    to: '2025-01-01T00:00:00.000Z',
    kind: 'soft',
  });
  capture(id, { amount: '1.00', final: true });
  perform({ type: 'ReopenPeriod', period: '2024', reason: 'audit' });
  perform({ type: 'IssueStatement', path: ann });
  await applied();
  const { databaseUrl, stream } = ledger.now;
  const live = await rowsOfAll(databaseUrl);
  await rebuild({ databaseUrl, stream, readModels: 'all', onProgress: () => undefined });
  expect(await rowsOfAll(databaseUrl)).toEqual(live);
});
