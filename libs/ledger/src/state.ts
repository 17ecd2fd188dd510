import type { ApprovalRule } from './approval/approval-rule';
import type { ProposedCommand } from './approval/proposed-command';
import type { Currency } from './money/amount';
import type { ExchangeDeclaration } from './exchange/exchange-declaration';
import { KeptRates, ratesMax } from './exchange/rates/kept-rates';
import { noQuotes, type Quotes } from './exchange/quotes/quotes';
import { Expiries } from './machinery/expiries';
import { uuidFingerprint, type Fingerprint } from './machinery/fingerprint-table';
import { UndoLog } from './machinery/undo-log';
import { UndoableMap } from './machinery/undoable-map';
import { UndoableSet } from './machinery/undoable-set';
import { UndoableTable } from './machinery/undoable-table';
import { isoCurrencies } from './money/iso4217';
import { unopened, type LedgerKey, type NextRoot, type ReplacedRoot } from './known-keys';
import { noProposals, type Proposals } from './proposal';
import { noVelocity, type VelocityState } from './velocity/velocity-state';

export const accountTypes = ['asset', 'liability', 'equity', 'income', 'expense'] as const;
export type AccountType = (typeof accountTypes)[number];

export const sides = ['debit', 'credit'] as const;
export type Side = (typeof sides)[number];

export const accountStatuses = ['open', 'debit-frozen', 'credit-frozen', 'frozen', 'closed'] as const;
export type AccountStatus = (typeof accountStatuses)[number];

/** Minimum and maximum available balance of one currency, on the account's normal side, as decimal text. */
export interface Limit {
  readonly currency: string;
  readonly maximum?: string;
  readonly minimum?: string;
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
  /** What open holds keep back; null while there are none. Never changed in place. */
  held: Held | null;
}

/** What the open holds of one account in one currency add up to, in minor units. */
export interface Held {
  readonly debits: bigint;
  readonly credits: bigint;
  /** Count of the lines of open holds. */
  readonly lines: number;
}

/** The one empty list of sides, which accounts share: there are millions of them. */
export const noSides: readonly Side[] = [];

export interface Account {
  readonly path: string;
  terms: Terms;
  status: AccountStatus;
  /** Frozen sides on which open holds may still be captured, debit first. Never changed in place. */
  exceptHolds: readonly Side[];
  /** Count of all lines on the account so far: postings and what holds set aside or released, in every currency. */
  lines: number;
  balances: Balance[];
}

/** One posting that a hold may turn into, in minor units. */
export interface HoldLine {
  readonly account: string;
  readonly side: Side;
  readonly currency: Currency;
  /** All that was ever held, increments included. */
  readonly held: bigint;
  /** All that was captured, which may be more than was held. */
  readonly captured: bigint;
  /** What is still held. */
  readonly remaining: bigint;
}

/** By how much the captures of a hold may exceed what was held: a share of it in percent, or an amount per currency. */
export type Tolerance =
  | { readonly percent: string }
  | { readonly amounts: readonly { readonly amount: string; readonly currency: string }[] };

/** An open hold. Never changed in place: each step of its life makes a new one. */
export interface Hold {
  readonly id: string;
  /** Of the entry that placed it. */
  readonly seq: number;
  readonly category?: string;
  readonly reference?: string;
  /** RFC 3339, UTC, milliseconds; from then on nothing is held. */
  readonly expiresAt?: string;
  readonly lines: readonly HoldLine[];
  readonly tolerance?: Tolerance;
  /** Whether there was a capture of it, be it of nothing. */
  readonly isCaptured: boolean;
  /** When how much was set aside, line by line: the placement, then the increments. */
  readonly placed: readonly {
    readonly at: string;
    readonly seq: number;
    readonly units: readonly bigint[];
  }[];
}

/** How a hold ended. The numbers stand in snapshots. */
export const holdEnds = ['captured', 'voided', 'expired'] as const;
export type HoldEnd = (typeof holdEnds)[number];

/** What is left to reverse of a transaction that was reversed wholly or in part. */
export interface Reversed {
  /** Seqs of its reversals. */
  readonly by: readonly number[];
  /** Posting by posting of the original, decimal text; null where nothing is left. */
  readonly remaining: readonly string[] | null;
}

/** A closed span of effective time, from `from` up to but not including `to`; RFC 3339, UTC, milliseconds. */
export interface Period {
  readonly period: string;
  readonly from: string;
  readonly to: string;
  /** A soft-closed period takes transactions that give a reason; a hard-closed one takes none. */
  readonly kind: 'soft' | 'hard';
}

/** The posted balance of one currency, on the account's normal side. */
export interface StatementFigure {
  readonly currency: string;
  readonly posted: string;
}

/** Where the next statement of an account goes on. */
export interface LastStatement {
  readonly number: number;
  readonly toSeq: number;
  readonly closing: readonly StatementFigure[];
}

/** One line of the chart: the terms of every account whose path matches. */
export interface ChartPattern {
  readonly currencies?: readonly string[];
  readonly limits?: readonly Limit[];
  readonly pattern: string;
  readonly type: AccountType;
}

/** The chart of a ledger. The tree is made of the patterns: a path is looked up in it segment by segment. */
export interface Chart {
  readonly patterns: readonly ChartPattern[];
  readonly root: ChartNode;
}

/** Where a pattern goes on, by its next segment, and the line of the one that ends here. */
export interface ChartNode {
  readonly below: Map<string, ChartNode>;
  line: ChartPattern | undefined;
}

/**
 * All that the rules must remember of a ledger. It is changed in place, only by `evolve`, and only private copies
 * exist: each holder has folded its own.
 */
export interface LedgerState {
  isOpened: boolean;
  /** Verifier key of the present root, under which every other key of the ledger stands. */
  root: string;
  /** The root keys before it, in order. */
  replacedRoots: readonly ReplacedRoot[];
  /** The key that may replace the root key; null where none was named. */
  nextRoot: NextRoot | null;
  /** Id of every key that was ever registered -> the key. */
  readonly signingKeys: UndoableMap<string, LedgerKey>;
  /** Seq of the last entry applied; -1 before the first. */
  seq: number;
  /** Whether transactions may be effective after they are recorded. */
  takesFuture: boolean;
  /** While history is moved in: the effective time of its last transaction, '' before the first. Null once live. */
  importedTo: string | null;
  /** Closed ones, in ascending order of time; they do not overlap. */
  periods: readonly Period[];
  /** Those registered in this ledger; ISO 4217 comes on top. */
  readonly currencies: UndoableMap<string, Currency>;
  /** Those of them in which some entry has an amount: their decimals are fixed. */
  readonly amountsIn: UndoableSet<string>;
  chart: Chart;
  readonly accounts: UndoableMap<string, Account>;
  readonly terms: UndoableMap<string, Terms>;
  /** Prefix of an opened path -> which types are opened below it, a bit for each of `accountTypes`. */
  readonly typesBelow: UndoableTable;
  /** Idempotency key -> seq of the entry that answered it. */
  readonly idempotencyKeys: UndoableTable;
  /** Transaction id -> seq of its entry. */
  readonly transactions: UndoableTable;
  /** Reference -> seq of the first entry of the business event that it names. */
  readonly references: UndoableTable;
  /** Seq of a transaction that was reversed, wholly or in part. */
  readonly reversals: UndoableMap<number, Reversed>;
  /** Open holds by id. */
  readonly holds: UndoableMap<string, Hold>;
  /** Hold id -> seq of the entry that ended it, times the count of {@link holdEnds}, plus the place in them. */
  readonly endedHolds: UndoableTable;
  /** When open holds expire, the earliest first. */
  readonly expiries: Expiries;
  /** Account path -> its last statement. */
  readonly statements: UndoableMap<string, LastStatement>;
  readonly velocity: VelocityState;
  readonly rates: KeptRates;
  readonly quotes: Quotes;
  /** How currencies are exchanged; null where nobody has declared it. */
  exchange: ExchangeDeclaration | null;
  /** Whether anything was exchanged as it is declared. */
  isExchangeUsed: boolean;
  /** Which commands need approvals, in ascending order of name. */
  approvalRules: readonly ApprovalRule[];
  readonly proposals: Proposals<ProposedCommand>;
  /** How to take back the latest events. Its maps and tables record their changes in it. */
  readonly undo: UndoLog;
}

export function emptyState(fingerprint: Fingerprint): LedgerState {
  const undo = new UndoLog();
  return {
    ...unopened(undo),
    takesFuture: false,
    importedTo: null,
    periods: [],
    currencies: new UndoableMap(undo),
    amountsIn: new UndoableSet(undo),
    chart: { patterns: [], root: { below: new Map(), line: undefined } },
    accounts: new UndoableMap(undo),
    terms: new UndoableMap(undo),
    typesBelow: new UndoableTable(undo, fingerprint),
    idempotencyKeys: new UndoableTable(undo, fingerprint),
    transactions: new UndoableTable(undo, uuidFingerprint),
    references: new UndoableTable(undo, fingerprint),
    reversals: new UndoableMap(undo),
    holds: new UndoableMap(undo),
    endedHolds: new UndoableTable(undo, uuidFingerprint),
    expiries: new Expiries(undo),
    statements: new UndoableMap(undo),
    velocity: noVelocity(undo),
    rates: new KeptRates(undo, ratesMax),
    quotes: noQuotes(undo),
    exchange: null,
    isExchangeUsed: false,
    approvalRules: [],
    proposals: noProposals(undo),
  };
}

/** The ledger's own registration first: ISO 4217 may take up the code later, with other decimals. */
export function currencyOf(state: LedgerState, code: string): Currency | undefined {
  return state.currencies.get(code) ?? isoCurrencies.get(code);
}

/** The one shared object for these terms. */
export function sharedTerms(state: LedgerState, terms: Terms): Terms {
  const key = JSON.stringify([terms.type, terms.currencies, terms.limits]);
  const known = state.terms.get(key);
  if (known) return known;
  state.terms.set(key, terms);
  return terms;
}
