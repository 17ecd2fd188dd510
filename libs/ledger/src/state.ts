import type { Currency } from './amount';
import { FingerprintTable, uuidFingerprint, type Fingerprint } from './fingerprint-table';
import { isoCurrencies } from './iso4217';

export const accountTypes = ['asset', 'liability', 'equity', 'income', 'expense'] as const;
export type AccountType = (typeof accountTypes)[number];

export const sides = ['debit', 'credit'] as const;
export type Side = (typeof sides)[number];

export const accountStatuses = ['open', 'debit-frozen', 'credit-frozen', 'frozen', 'closed'] as const;
export type AccountStatus = (typeof accountStatuses)[number];

/** Least and greatest available balance of one currency, on the account's normal side, as decimal text. */
export interface Limit {
  readonly currency: string;
  readonly greatest?: string;
  readonly least?: string;
}

/** What an account may do. Equal terms are one object, shared by all accounts that have them. */
export interface Terms {
  readonly type: AccountType;
  /** Accepted currency codes in ascending order; null means any. */
  readonly currencies: readonly string[] | null;
  /** In ascending order of currency, at most one each. */
  readonly limits: readonly Limit[];
}

/** The figures of one account in one currency, in minor units. */
export interface Balance {
  readonly currency: Currency;
  debits: bigint;
  credits: bigint;
  /** Count of postings, on this account in this currency. */
  version: number;
}

export interface Account {
  readonly path: string;
  terms: Terms;
  status: AccountStatus;
  balances: Balance[];
}

/** One line of the chart: the terms of every account whose path matches. */
export interface ChartPattern {
  readonly currencies?: readonly string[];
  readonly limits?: readonly Limit[];
  readonly pattern: string;
  readonly type: AccountType;
}

/**
 * All that the rules must remember of a ledger. It is changed in place, only by `evolve`, and only private copies
 * exist: whoever holds one folded it himself.
 */
export interface LedgerState {
  isOpened: boolean;
  /** Those registered in this ledger; ISO 4217 comes on top. */
  readonly currencies: Map<string, Currency>;
  chart: readonly ChartPattern[];
  readonly accounts: Map<string, Account>;
  readonly terms: Map<string, Terms>;
  /** Prefix of an opened path -> which types are opened below it, a bit for each of `accountTypes`. */
  readonly typesBelow: FingerprintTable;
  /** Idempotency key -> seq of the entry that answered it. */
  readonly keys: FingerprintTable;
  /** Transaction id -> seq of its entry. */
  readonly transactions: FingerprintTable;
  /** Reference -> seq of the transaction that has it. */
  readonly references: FingerprintTable;
  /** Seq of a reversed transaction -> seq of its reversal. */
  readonly reversals: Map<number, number>;
  /** How to take back the latest events, last one first; null while nothing needs to be taken back. */
  undo: (() => void)[] | null;
}

export function emptyState(fingerprint: Fingerprint): LedgerState {
  return {
    isOpened: false,
    currencies: new Map(),
    chart: [],
    accounts: new Map(),
    terms: new Map(),
    typesBelow: new FingerprintTable(fingerprint),
    keys: new FingerprintTable(fingerprint),
    transactions: new FingerprintTable(uuidFingerprint),
    references: new FingerprintTable(fingerprint),
    reversals: new Map(),
    undo: null,
  };
}

/** The ledger's own registration first: ISO 4217 may take up the code later, with other decimals. */
export function currencyOf(state: LedgerState, code: string): Currency | undefined {
  return state.currencies.get(code) ?? isoCurrencies.get(code);
}

/** Takes back every event applied since `undo` had `length` members. */
export function rollBack(state: LedgerState, length: number): void {
  const { undo } = state;
  while (undo !== null && undo.length > length) undo.pop()!();
}

/** The one shared object for these terms. */
export function sharedTerms(state: LedgerState, terms: Terms): Terms {
  const key = JSON.stringify([terms.type, terms.currencies, terms.limits]);
  const known = state.terms.get(key);
  if (known) return known;
  state.terms.set(key, terms);
  state.undo?.push(() => state.terms.delete(key));
  return terms;
}

export function isDebitNormal(type: AccountType): boolean {
  return type === 'asset' || type === 'expense';
}
