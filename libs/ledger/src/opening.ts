import { declareChart, type ChartDeclared } from './accounts/chart';
import {
  currencyRegistered,
  registerCurrency,
  type CurrencyRegistered,
  type RegisterCurrency,
} from './money/currency';
import type { Metadata } from './accounts/account';
import { registerKey, type KeyRegistered, type RegisteredKey } from './key';
import { Refusal } from './refusal';
import { rollBack, type ChartPattern, type LedgerState } from './state';

export interface OpenLedger {
  readonly type: 'OpenLedger';
  readonly name: string;
  readonly currencies?: readonly Omit<RegisterCurrency, 'type'>[];
  readonly chart?: readonly ChartPattern[];
  /** Whether history is moved in before the ledger goes live. */
  readonly importing?: boolean;
  readonly metadata?: Metadata;
  /** Whether transactions may be effective after they are recorded. */
  readonly takesFuture?: boolean;
  /** The verifier key of the root, under which every other key of the ledger stands. */
  readonly root: string;
  /** Seals the first append, which registers it. */
  readonly writerKey: RegisteredKey;
  readonly notaryKeys?: readonly RegisteredKey[];
}

export interface LedgerOpened {
  readonly type: 'LedgerOpened';
  readonly body: {
    readonly importing?: true;
    readonly metadata?: Metadata;
    readonly name: string;
    readonly root: string;
    readonly takesFuture?: true;
  };
}

/** @throws Refusal LedgerAlreadyExists, then those of currencies and of the chart */
export function openLedger(
  state: LedgerState,
  command: OpenLedger,
): (LedgerOpened | KeyRegistered | CurrencyRegistered | ChartDeclared)[] {
  if (state.isOpened) throw new Refusal('LedgerAlreadyExists', 'A ledger was opened under this id before.');
  const { name, metadata, root, importing, takesFuture, currencies = [], chart = [] } = command;
  const registered = withCurrencies(state, currencies, () =>
    chart.length ? declareChart(state, { type: 'DeclareChart', patterns: chart }) : [],
  );
  return [
    {
      type: 'LedgerOpened',
      body: {
        ...(importing && { importing }),
        ...(metadata && { metadata }),
        name,
        root,
        ...(takesFuture && { takesFuture }),
      },
    },
    ...[command.writerKey, ...(command.notaryKeys ?? [])].flatMap((key) =>
      registerKey(state, { type: 'RegisterKey', ...key }),
    ),
    ...registered,
  ];
}

export function ledgerOpened(
  state: LedgerState,
  { importing, root, takesFuture }: LedgerOpened['body'],
): void {
  state.isOpened = true;
  state.root = root;
  state.takesFuture = takesFuture ?? false;
  state.importedTo = importing ? '' : null;
  state.undo?.push(() => {
    state.isOpened = false;
    state.root = '';
    state.takesFuture = false;
    state.importedTo = null;
  });
}

/** Registers the currencies for as long as the chart is checked against them, then takes them back. */
function withCurrencies(
  state: LedgerState,
  currencies: readonly Omit<RegisterCurrency, 'type'>[],
  declare: () => ChartDeclared[],
): (CurrencyRegistered | ChartDeclared)[] {
  const outer = state.undo;
  state.undo = [];
  try {
    const registered = currencies.flatMap((currency) => {
      const events = registerCurrency(state, { type: 'RegisterCurrency', ...currency });
      for (const { body } of events) currencyRegistered(state, body);
      return events;
    });
    return [...registered, ...declare()];
  } finally {
    rollBack(state, 0);
    state.undo = outer;
  }
}
