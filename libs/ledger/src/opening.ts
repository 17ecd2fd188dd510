import { declareChart, type ChartDeclared } from './accounts/chart';
import { registerCurrency, type CurrencyRegistered, type RegisterCurrency } from './money/currency';
import type { Metadata } from './accounts/account';
import { newKey, type KeyRegistered, type RegisteredKey } from './key';
import { Refusal } from './refusal';
import type { ChartPattern, LedgerState } from './state';

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

/**
 * Opens the ledger, and registers and declares what belongs to it as if it were asked for next: the chart is checked
 * against the currencies of before.
 * @throws Refusal LedgerAlreadyExists, then those of currencies and of the chart
 */
export function* openLedger(
  state: LedgerState,
  command: OpenLedger,
): Iterable<LedgerOpened | KeyRegistered | CurrencyRegistered | ChartDeclared> {
  if (state.isOpened) throw new Refusal('LedgerAlreadyExists', 'A ledger with this id already exists.');
  const { name, metadata, root, importing, takesFuture } = command;
  yield {
    type: 'LedgerOpened',
    body: {
      ...(importing && { importing }),
      ...(metadata && { metadata }),
      name,
      root,
      ...(takesFuture && { takesFuture }),
    },
  };
  for (const key of [command.writerKey, ...(command.notaryKeys ?? [])]) yield* newKey(state, key);
  for (const currency of command.currencies ?? [])
    yield* registerCurrency(state, { type: 'RegisterCurrency', ...currency });
  if (command.chart?.length) yield* declareChart(state, { type: 'DeclareChart', patterns: command.chart });
}

export function ledgerOpened(
  state: LedgerState,
  { importing, root, takesFuture }: LedgerOpened['body'],
): void {
  state.isOpened = true;
  state.root = root;
  state.takesFuture = takesFuture ?? false;
  state.importedTo = importing ? '' : null;
}
