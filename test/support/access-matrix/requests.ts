import { accessRequests } from './access-requests';
import { ledgerRequests } from './ledger-requests';
import { publicRequests } from './public-requests';
import type { Request, World } from './request';

/** Each operation by its id, and behind a space the cases of it that need something else. */
export function requestsOf(world: World): Record<string, Request> {
  return { ...publicRequests, ...accessRequests(world), ...ledgerRequests(world) };
}

/** Those of one operation. */
export function namesOf(requests: Readonly<Record<string, Request>>, operation: string): string[] {
  return Object.keys(requests).filter((name) => name.split(' ')[0] === operation);
}
