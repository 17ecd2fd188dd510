import * as accounts from './accounts/accounts.operations';
import * as ledgers from './ledgers/ledgers.operations';
import type { Operation } from './operation';
import * as transactions from './transactions/transactions.operations';

function isOperation(value: unknown): value is Operation {
  return typeof value === 'object' && value !== null && 'method' in value && 'answers' in value;
}

/** Everything the API serves, in the order in which it is documented. */
export const operations: readonly Operation[] = [ledgers, accounts, transactions].flatMap((table) =>
  Object.values<unknown>(table).filter(isOperation),
);

const patterns = operations.map(({ method, path }) => ({
  method,
  pattern: new RegExp(`^${path.replace(/:[a-zA-Z]+/g, '[^/]+')}$`),
}));

/** The methods that are served at a path, as in the address of a request. */
export function allowedMethods(path: string): string[] {
  return patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
}
