import type { Operation } from './operation';

/** So many rows of a page cost as much as a request. */
const rowsOfOne = 100;

/** What a request counts as against the rate of its principal: one, more for many rows, and for what reads a journal. */
export function costOf({ cost = 1 }: Operation, query: Readonly<Record<string, unknown>>): number {
  const rows = Number(query['limit']);
  return Number.isSafeInteger(rows) && rows > 0 ? cost + Math.floor(rows / rowsOfOne) : cost;
}
