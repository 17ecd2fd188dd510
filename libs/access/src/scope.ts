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
  readonly postings?: readonly CoveredPosting[];
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
  /** Where it is a field of the grant that is missing: `late` or `personal`. */
  readonly needs?: 'late' | 'personal' | 'maximum';
  /** Index in the postings. */
  readonly posting?: number;
  readonly side?: 'debit' | 'credit';
}

const colon = 0x3a;
const star = 0x2a;

/** Whether a path with `*` covers a path: that node or one above it is named. */
export function covers(pattern: string, path: string): boolean {
  let at = 0;
  for (let i = 0; i < pattern.length; i += 1) {
    const code = pattern.charCodeAt(i);
    if (code === star) {
      const begin = at;
      while (at < path.length && path.charCodeAt(at) !== colon) at += 1;
      if (at === begin) return false;
    } else if (at < path.length && path.charCodeAt(at) === code) at += 1;
    else return false;
  }
  return at === path.length || path.charCodeAt(at) === colon;
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

/** The first thing of it that the scope does not cover; undefined where it covers all. */
export function outsideOf(scope: Scope, reach: Reach): Outside | undefined {
  const { isWhole, nodes, postings, isLate, isPersonal } = reach;
  if (isWhole && !isOfWholeLedger(scope)) return {};
  if (nodes && scope.accounts)
    for (const account of nodes) if (!anyCovers(scope.accounts, account)) return { account };
  if (isLate && !scope.late) return { needs: 'late' };
  if (isPersonal && !scope.personal) return { needs: 'personal' };
  if (!postings) return undefined;
  for (let posting = 0; posting < postings.length; posting += 1) {
    const outside = outsideOfPosting(scope, postings[posting]!);
    if (outside) return { ...outside, posting };
  }
  return scope.maximum && aboveMaximum(scope.maximum, postings);
}

function outsideOfPosting(
  { accounts, credits, currencies, debits }: Scope,
  { account, currency, side }: CoveredPosting,
): Outside | undefined {
  const narrowed = side === 'debit' ? debits : credits;
  const isOfAccounts = accounts === undefined || anyCovers(accounts, account);
  if (!isOfAccounts || (narrowed && !anyCovers(narrowed, account))) return { account, side };
  return currencies && !currencies.includes(currency) ? { currency } : undefined;
}

/** Most decimals of an amount: sums of all currencies are counted in units of so many. */
const decimals = 18;

function units(amount: string): bigint {
  const point = amount.indexOf('.');
  if (point === -1) return BigInt(amount + '0'.repeat(decimals));
  return BigInt(amount.slice(0, point) + amount.slice(point + 1).padEnd(decimals, '0'));
}

function aboveMaximum(
  maximum: NonNullable<Scope['maximum']>,
  postings: readonly CoveredPosting[],
): Outside | undefined {
  const remaining = new Map(maximum.map(({ amount, currency }) => [currency, units(amount)]));
  for (let posting = 0; posting < postings.length; posting += 1) {
    const { amount, currency, side } = postings[posting]!;
    const before = remaining.get(currency);
    if (before === undefined) return { currency, needs: 'maximum', posting };
    if (side === 'credit') continue;
    const after = before - units(amount);
    if (after < 0n) return { currency, needs: 'maximum', posting };
    remaining.set(currency, after);
  }
  return undefined;
}
