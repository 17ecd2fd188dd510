import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { figure, percentile, type Figure } from './figures';
import { expectStatus, HttpConnection, type HttpAnswer, type HttpRequest } from './http-load';
import { startSecondApi } from './share';
import type { System } from './system';

const rounds = 100;
const pollMs = 2;
/** Longer than any process takes to know of it. */
const withinMs = 20_000;

/** From the answer to a revocation at one API process to the first refusal at another. */
export async function revoke(system: System): Promise<Figure[]> {
  const second = await startSecondApi(system);
  try {
    const here = await HttpConnection.open(system);
    const secret = await addedService(here);
    const other = { api: second.url, authorizationFor: () => `Bearer ${secret}` };
    const there = await HttpConnection.open(other);
    const milliseconds: number[] = [];
    for (let round = 0; round < rounds; round += 1) milliseconds.push(await refusedAfter(here, there));
    here.close();
    there.close();
    return [
      figure('revoke.p50', percentile(milliseconds, 0.5), 'ms'),
      figure('revoke.p99', percentile(milliseconds, 0.99), 'ms'),
    ];
  } finally {
    await second.stop();
  }
}

/** @returns its API key */
async function addedService(admin: HttpConnection): Promise<string> {
  await change(admin, '/v1/access/principals', { id: 'bench', kind: 'service', owner: 'poster' });
  const { secret } = await change(admin, '/v1/access/principals/bench/credentials', { kind: 'key' });
  return String(secret);
}

/** Milliseconds until the grant that was revoked here no longer counts there. */
async function refusedAfter(here: HttpConnection, there: HttpConnection): Promise<number> {
  const grant = { principal: 'bench', role: 'auditor', ledger: '*' };
  const { seq } = await change(here, '/v1/access/grants', grant);
  await untilStatus(there, 200);
  await change(here, `/v1/access/grants/${String(seq)}/revoke`, { reason: 'Measured' });
  const begin = performance.now();
  await untilStatus(there, 403);
  return performance.now() - begin;
}

async function untilStatus(connection: HttpConnection, status: number): Promise<void> {
  const begin = performance.now();
  while ((await connection.send({ method: 'GET', path: '/v1/ledgers' })).status !== status) {
    if (performance.now() - begin > withinMs) throw new Error(`it does not answer ${status}`);
    await delay(pollMs);
  }
}

async function change(admin: HttpConnection, path: string, body: object): Promise<Record<string, unknown>> {
  const request: HttpRequest = {
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify(body),
  };
  const answer: HttpAnswer = expectStatus(await admin.send(request), 201);
  return JSON.parse(answer.body) as Record<string, unknown>;
}
