import { covers } from '@ledger/accounts/path';

/** What a grant is narrowed to. Each field that is there takes something away; without any, all of the ledger is in it. */
export interface Scope {
  /** Paths, in which `*` is any one segment: each covers that node and all below it. */
  readonly accounts?: readonly string[];
  /** Types of commands: no other may be written by the grant. */
  readonly commands?: readonly string[];
  /** Narrows `accounts` for credits. */
  readonly credits?: readonly string[];
  /** Codes. */
  readonly currencies?: readonly string[];
  /** Narrows `accounts` for debits. */
  readonly debits?: readonly string[];
  /** RFC 3339, UTC, milliseconds; from then on nothing is permitted. */
  readonly expiresAt?: string;
  /** Whether a transaction may be effective in a soft-closed period, with a reason. */
  readonly late?: true;
  /** Id of the ledger, or {@link everyLedger}. */
  readonly ledger: string;
  /** Most that the debits of one command may add up to, by currency; no other currency is in it. */
  readonly maximum?: readonly { readonly amount: string; readonly currency: string }[];
  /** Whether personal text may be read. */
  readonly personal?: true;
  /** RFC 3339, UTC, milliseconds; nothing is permitted before. */
  readonly startsAt?: string;
}

/** In place of the id of a ledger. */
export const everyLedger = '*';

/** A posting that a command makes, or would make. */
export interface CoveredPosting {
  readonly account: string;
  /** Decimal text. */
  readonly amount: string;
  readonly currency: string;
  readonly side: 'debit' | 'credit';
}

/** What of a ledger a caller would act on. */
export interface Reach {
  /** Whether it concerns all of the ledger: what is narrowed to accounts does not cover it. */
  readonly isWhole?: boolean;
  /** Paths of the nodes that are named. */
  readonly nodes?: readonly string[];
  /** Codes of the currencies that are read of the nodes. */
  readonly currencies?: readonly string[];
  readonly postings?: readonly CoveredPosting[];
  /** Postings that follow from what the ledger declares: a scope that names the command need not cover their accounts. */
  readonly implied?: readonly CoveredPosting[];
  /** Whether a transaction gives a late reason. */
  readonly isLate?: boolean;
  /** Whether personal text is read. */
  readonly isPersonal?: boolean;
}

/** The first thing that a scope does not cover. */
export interface Outside {
  readonly account?: string;
  readonly command?: string;
  readonly currency?: string;
  /** Where it is a field of the grant that is missing. */
  readonly needs?: 'late' | 'personal' | 'maximum' | 'commands';
  /** Index in the postings. */
  readonly posting?: number;
  readonly side?: 'debit' | 'credit';
}

function anyCovers(patterns: readonly string[], path: string): boolean {
  for (const pattern of patterns) if (covers(pattern, path)) return true;
  return false;
}

export function reachesLedger({ ledger }: Scope, id: string): boolean {
  return ledger === everyLedger || ledger === id;
}

/** Whether nothing of a ledger is left out but by commands, amounts and time. */
function isOfWholeLedger({ accounts, debits, credits, currencies }: Scope): boolean {
  return accounts === undefined && debits === undefined && credits === undefined && currencies === undefined;
}

/** What kind of thing a scope does not cover. */
const misfits = [
  'none',
  'whole',
  'node',
  'read',
  'late',
  'personal',
  'account',
  'currency',
  'maximum',
  'implied',
] as const;
type Misfit = (typeof misfits)[number];

/** A misfit and the index of the node or posting that it is about as one number: many are looked at, few are reported. */
function misfit(kind: Misfit, index = 0): number {
  return misfits.indexOf(kind) + misfits.length * index;
}

const [fits, wholeMisfit, lateMisfit, personalMisfit] = [
  misfit('none'),
  misfit('whole'),
  misfit('late'),
  misfit('personal'),
];

/** Whether the scope covers all of it. */
export function coversAll(scope: Scope, reach: Reach): boolean {
  return misfitOf(scope, reach) === fits;
}

/** The first thing of it that the scope does not cover; undefined where it covers all. */
export function outsideOf(scope: Scope, reach: Reach): Outside | undefined {
  const found = misfitOf(scope, reach);
  const index = Math.floor(found / misfits.length);
  const posting = reach.postings?.[index];
  switch (misfits[found % misfits.length]!) {
    case 'none':
      return undefined;
    case 'whole':
      return {};
    case 'node':
      return { account: reach.nodes![index]! };
    case 'read':
      return { currency: reach.currencies![index]! };
    case 'late':
      return { needs: 'late' };
    case 'personal':
      return { needs: 'personal' };
    case 'account':
      return { account: posting!.account, posting: index, side: posting!.side };
    case 'currency':
      return { currency: posting!.currency, posting: index };
    case 'implied':
      return { needs: 'commands' };
    case 'maximum':
      return { currency: posting!.currency, needs: 'maximum', posting: index };
  }
}

function misfitOf(scope: Scope, reach: Reach): number {
  const { isWhole, nodes, postings, implied, isLate, isPersonal } = reach;
  if (isWhole && !isOfWholeLedger(scope)) return wholeMisfit;
  const read = nodes ? misfitOfNodes(scope, nodes, reach.currencies) : fits;
  if (read !== fits) return read;
  if (isLate && !scope.late) return lateMisfit;
  if (isPersonal && !scope.personal) return personalMisfit;
  const posted = postings ? misfitOfPostings(scope, postings) : fits;
  if (posted !== fits || !implied || scope.commands) return posted;
  return misfitOfImplied(scope, implied);
}

function misfitOfNodes(
  { accounts, currencies }: Scope,
  nodes: readonly string[],
  read: readonly string[] = [],
): number {
  if (accounts)
    for (let i = 0; i < nodes.length; i += 1) if (!anyCovers(accounts, nodes[i]!)) return misfit('node', i);
  if (currencies)
    for (let i = 0; i < read.length; i += 1) if (!currencies.includes(read[i]!)) return misfit('read', i);
  return fits;
}

function misfitOfPostings(scope: Scope, postings: readonly CoveredPosting[]): number {
  for (let i = 0; i < postings.length; i += 1) {
    const kind = misfitOfPosting(scope, postings[i]!);
    if (kind !== 'none') return misfit(kind, i);
  }
  return scope.maximum ? aboveMaximum(scope.maximum, postings) : fits;
}

/** What a maximum counts is what the caller moves. */
function misfitOfImplied({ maximum: _, ...scope }: Scope, implied: readonly CoveredPosting[]): number {
  return misfitOfPostings(scope, implied) === fits ? fits : misfit('implied');
}

function misfitOfPosting(
  { accounts, credits, currencies, debits }: Scope,
  { account, currency, side }: CoveredPosting,
): Misfit {
  if (accounts !== undefined && !anyCovers(accounts, account)) return 'account';
  const narrowed = side === 'debit' ? debits : credits;
  if (narrowed !== undefined && !anyCovers(narrowed, account)) return 'account';
  return currencies !== undefined && !currencies.includes(currency) ? 'currency' : 'none';
}

/** Most decimals of an amount: sums of all currencies are counted in units of so many. */
const decimals = 18;
const zeros = '0'.repeat(decimals);

function units(amount: string): bigint {
  const point = amount.indexOf('.');
  if (point === -1) return BigInt(amount + zeros);
  const fraction = amount.length - point - 1;
  return BigInt(amount.slice(0, point) + amount.slice(point + 1) + zeros.slice(fraction));
}

function aboveMaximum(maximum: NonNullable<Scope['maximum']>, postings: readonly CoveredPosting[]): number {
  const remaining = new Map(unitsOf(maximum));
  for (let i = 0; i < postings.length; i += 1) {
    const { amount, currency, side } = postings[i]!;
    const before = remaining.get(currency);
    if (before === undefined) return misfit('maximum', i);
    if (side === 'credit') continue;
    const after = before - units(amount);
    if (after < 0n) return misfit('maximum', i);
    remaining.set(currency, after);
  }
  return fits;
}

/** Maxima that were asked for before, in units, by currency. */
const limitsOf = new WeakMap<object, ReadonlyMap<string, bigint>>();

function unitsOf(maximum: NonNullable<Scope['maximum']>): ReadonlyMap<string, bigint> {
  let limits = limitsOf.get(maximum);
  if (!limits)
    limitsOf.set(
      maximum,
      (limits = new Map(maximum.map(({ amount, currency }) => [currency, units(amount)]))),
    );
  return limits;
}
