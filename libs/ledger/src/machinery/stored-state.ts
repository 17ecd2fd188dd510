import { chartOf } from '../accounts/chart';
import type { ProposedCommand } from '../approval/proposed-command';
import type { Currency } from '../money/amount';
import { uuidFingerprint, type Fingerprint } from './fingerprint-table';
import { UndoableMap } from './undoable-map';
import { UndoableSet } from './undoable-set';
import { UndoableTable } from './undoable-table';
import { restoredQuotes, storedQuotes, type StoredQuotes } from '../exchange/quotes/quotes';
import type { RateSet } from '../exchange/rates/rate';
import { restoredProposals, storedProposals, type StoredProposals } from '../proposal';
import { currencyOf, emptyState, noSides, sharedTerms } from '../state';
import type { AccountStatus, Balance, ChartPattern, Hold, LedgerState, Side, Terms } from '../state';
import { restoredVelocity, velocitySnapshot, type StoredVelocity } from '../velocity/velocity-state';

/** Raise it whenever the state or its meaning changes: older snapshots are then passed over. */
export const storedVersion = 13;

/** The state as plain values. */
export interface StoredState {
  readonly currencies: readonly Currency[];
  readonly chart: readonly ChartPattern[];
  readonly terms: readonly Terms[];
  readonly accounts: readonly StoredAccount[];
  readonly rest: Pick<LedgerState, PlainField>;
  readonly velocity: StoredVelocity;
  readonly rates: readonly RateSet[];
  readonly quotes: StoredQuotes;
  readonly proposals: StoredProposals<ProposedCommand>;
  readonly tables: Readonly<Record<TableName, readonly Uint32Array[]>>;
}

type StoredAccount = readonly [
  path: string,
  terms: number,
  status: AccountStatus,
  exceptHolds: readonly Side[],
  lines: number,
  balances: readonly (readonly [
    currency: string,
    debits: bigint,
    credits: bigint,
    version: number,
    held: Balance['held'],
  ])[],
];

/** Fields of the state that are stored as they are. */
const plainFields = [
  'root',
  'replacedRoots',
  'nextRoot',
  'signingKeys',
  'amountsIn',
  'takesFuture',
  'importedTo',
  'periods',
  'reversals',
  'holds',
  'statements',
  'approvalRules',
  'exchange',
  'isExchangeUsed',
] as const satisfies readonly (keyof LedgerState)[];
type PlainField = (typeof plainFields)[number];

const tableNames = ['typesBelow', 'idempotencyKeys', 'transactions', 'references', 'endedHolds'] as const;
type TableName = (typeof tableNames)[number];

/** All that the rules remember, so that {@link restoredState} gives the same state. */
export function storedState(state: LedgerState): StoredState {
  const terms = [...state.terms.values()];
  const indexOf = new Map(terms.map((each, index) => [each, index]));
  return {
    currencies: [...state.currencies.values()],
    chart: state.chart.patterns,
    terms,
    accounts: Array.from(
      state.accounts.values(),
      ({ path, terms: held, status, exceptHolds, lines, balances }) => [
        path,
        indexOf.get(held)!,
        status,
        exceptHolds,
        lines,
        balances.map(
          ({ currency, debits, credits, version, held }) =>
            [currency.code, debits, credits, version, held] as const,
        ),
      ],
    ),
    rest: Object.fromEntries(plainFields.map((name) => [name, state[name]])) as StoredState['rest'],
    velocity: velocitySnapshot(state.velocity),
    rates: state.rates.stored(),
    quotes: storedQuotes(state.quotes),
    proposals: storedProposals(state.proposals),
    tables: Object.fromEntries(
      tableNames.map((name) => [name, state[name].contents()]),
    ) as unknown as StoredState['tables'],
  };
}

/** @param seq of the last entry in it */
export function restoredState(content: StoredState, seq: number, fingerprint: Fingerprint): LedgerState {
  const { currencies, chart, terms, accounts, rest, tables, velocity, proposals, quotes, rates } = content;
  const empty = emptyState(fingerprint);
  const { undo } = empty;
  const table = (name: TableName, by = fingerprint) => new UndoableTable(undo, by, tables[name]);
  const state: LedgerState = {
    ...empty,
    ...rest,
    isOpened: true,
    seq,
    chart: chartOf(chart),
    currencies: new UndoableMap(
      undo,
      currencies.map((currency) => [currency.code, currency]),
    ),
    typesBelow: table('typesBelow'),
    idempotencyKeys: table('idempotencyKeys'),
    transactions: table('transactions', uuidFingerprint),
    endedHolds: table('endedHolds', uuidFingerprint),
    references: table('references'),
    signingKeys: new UndoableMap(undo, rest.signingKeys),
    amountsIn: new UndoableSet(undo, rest.amountsIn),
    reversals: new UndoableMap(undo, rest.reversals),
    holds: new UndoableMap(undo, rest.holds),
    statements: new UndoableMap(undo, rest.statements),
    velocity: restoredVelocity(velocity, undo),
    proposals: restoredProposals(proposals, undo),
    quotes: restoredQuotes(quotes, undo),
  };
  for (const [id, hold] of state.holds) state.holds.set(id, inCurrenciesOf(state, hold));
  for (const set of rates) state.rates.add(set);
  state.expiries.keepOnly(state.holds.values());
  const shared = terms.map((each) => sharedTerms(state, each));
  for (const [path, index, status, exceptHolds, lines, balances] of accounts) {
    state.accounts.set(path, {
      path,
      terms: shared[index]!,
      status,
      exceptHolds: exceptHolds.length === 0 ? noSides : exceptHolds,
      lines,
      balances: balances.map(([code, debits, credits, version, held]) => ({
        currency: currencyOf(state, code)!,
        debits,
        credits,
        version,
        held,
      })),
    });
  }
  return state;
}

/** A currency is one object, wherever it is named. */
function inCurrenciesOf(state: LedgerState, hold: Hold): Hold {
  const lines = hold.lines.map((line) => ({ ...line, currency: currencyOf(state, line.currency.code)! }));
  return { ...hold, lines };
}
