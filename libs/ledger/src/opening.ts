import { declareChart, type ChartDeclared } from './chart';
import {
  currencyRegistered,
  registerCurrency,
  type CurrencyRegistered,
  type RegisterCurrency,
} from './currency';
import type { Metadata } from './account';
import { Refusal } from './refusal';
import { rollBack, type ChartPattern, type LedgerState } from './state';

/** A key that may sign for the ledger, vouched for by the root key. Texts as in the journal format. */
export interface RegisteredKey {
  readonly keyId: string;
  readonly role: 'writer';
  readonly rootSignature: string;
  readonly vkey: string;
}

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
  readonly writerKey: RegisteredKey;
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

export interface KeyRegistered {
  readonly type: 'KeyRegistered';
  readonly body: RegisteredKey;
}

/** @throws Refusal LedgerAlreadyExists, then those of currencies and of the chart */
export function openLedger(
  state: LedgerState,
  command: OpenLedger,
): (LedgerOpened | KeyRegistered | CurrencyRegistered | ChartDeclared)[] {
  if (state.isOpened) throw new Refusal('LedgerAlreadyExists', 'A ledger was opened under this id before.');
  const { name, metadata, root, importing, takesFuture, currencies = [], chart = [] } = command;
  const { keyId, role, rootSignature, vkey } = command.writerKey;
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
    { type: 'KeyRegistered', body: { keyId, role, rootSignature, vkey } },
    ...registered,
  ];
}

export function ledgerOpened(state: LedgerState, { importing, takesFuture }: LedgerOpened['body']): void {
  state.isOpened = true;
  state.takesFuture = takesFuture ?? false;
  state.importedTo = importing ? '' : null;
  state.undo?.push(() => {
    state.isOpened = false;
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
