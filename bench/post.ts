import { setTimeout as delay } from 'node:timers/promises';
import { figure, percentile, zipf, type Figure } from './figures';
import { expectStatus, onConnections } from './http-load';
import { processorMs } from './processor-time';
import { accountCount, accountOf, postRequest, transaction, type System } from './system';

const warmUpMs = 2_000;
const measuredMs = 6_000;

type Draw = () => number;

/** Single posts over HTTP: accounts spread by Zipf's law, and all on one account. */
export async function post(system: System, ledger: string): Promise<Figure[]> {
  const spread = zipf(accountCount);
  const figures: Figure[] = [];
  for (const connections of [1, 16, 128]) {
    const name = `post.spread.c${connections}`;
    const { perSecond, milliseconds, processorEach } = await run(system, ledger, connections, {
      from: spread,
      to: spread,
    });
    figures.push(figure(name, perSecond, 'transactions/s'));
    if (processorEach !== undefined)
      figures.push(figure(`${name}.cpu`, processorEach, 'ms/transaction, all processes'));
    if (connections !== 128) continue;
    figures.push(figure(`${name}.p50`, percentile(milliseconds, 0.5), 'ms'));
    figures.push(figure(`${name}.p99`, percentile(milliseconds, 0.99), 'ms'));
  }
  const hot = await run(system, ledger, 128, { from: spread, to: () => 0 });
  return [...figures, figure('post.hot.c128', hot.perSecond, 'transactions/s')];
}

async function run(system: System, ledger: string, connections: number, draw: { from: Draw; to: Draw }) {
  const path = `/v1/ledgers/${ledger}/transactions`;
  const begin = performance.now() + warmUpMs;
  const end = begin + measuredMs;
  const milliseconds: number[] = [];
  const processor = usedBetween(system.pid, warmUpMs, measuredMs);
  await onConnections(system, connections, async (connection) => {
    while (performance.now() < end) {
      const body = transaction(accountOf(draw.from()), accountOf(draw.to()), '0.01');
      const answer = expectStatus(await connection.send(postRequest(path, body)), 201);
      const now = performance.now();
      if (now >= begin && now < end) milliseconds.push(answer.milliseconds);
    }
  });
  const used = await processor;
  return {
    perSecond: (milliseconds.length * 1_000) / measuredMs,
    milliseconds,
    processorEach: used === undefined ? undefined : used / milliseconds.length,
  };
}

/** What all processes of the system use in the time measured, in milliseconds; undefined where it cannot be read. */
async function usedBetween(pid: number, beginMs: number, lengthMs: number): Promise<number | undefined> {
  await delay(beginMs);
  const before = processorMs(pid);
  await delay(lengthMs);
  const after = processorMs(pid);
  return before === undefined || after === undefined ? undefined : after - before;
}
