import { withEffectiveNow } from './callers-clock';
import * as account from './accounts/account';
import * as status from './accounts/account-status';
import * as capture from './holds/capture';
import * as chart from './accounts/chart';
import { requireConditions, type Conditional } from './transactions/condition';
import * as currency from './money/currency';
import * as hold from './holds/hold';
import * as holdEnd from './holds/hold-end';
import * as importing from './transactions/importing';
import * as key from './key';
import { ledgerOpened, openLedger, type LedgerOpened, type OpenLedger } from './opening';
import * as period from './periods/period';
import { Refusal } from './refusal';
import { countLines } from './transactions/posting';
import * as reversal from './transactions/reversal';
import type { LedgerState } from './state';
import * as statement from './periods/statement';
import * as transaction from './transactions/transaction';
import * as velocity from './velocity/velocity';

export type LedgerCommand = OpenLedger | (Conditional & OpenedLedgerCommand);

type OpenedLedgerCommand =
  | key.RegisterKey
  | key.RetireKey
  | key.DeclareKeyCompromised
  | currency.RegisterCurrency
  | currency.CorrectCurrency
  | chart.DeclareChart
  | account.OpenAccount
  | account.ChangeAccount
  | status.FreezeAccount
  | status.UnfreezeAccount
  | status.CloseAccount
  | transaction.PostTransaction
  | reversal.ReverseTransaction
  | hold.PlaceHold
  | hold.IncrementHold
  | capture.CaptureHold
  | holdEnd.VoidHold
  | period.ClosePeriod
  | period.ReopenPeriod
  | importing.EndImport
  | statement.IssueStatement
  | velocity.SetVelocityLimits;

export type LedgerEvent =
  | LedgerOpened
  | key.KeyRegistered
  | key.KeyRetired
  | key.KeyCompromised
  | currency.CurrencyRegistered
  | currency.CurrencyCorrected
  | chart.ChartDeclared
  | account.AccountOpened
  | account.AccountChanged
  | status.AccountFrozen
  | status.AccountUnfrozen
  | status.AccountClosed
  | transaction.TransactionPosted
  | hold.HoldPlaced
  | hold.HoldIncremented
  | holdEnd.HoldVoided
  | holdEnd.HoldExpired
  | period.PeriodClosed
  | period.PeriodReopened
  | importing.ImportEnded
  | statement.StatementIssued
  | velocity.VelocityLimitsSet;

/** What moves balances, or sets amounts aside. */
type Movement =
  | transaction.TransactionPosted
  | hold.HoldPlaced
  | hold.HoldIncremented
  | holdEnd.HoldVoided
  | holdEnd.HoldExpired;

type MovingCommand =
  | transaction.PostTransaction
  | reversal.ReverseTransaction
  | hold.PlaceHold
  | hold.IncrementHold
  | capture.CaptureHold
  | holdEnd.VoidHold;

/** What the journal says of an event when it takes it. */
export interface Recorded {
  readonly seq: number;
  readonly id: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly recordedAt: string;
}

/**
 * What a command makes happen: one or more events, the last of which is the answer to it. Changes nothing; each event
 * must be applied before the next is asked for.
 * @param now RFC 3339, UTC, milliseconds
 * @param callersAheadMs by how much the clocks of callers may be ahead of that
 * @throws Refusal
 */
export function decide(
  state: LedgerState,
  command: LedgerCommand,
  now: string,
  callersAheadMs = 0,
): Iterable<LedgerEvent> {
  if (command.type === 'OpenLedger') return openLedger(state, command);
  if (!state.isOpened) throw new Refusal('LedgerNotFound', 'No ledger was opened under this id.');
  if (command.conditions) requireConditions(state, command.conditions);
  switch (command.type) {
    case 'PostTransaction':
      return transaction.postTransaction(state, withEffectiveNow(state, command, now, callersAheadMs), now);
    case 'ReverseTransaction':
      return reversal.reverseTransaction(state, withEffectiveNow(state, command, now, callersAheadMs), now);
    case 'PlaceHold':
      return hold.placeHold(state, command, now);
    case 'IncrementHold':
      return hold.incrementHold(state, command, now);
    case 'CaptureHold':
      return capture.captureHold(state, withEffectiveNow(state, command, now, callersAheadMs), now);
    case 'VoidHold':
      return holdEnd.voidHold(state, command, now);
    case 'RegisterKey':
      return key.registerKey(state, command);
    case 'RetireKey':
      return key.retireKey(state, command);
    case 'DeclareKeyCompromised':
      return key.declareKeyCompromised(state, command);
    default:
      return decideTerms(state, command, now, callersAheadMs);
  }
}

/** Commands that move nothing: they change what the ledger and its accounts are. */
function decideTerms(
  state: LedgerState,
  command: Exclude<OpenedLedgerCommand, MovingCommand | key.KeyCommand>,
  now: string,
  callersAheadMs: number,
): LedgerEvent[] {
  switch (command.type) {
    case 'RegisterCurrency':
      return currency.registerCurrency(state, command);
    case 'CorrectCurrency':
      return currency.correctCurrency(state, command);
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
    case 'ClosePeriod':
      return period.closePeriod(state, command, now, callersAheadMs);
    case 'ReopenPeriod':
      return period.reopenPeriod(state, command);
    case 'EndImport':
      return importing.endImport(state, command);
    case 'IssueStatement':
      return statement.issueStatement(state, command);
    case 'SetVelocityLimits':
      return velocity.setVelocityLimits(state, command);
  }
}

/** Takes an event into the state, in place. Events come in the order of the journal, each once. */
export function evolve(state: LedgerState, event: LedgerEvent, recorded: Recorded): void {
  const { undo, seq } = state;
  if (isMovement(event)) applyMovement(state, event, recorded);
  else apply(state, event, recorded);
  currency.fixCurrencies(state, event.body);
  remember(state, event, recorded);
  state.seq = recorded.seq;
  undo?.push(() => {
    state.seq = seq;
  });
}

const movements: Readonly<Record<Movement['type'], true>> = {
  TransactionPosted: true,
  HoldPlaced: true,
  HoldIncremented: true,
  HoldVoided: true,
  HoldExpired: true,
};

function isMovement(event: LedgerEvent): event is Movement {
  return Object.hasOwn(movements, event.type);
}

function applyMovement(state: LedgerState, event: Movement, recorded: Recorded): void {
  countLines(state, event.body.postings);
  switch (event.type) {
    case 'TransactionPosted':
      capture.holdCaptured(state, event.body, recorded);
      return transaction.transactionPosted(state, event.body, recorded);
    case 'HoldPlaced':
      return hold.holdPlaced(state, event.body, recorded);
    case 'HoldIncremented':
      return hold.holdIncremented(state, event.body, recorded);
    case 'HoldVoided':
    case 'HoldExpired':
      return holdEnd.holdEnded(state, event, recorded);
  }
}

function apply(state: LedgerState, event: Exclude<LedgerEvent, Movement>, recorded: Recorded): void {
  if (key.isKeyEvent(event)) return key.keyChanged(state, event, recorded.seq);
  if (currency.isCurrencyEvent(event)) return currency.currencySet(state, event.body);
  switch (event.type) {
    case 'LedgerOpened':
      return ledgerOpened(state, event.body);
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
    case 'PeriodClosed':
      return period.periodClosed(state, event.body);
    case 'PeriodReopened':
      return period.periodReopened(state, event.body);
    case 'ImportEnded':
      return importing.setImportedTo(state, null);
    case 'StatementIssued':
      return statement.statementIssued(state, event.body);
    case 'VelocityLimitsSet':
      return velocity.velocityLimitsSet(state, event.body, recorded.seq);
    default:
      event satisfies never;
      throw new Error('an event that this release does not know');
  }
}

/** The places by which an entry is found again: transaction id, reference, what it reverses. */
function remember(state: LedgerState, event: LedgerEvent, { seq, id }: Recorded): void {
  const { transactions, references, undo } = state;
  if (event.type !== 'TransactionPosted' && event.type !== 'HoldPlaced') return;
  const { reference } = event.body;
  if (reference !== undefined && references.get(reference) === undefined) {
    references.set(reference, seq);
    undo?.push(() => references.delete(reference));
  }
  if (event.type === 'HoldPlaced') return;
  transactions.set(id, seq);
  undo?.push(() => transactions.delete(id));
  if (event.body.reverses) reversal.transactionReversed(state, event.body.reverses, seq);
}
