import { figure, percentile, zipf, type Figure } from './figures';
import { HttpConnection, expectStatus } from './http-load';
import { accountCount, accountOf, postRequest, transaction, type System } from './system';

const connections = 64;
const measuredMs = 10_000;

/** From receipt to the answer of a query that waits for it, while posts arrive at half of what the path can take. */
export async function visible(system: System, ledger: string, fullPerSecond: number): Promise<Figure[]> {
  const pauseMs = (connections * 1_000) / (fullPerSecond / 2);
  const draw = zipf(accountCount);
  const milliseconds: number[] = [];
  const end = performance.now() + measuredMs;
  const caller = async (index: number) => {
    const [writer, reader] = [await HttpConnection.open(system.api), await HttpConnection.open(system.api)];
    for (let due = performance.now() + (index * pauseMs) / connections; due < end; due += pauseMs) {
      await at(due);
      const to = accountOf(draw());
      const body = transaction(accountOf(draw()), to, '0.01');
      const receipt = expectStatus(
        await writer.send(postRequest(`/v1/ledgers/${ledger}/transactions`, body)),
        201,
      );
      if (index % 8 !== 0) continue;
      const { seq } = JSON.parse(receipt.body) as { seq: string };
      const path = `/v1/ledgers/${ledger}/accounts/${to}/balances?after=${seq}`;
      milliseconds.push(expectStatus(await reader.send({ method: 'GET', path }), 200).milliseconds);
    }
    writer.close();
    reader.close();
  };
  await Promise.all(Array.from({ length: connections }, (_, index) => caller(index)));
  return [
    figure('visible.p50', percentile(milliseconds, 0.5), 'ms'),
    figure('visible.p99', percentile(milliseconds, 0.99), 'ms'),
  ];
}

function at(due: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
}
