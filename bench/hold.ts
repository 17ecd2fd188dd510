import { figure, percentile, zipf, type Figure } from './figures';
import { expectStatus, onConnections, type HttpConnection } from './http-load';
import { accountCount, accountOf, postRequest, type System } from './system';

const warmUpMs = 2_000;
const measuredMs = 6_000;
const connections = 128;

/** Holds over HTTP, each placed and then captured whole; a cycle is both. */
export async function hold(system: System, ledger: string): Promise<Figure[]> {
  const draw = zipf(accountCount);
  const begin = performance.now() + warmUpMs;
  const end = begin + measuredMs;
  const milliseconds: number[] = [];
  await onConnections(system, connections, async (connection) => {
    while (performance.now() < end) {
      const start = performance.now();
      await cycle(connection, ledger, { from: accountOf(draw()), to: accountOf(draw()) });
      const now = performance.now();
      if (now >= begin && now < end) milliseconds.push(now - start);
    }
  });
  return [
    figure('hold.cycle.c128', (milliseconds.length * 1_000) / measuredMs, 'cycles/s'),
    figure('hold.cycle.c128.p99', percentile(milliseconds, 0.99), 'ms'),
  ];
}

async function cycle(
  connection: HttpConnection,
  ledger: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  const holds = `/v1/ledgers/${ledger}/holds`;
  const amount = { amount: '0.01', currency: 'EUR' };
  const postings = [
    { account: from, side: 'debit', ...amount },
    { account: to, side: 'credit', ...amount },
  ];
  const placed = expectStatus(await connection.send(postRequest(holds, { postings })), 201);
  const { hold: id } = JSON.parse(placed.body) as { hold: string };
  expectStatus(await connection.send(postRequest(`${holds}/${id}/captures`, {})), 201);
}
