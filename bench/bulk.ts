import { figure, zipf, type Figure } from './figures';
import { HttpConnection, expectStatus, onConnections } from './http-load';
import { accountCount, accountOf, bulkRequest, item, type System } from './system';

/** Bulk posts: from the first request until a query that waits for the last seq is answered. */
export async function bulk(system: System, ledger: string): Promise<Figure[]> {
  const draw = zipf(accountCount);
  const figures: Figure[] = [];
  for (const { size, connections, total } of [
    { size: 50, connections: 16, total: 60_000 },
    { size: 1_000, connections: 4, total: 100_000 },
  ]) {
    const requests = Array.from({ length: total / size }, () =>
      bulkRequest(
        ledger,
        Array.from({ length: size }, () => item(accountOf(draw()), accountOf(draw()), '0.01')),
      ),
    );
    const begin = performance.now();
    let lastSeq = 0;
    await onConnections(system, connections, async (connection) => {
      for (let request = requests.pop(); request; request = requests.pop()) {
        lastSeq = Math.max(lastSeq, lastSeqIn(expectStatus(await connection.send(request), 200).body));
      }
    });
    const receiptsMs = performance.now() - begin;
    await until(system, ledger, lastSeq);
    const allMs = performance.now() - begin;
    figures.push(figure(`bulk${size}.receipts`, (total * 1_000) / receiptsMs, 'transactions/s'));
    figures.push(figure(`bulk${size}.end_to_end`, (total * 1_000) / allMs, 'transactions/s'));
  }
  return figures;
}

function lastSeqIn(body: string): number {
  const at = body.lastIndexOf('"seq":"');
  return Number(body.slice(at + 7, body.indexOf('"', at + 7)));
}

async function until(system: System, ledger: string, seq: number): Promise<void> {
  const connection = await HttpConnection.open(system);
  const path = `/v1/ledgers/${ledger}/accounts/bank/balances?after=${seq}&wait=30s`;
  for (let isBehind = true; isBehind;)
    isBehind = (await connection.send({ method: 'GET', path })).status === 503;
  expectStatus(await connection.send({ method: 'GET', path }), 200);
  connection.close();
}
