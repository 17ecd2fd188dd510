import * as account from './account';
import * as status from './account-status';
import * as chart from './chart';
import * as currency from './currency';
import { openLedger, type LedgerOpened, type KeyRegistered, type OpenLedger } from './opening';
import { Refusal } from './refusal';
import { reverseTransaction, type ReverseTransaction } from './reversal';
import type { LedgerState } from './state';
import * as transaction from './transaction';

export type LedgerCommand =
  | OpenLedger
  | currency.RegisterCurrency
  | chart.DeclareChart
  | account.OpenAccount
  | account.ChangeAccount
  | status.FreezeAccount
  | status.CloseAccount
  | transaction.PostTransaction
  | ReverseTransaction;

export type LedgerEvent =
  | LedgerOpened
  | KeyRegistered
  | currency.CurrencyRegistered
  | chart.ChartDeclared
  | account.AccountOpened
  | account.AccountChanged
  | status.AccountFrozen
  | status.AccountClosed
  | transaction.TransactionPosted;

/** What the journal says of an event when it takes it. */
export interface Recorded {
  readonly seq: number;
  readonly id: string;
  /** The idempotency key of the command that this event answers. */
  readonly idem?: string;
}

/**
 * What a command makes happen: one or more events, the last of which is the answer to it. Changes nothing.
 * @param now RFC 3339, UTC, milliseconds
 * @throws Refusal
 */
export function decide(state: LedgerState, command: LedgerCommand, now: string): LedgerEvent[] {
  if (command.type === 'OpenLedger') return openLedger(state, command);
  if (!state.isOpened) throw new Refusal('LedgerNotFound', 'No ledger was opened under this id.');
  switch (command.type) {
    case 'RegisterCurrency':
      return currency.registerCurrency(state, command);
    case 'DeclareChart':
      return chart.declareChart(state, command);
    case 'OpenAccount':
      return account.openAccount(state, command);
    case 'ChangeAccount':
      return account.changeAccount(state, command);
    case 'FreezeAccount':
    case 'UnfreezeAccount':
      return status.freezeAccount(state, command);
    case 'CloseAccount':
      return status.closeAccount(state, command);
    case 'PostTransaction':
      return transaction.postTransaction(state, command, now);
    case 'ReverseTransaction':
      return reverseTransaction(state, command, now);
  }
}

/** Takes an event into the state, in place. Events come in the order of the journal, each once. */
export function evolve(state: LedgerState, event: LedgerEvent, recorded: Recorded): void {
  apply(state, event);
  remember(state, event, recorded);
}

function apply(state: LedgerState, event: LedgerEvent): void {
  switch (event.type) {
    case 'LedgerOpened':
      state.isOpened = true;
      state.undo?.push(() => {
        state.isOpened = false;
      });
      return;
    case 'KeyRegistered':
      return;
    case 'CurrencyRegistered':
      return currency.currencyRegistered(state, event.body);
    case 'ChartDeclared':
      return chart.chartDeclared(state, event.body);
    case 'AccountOpened':
      return account.accountOpened(state, event.body);
    case 'AccountChanged':
      return account.accountChanged(state, event.body);
    case 'AccountFrozen':
    case 'AccountUnfrozen':
      return status.accountFrozen(state, event);
    case 'AccountClosed':
      return status.accountClosed(state, event.body);
    case 'TransactionPosted':
      return transaction.transactionPosted(state, event.body);
    default:
      event satisfies never;
      throw new Error('an event that this release does not know');
  }
}

/** The places by which an entry is found again: key, transaction id, reference, what it reverses. */
function remember(state: LedgerState, event: LedgerEvent, { seq, id, idem }: Recorded): void {
  const { keys, transactions, references, reversals, undo } = state;
  if (idem !== undefined) {
    keys.set(idem, seq);
    undo?.push(() => keys.delete(idem));
  }
  if (event.type !== 'TransactionPosted') return;
  const { reference, reverses } = event.body;
  transactions.set(id, seq);
  undo?.push(() => transactions.delete(id));
  if (reference !== undefined) {
    references.set(reference, seq);
    undo?.push(() => references.delete(reference));
  }
  if (reverses) {
    reversals.set(Number(reverses.seq), seq);
    undo?.push(() => reversals.delete(Number(reverses.seq)));
  }
}
