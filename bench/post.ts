import { figure, percentile, zipf, type Figure } from './figures';
import { expectStatus, onConnections } from './http-load';
import { accountCount, accountOf, postRequest, transaction, type System } from './system';

const warmUpMs = 2_000;
const measuredMs = 6_000;

type Draw = () => number;

/** Single posts over HTTP: accounts spread by Zipf's law, and all on one account. */
export async function post(system: System, ledger: string): Promise<Figure[]> {
  const spread = zipf(accountCount);
  const figures: Figure[] = [];
  for (const connections of [1, 16, 128]) {
    const { perSecond, milliseconds } = await run(system, ledger, connections, { from: spread, to: spread });
    figures.push(figure(`post.spread.c${connections}`, perSecond, 'transactions/s'));
    if (connections !== 128) continue;
    figures.push(figure('post.spread.c128.p50', percentile(milliseconds, 0.5), 'ms'));
    figures.push(figure('post.spread.c128.p99', percentile(milliseconds, 0.99), 'ms'));
  }
  const hot = await run(system, ledger, 128, { from: spread, to: () => 0 });
  return [...figures, figure('post.hot.c128', hot.perSecond, 'transactions/s')];
}

async function run(system: System, ledger: string, connections: number, draw: { from: Draw; to: Draw }) {
  const path = `/v1/ledgers/${ledger}/transactions`;
  const begin = performance.now() + warmUpMs;
  const end = begin + measuredMs;
  const milliseconds: number[] = [];
  await onConnections(system.api, connections, async (connection) => {
    while (performance.now() < end) {
      const body = transaction(accountOf(draw.from()), accountOf(draw.to()), '0.01');
      const answer = expectStatus(await connection.send(postRequest(path, body)), 201);
      const now = performance.now();
      if (now >= begin && now < end) milliseconds.push(answer.milliseconds);
    }
  });
  return { perSecond: (milliseconds.length * 1_000) / measuredMs, milliseconds };
}
