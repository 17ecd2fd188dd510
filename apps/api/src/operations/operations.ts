import type { OpenedLedgerCommand } from '@ledger/ledger';
import * as accessReads from '../access/access-reads.operations';
import * as accessChanges from '../access/changes.operations';
import * as accessKeys from '../access/key-changes.operations';
import * as accountReads from '../accounts/account-reads.operations';
import * as balanceReads from '../accounts/balance-reads.operations';
import * as approvals from '../approval/approval.operations';
import * as approvalReads from '../approval/approval-reads.operations';
import * as accounts from '../accounts/accounts.operations';
import * as documentation from '../docs/docs.operations';
import * as entries from '../entries/entries.operations';
import * as conversions from '../exchange/conversions.operations';
import * as exchange from '../exchange/exchange.operations';
import * as quotes from '../exchange/quotes.operations';
import * as rateSets from '../exchange/rate-sets.operations';
import * as exporting from '../exports/exports.operations';
import * as holdReads from '../holds/hold-reads.operations';
import * as holds from '../holds/holds.operations';
import * as keys from '../keys/keys.operations';
import * as ledgerReads from '../ledgers/ledger-reads.operations';
import * as ledgers from '../ledgers/ledgers.operations';
import * as limits from '../limits/limits.operations';
import type { Operation } from './operation';

import * as periodReads from '../periods/period-reads.operations';
import * as periods from '../periods/periods.operations';
import * as proofs from '../proofs/proofs.operations';
import * as service from '../service/service.operations';
import * as statements from '../statements/issued-statements.operations';
import * as statement from '../statements/statement.operations';
import * as bulk from '../transactions/bulk.operations';
import * as transactionReads from '../transactions/transaction-reads.operations';
import * as subjects from '../subjects/subjects.operations';
import type { Submitting } from './submitting';
import * as transactions from '../transactions/transactions.operations';

function isOperation(value: unknown): value is Operation {
  return typeof value === 'object' && value !== null && 'method' in value && 'answers' in value;
}

const resources = [
  ledgers,
  ledgerReads,
  accounts,
  accountReads,
  balanceReads,
  statement,
  limits,
  transactions,
  bulk,
  transactionReads,
  holds,
  holdReads,
  periods,
  periodReads,
  exchange,
  quotes,
  conversions,
  rateSets,
  approvals,
  approvalReads,
  statements,
  keys,
  entries,
  proofs,
  exporting,
  accessChanges,
  accessReads,
  accessKeys,
  subjects,
  service,
  documentation,
] as const;

/** The commands that an operation of some resource submits. */
type Submitted<Resource = (typeof resources)[number]> = Resource extends unknown
  ? { [Name in keyof Resource]: Resource[Name] extends Submitting<infer Type> ? Type : never }[keyof Resource]
  : never;
type NotSubmitted = Exclude<OpenedLedgerCommand['type'], Submitted | 'ProposeCommand'>;

/** What the compiler says while a command has no operation. */
type All<Operations> = [NotSubmitted] extends [never] ? Operations : `no operation submits ${NotSubmitted}`;

const served: All<readonly Operation[]> = resources.flatMap((resource) =>
  Object.values<unknown>(resource).filter(isOperation),
);

/** What an operation is about: the ledgers, or one kind of thing within a ledger. */
function resourceOf({ path }: Operation): string {
  return /^\/v1\/(?:ledgers\/:ledger|access)\/[a-z-]+/.exec(path)?.[0] ?? path.replace(/\/:[a-zA-Z]+$/, '');
}

/** As a reader needs them: how a thing is made, how one is read, how many are listed, how it is changed. */
function rank(operation: Operation): number {
  const { method, path } = operation;
  if (method === 'GET') return /:[a-zA-Z]+$/.test(path) ? 1 : 2;
  return method === 'POST' && path === resourceOf(operation) ? 0 : 3;
}

const tags = [...new Set(served.map(({ tag }) => tag))];
const operationsOf = (resource: string) => served.filter((each) => resourceOf(each) === resource).length;

/** Everything the API serves, tag by tag, what has most operations first, in the order in which it is documented. */
export const operations: readonly Operation[] = served
  .map((operation) => ({ operation, resource: resourceOf(operation) }))
  .sort(
    (a, b) =>
      tags.indexOf(a.operation.tag) - tags.indexOf(b.operation.tag) ||
      operationsOf(b.resource) - operationsOf(a.resource) ||
      a.resource.length - b.resource.length ||
      rank(a.operation) - rank(b.operation),
  )
  .map(({ operation }) => operation);

const patterns = operations.map(({ method, path }) => ({
  method,
  pattern: new RegExp(`^${path.replace(/:[a-zA-Z]+/g, '[^/]+')}$`),
}));

/** The methods that are served at a path, as in the URL of a request. */
export function allowedMethods(path: string): string[] {
  return patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
}
