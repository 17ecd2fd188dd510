import { randomUUID } from 'node:crypto';
import { figure, percentile, type Figure } from './figures';
import { HttpConnection, expectStatus, onConnections } from './http-load';
import { bulkRequest, postRequest, type System } from './system';

/** Statement lines of each of the two accounts. */
const linesWanted = 1_000_000;
const linesOfTransaction = 20;
const transactionsOfRequest = 100;
const connections = 4;
const asked = 1_000;

/** Effective times lie in the days before this one, in no order at all: the worst that can be. */
const day = Date.UTC(2026, 0, 1);
const daysBefore = 365;
const dayMs = 86_400_000;

/** An account of a million lines, whose transactions have no effective times of their own or one each. */
interface History {
  readonly name: 'plain' | 'dated';
  firstSeq: number;
  lastSeq: number;
  firstAt: number;
  lastAt: number;
}

/** How long a past balance takes, at random effective times and as known at random seqs, one request after the other. */
export async function past(system: System): Promise<Figure[]> {
  const figures: Figure[] = [];
  const p99s: number[] = [];
  for (const name of ['plain', 'dated'] as const) {
    const ledger = `past-${name}-${randomUUID().slice(0, 8)}`;
    const history = await load(system, ledger, name);
    const milliseconds = await ask(system, ledger, history);
    p99s.push(percentile(milliseconds, 0.99));
    figures.push(figure(`balance.past.${name}.p50`, percentile(milliseconds, 0.5), 'ms'));
    figures.push(figure(`balance.past.${name}.p99`, percentile(milliseconds, 0.99), 'ms'));
  }
  return [...figures, figure('balance.past.p99', Math.max(...p99s), 'ms')];
}

async function load(system: System, ledger: string, name: History['name']): Promise<History> {
  const connection = await HttpConnection.open(system);
  const path = `/v1/ledgers/${ledger}`;
  const chart = [{ pattern: '*', type: 'asset' }];
  expectStatus(await connection.send(postRequest('/v1/ledgers', { id: ledger, name: 'Past', chart })), 201);
  const history = { name, firstSeq: Infinity, lastSeq: 0, firstAt: Date.now(), lastAt: 0 };
  let missing = linesWanted / linesOfTransaction / transactionsOfRequest;
  await onConnections(system, connections, async (each) => {
    while (missing > 0) {
      missing -= 1;
      const items = Array.from({ length: transactionsOfRequest }, () => transaction(name));
      const { body } = expectStatus(await each.send(bulkRequest(ledger, items)), 200);
      const seq = lastSeqIn(body);
      history.firstSeq = Math.min(history.firstSeq, seq);
      history.lastSeq = Math.max(history.lastSeq, seq);
    }
  });
  history.lastAt = Date.now();
  const waiting = { method: 'GET' as const, path: `${path}?after=${history.lastSeq}&wait=30s` };
  while ((await connection.send(waiting)).status === 503);
  connection.close();
  return history;
}

/** Twenty lines of the busy account, and one that balances them. */
function transaction(name: History['name']) {
  const cents = Array.from({ length: linesOfTransaction }, () => 1 + Math.floor(Math.random() * 9_999));
  const total = cents.reduce((sum, each) => sum + each, 0);
  const effectiveAt = new Date(day - Math.floor(Math.random() * daysBefore * dayMs)).toISOString();
  return {
    idempotencyKey: randomUUID(),
    postings: [...cents.map((each) => posting('busy', 'debit', each)), posting('other', 'credit', total)],
    ...(name === 'dated' && { effectiveAt }),
  };
}

function posting(account: string, side: 'debit' | 'credit', cents: number) {
  const amount = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
  return { account, side, amount, currency: 'EUR' };
}

async function ask(system: System, ledger: string, history: History): Promise<number[]> {
  const connection = await HttpConnection.open(system);
  const milliseconds: number[] = [];
  for (let i = 0; i < asked * 1.2; i += 1) {
    const seq = between(history.firstSeq, history.lastSeq);
    const at =
      history.name === 'plain'
        ? between(history.firstAt, history.lastAt)
        : between(day - daysBefore * dayMs, day);
    const query = `effectiveAt=${new Date(at).toISOString()}&knownAtSeq=${seq}`;
    const path = `/v1/ledgers/${ledger}/accounts/busy/balances?${query}`;
    const answer = expectStatus(await connection.send({ method: 'GET', path }), 200);
    // The first ones find connections, statements and pages that are not ready.
    if (i >= asked * 0.2) milliseconds.push(answer.milliseconds);
  }
  connection.close();
  return milliseconds;
}

function between(from: number, to: number): number {
  return from + Math.floor(Math.random() * (to - from + 1));
}

function lastSeqIn(body: string): number {
  const at = body.lastIndexOf('"seq":"');
  return Number(body.slice(at + 7, body.indexOf('"', at + 7)));
}
