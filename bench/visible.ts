import { figure, percentile, zipf, type Figure } from './figures';
import { HttpConnection, expectStatus, onConnections } from './http-load';
import { accountCount, accountOf, postRequest, transaction, type System } from './system';

const connections = 64;
const measuredMs = 10_000;
const aloneMs = 4_000;

/** From receipt to the answer of a query that waits for it. */
export async function visible(system: System, ledger: string, fullPerSecond: number): Promise<Figure[]> {
  return [...(await besideOthers(system, ledger, fullPerSecond)), ...(await alone(system, ledger))];
}

/** While posts arrive at half of what the path can take. */
async function besideOthers(system: System, ledger: string, fullPerSecond: number): Promise<Figure[]> {
  const pauseMs = (connections * 1_000) / (fullPerSecond / 2);
  const draw = zipf(accountCount);
  const milliseconds: number[] = [];
  const end = performance.now() + measuredMs;
  const caller = async (index: number) => {
    const [writer, reader] = [await HttpConnection.open(system), await HttpConnection.open(system)];
    for (let due = performance.now() + (index * pauseMs) / connections; due < end; due += pauseMs) {
      await at(due);
      const posted = await post(writer, ledger, draw);
      if (index % 8 === 0) milliseconds.push(await untilVisible(reader, posted));
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

/** A caller who posts, then reads, one after the other. */
async function alone(system: System, ledger: string): Promise<Figure[]> {
  const draw = zipf(accountCount);
  const milliseconds: number[] = [];
  const end = performance.now() + aloneMs;
  await onConnections(system, 1, async (connection) => {
    while (performance.now() < end)
      milliseconds.push(await untilVisible(connection, await post(connection, ledger, draw)));
  });
  return [
    figure('visible.c1.p50', percentile(milliseconds, 0.5), 'ms'),
    figure('visible.c1.p99', percentile(milliseconds, 0.99), 'ms'),
  ];
}

/** Answers the path of a query that waits for what was posted. */
async function post(connection: HttpConnection, ledger: string, draw: () => number): Promise<string> {
  const to = accountOf(draw());
  const body = transaction(accountOf(draw()), to, '0.01');
  const request = postRequest(`/v1/ledgers/${ledger}/transactions`, body);
  const { seq } = JSON.parse(expectStatus(await connection.send(request), 201).body) as { seq: string };
  return `/v1/ledgers/${ledger}/accounts/${to}/balances?after=${seq}`;
}

async function untilVisible(connection: HttpConnection, path: string): Promise<number> {
  return expectStatus(await connection.send({ method: 'GET', path }), 200).milliseconds;
}

function at(due: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
}
