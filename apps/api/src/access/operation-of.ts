import type { FastifyRequest } from 'fastify';
import { invariant } from '@ledger/refusal';
import type { Operation } from '../operations/operation';
import { operations } from '../operations/operations';
import { addresses } from '../docs/layout';

const byRoute = new Map(operations.map((operation) => [`${operation.method} ${operation.path}`, operation]));

/** What the pages below /docs load; they are no operations. */
const assets = new RegExp(`^(?:${Object.values(addresses).join('|')})`);

/** The operation that a request reaches, or undefined for what the documentation loads. */
export function operationOf({ method, routeOptions }: FastifyRequest): Operation | undefined {
  const path = routeOptions.url ?? '';
  // Fastify answers HEAD wherever it answers GET.
  const operation = byRoute.get(`${method === 'HEAD' ? 'GET' : method} ${path}`);
  invariant(operation ?? assets.test(path), `${method} ${path} is an operation`);
  return operation;
}
