import type { Actor } from './actor';
import { isApprovable, type ApprovableType } from './approval/approvable';
import * as approval from './approval/approval-rules';
import * as approving from './approval/approve';
import * as proposalEnd from './approval/end-proposal';
import { proposalsApplied } from './approval/proposals-applied';
import * as proposing from './approval/propose';
import { commandIn, proposedOf } from './approval/proposed-command';
import { withEffectiveNow } from './effective-now';
import * as account from './accounts/account';
import * as status from './accounts/account-status';
import * as capture from './holds/capture';
import * as chart from './accounts/chart';
import { requireConditions, type Conditional } from './transactions/condition';
import * as currency from './money/currency';
import * as exchange from './exchange/exchange-rules';
import * as hold from './holds/hold';
import * as holdEnd from './holds/hold-end';
import * as importing from './transactions/importing';
import * as key from './key';
import { keyChanged, type KeyCommand, type KeyEvent } from './key-events';
import { ledgerOpened, openLedger, type LedgerOpened, type OpenLedger } from './opening';
import * as period from './periods/period';
import { Refusal } from './refusal';
import { countLines } from './transactions/posting';
import * as root from './root';
import * as reversal from './transactions/reversal';
import type { LedgerState } from './state';
import * as statement from './periods/statement';
import * as transaction from './transactions/transaction';
import * as velocity from './velocity/velocity';

export type LedgerCommand = OpenLedger | (Conditional & OpenedLedgerCommand);

/** What can be asked of a ledger that is open. */
export type OpenedLedgerCommand =
  | KeyCommand
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
  | velocity.SetVelocityLimits
  | exchange.ExchangeCommand
  | approval.SetApprovalRules
  | ProposeCommand
  | approving.ApproveProposal
  | proposalEnd.RejectProposal
  | proposalEnd.RetractProposal;

/** A command that can be proposed. */
export type ApprovableCommand = Conditional & Extract<OpenedLedgerCommand, { readonly type: ApprovableType }>;

/** Makes a command wait for others, where a rule asks for that. */
export interface ProposeCommand {
  readonly type: 'ProposeCommand';
  readonly command: ApprovableCommand;
  /** SHA-256 of the command as its proposal keeps it, in canonical form, base64url. */
  readonly hash: string;
}

export type LedgerEvent =
  | LedgerOpened
  | KeyEvent
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
  | velocity.VelocityLimitsSet
  | exchange.ExchangeEvent
  | approval.ApprovalRulesSet
  | proposing.ProposalMade
  | approving.ProposalApproved
  | proposalEnd.ProposalRejected
  | proposalEnd.ProposalRetracted
  | proposalEnd.ProposalExpired;

/** The event of a type. */
export type EventOf<Type extends LedgerEvent['type']> = Extract<LedgerEvent, { readonly type: Type }>;

/** What an event of a type says. */
export type BodyOf<Type extends LedgerEvent['type']> = EventOf<Type>['body'];

/** The command of a type. */
export type CommandOf<Type extends OpenedLedgerCommand['type']> = Extract<
  OpenedLedgerCommand,
  { readonly type: Type }
>;

/** When a command is decided. */
interface Moment {
  /** RFC 3339, UTC, milliseconds. */
  readonly now: string;
  /** By how much the clocks of callers may be ahead of that. */
  readonly callersAheadMs: number;
}

type Rule<Command> = (state: LedgerState, command: Command, moment: Moment) => Iterable<LedgerEvent>;

/** The rule behind every command to a ledger that is open. */
const rules: { readonly [Type in OpenedLedgerCommand['type']]: Rule<CommandOf<Type>> } = {
  RegisterKey: key.registerKey,
  RetireKey: key.retireKey,
  DeclareKeyCompromised: key.declareKeyCompromised,
  NameNextRoot: root.nameNextRoot,
  ReplaceRoot: root.replaceRoot,
  RegisterCurrency: currency.registerCurrency,
  CorrectCurrency: currency.correctCurrency,
  DeclareChart: chart.declareChart,
  OpenAccount: account.openAccount,
  ChangeAccount: account.changeAccount,
  FreezeAccount: status.freezeAccount,
  UnfreezeAccount: status.freezeAccount,
  CloseAccount: status.closeAccount,
  PostTransaction: (state, command, moment) =>
    transaction.postTransaction(state, withEffectiveNow(state, command, moment), moment.now),
  ReverseTransaction: (state, command, moment) =>
    reversal.reverseTransaction(state, withEffectiveNow(state, command, moment), moment.now),
  PlaceHold: (state, command, { now }) => hold.placeHold(state, command, now),
  IncrementHold: (state, command, { now }) => hold.incrementHold(state, command, now),
  CaptureHold: (state, command, moment) =>
    capture.captureHold(state, withEffectiveNow(state, command, moment), moment.now),
  VoidHold: (state, command, { now }) => holdEnd.voidHold(state, command, now),
  ClosePeriod: (state, command, { now, callersAheadMs }) =>
    period.closePeriod(state, command, now, callersAheadMs),
  ReopenPeriod: period.reopenPeriod,
  EndImport: importing.endImport,
  IssueStatement: statement.issueStatement,
  SetVelocityLimits: velocity.setVelocityLimits,
  ...exchange.exchangeRules,
  SetApprovalRules: approval.setApprovalRules,
  ProposeCommand: (state, { command, hash }, moment) => {
    const happening = [...outcome(state, command, moment)] as approval.Happening[];
    return proposing.proposeCommand(
      state,
      { command: proposedOf(command), hash },
      { happening, now: moment.now },
    );
  },
  ApproveProposal: (state, command, moment) =>
    approving.approveProposal(state, command, (proposed, approved) =>
      decideApproved(state, commandIn<ApprovableCommand>(proposed, command.original), {
        ...moment,
        approved,
      }),
    ),
  RejectProposal: proposalEnd.rejectProposal,
  RetractProposal: proposalEnd.retractProposal,
};

/** What the journal says of an event when it takes it. */
export interface Recorded {
  /** Who asked for it. */
  readonly actor: Actor;
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
  if (!state.isOpened) throw new Refusal('LedgerNotFound', 'No ledger has this id.');
  return decideApproved(state, command, { now, callersAheadMs, approved: 0 });
}

/** As {@link decide}, a command that so many have approved. @throws Refusal, ApprovalRequired last of all */
function decideApproved(
  state: LedgerState,
  command: Conditional & OpenedLedgerCommand,
  moment: Moment & { readonly approved: number },
): Iterable<LedgerEvent> {
  const events = outcome(state, command, moment);
  const { type } = command;
  if (state.approvalRules.length === 0 || !isApprovable(type)) return events;
  // Commands of these types are decided at once.
  const happening = [...events];
  approval.requireApproved(state, { type, approved: moment.approved }, happening as approval.Happening[]);
  return happening;
}

/** The events of a command, as if no approval were needed. @throws Refusal */
function outcome(
  state: LedgerState,
  command: Conditional & OpenedLedgerCommand,
  moment: Moment,
): Iterable<LedgerEvent> {
  if (command.conditions) requireConditions(state, command.conditions);
  // The table has under each type the rule of its command, which the compiler cannot see here.
  const rule = rules[command.type] as Rule<OpenedLedgerCommand>;
  return rule(state, command, moment);
}

/** How an event changes the state. */
type Apply<Event> = (state: LedgerState, event: Event, recorded: Recorded) => void;

const applied: { readonly [Type in LedgerEvent['type']]: Apply<EventOf<Type>> } = {
  LedgerOpened: (state, { body }) => ledgerOpened(state, body),
  KeyRegistered: (state, event, { seq }) => keyChanged(state, event, seq),
  KeyRetired: (state, event, { seq }) => keyChanged(state, event, seq),
  KeyCompromised: (state, event, { seq }) => keyChanged(state, event, seq),
  NextRootNamed: (state, event, { seq }) => keyChanged(state, event, seq),
  RootReplaced: (state, event, { seq }) => keyChanged(state, event, seq),
  CurrencyRegistered: (state, { body }) => currency.currencySet(state, body),
  CurrencyCorrected: (state, { body }) => currency.currencySet(state, body),
  ChartDeclared: (state, { body }) => chart.chartDeclared(state, body),
  AccountOpened: (state, { body }) => account.accountOpened(state, body),
  AccountChanged: (state, { body }) => account.accountChanged(state, body),
  AccountFrozen: (state, event) => status.accountFrozen(state, event),
  AccountUnfrozen: (state, event) => status.accountFrozen(state, event),
  AccountClosed: (state, { body }) => status.accountClosed(state, body),
  VelocityLimitsSet: (state, { body }, { seq }) => velocity.velocityLimitsSet(state, body, seq),
  TransactionPosted(state, { body }, recorded) {
    capture.holdCaptured(state, body, recorded);
    transaction.transactionPosted(state, body, recorded);
    rememberReference(state, body, recorded);
    rememberTransaction(state, body, recorded);
  },
  HoldPlaced(state, { body }, recorded) {
    hold.holdPlaced(state, body, recorded);
    rememberReference(state, body, recorded);
  },
  HoldIncremented: (state, { body }, recorded) => hold.holdIncremented(state, body, recorded),
  HoldVoided: (state, event, recorded) => holdEnd.holdEnded(state, event, recorded),
  HoldExpired: (state, event, recorded) => holdEnd.holdEnded(state, event, recorded),
  PeriodClosed: (state, { body }) => period.periodClosed(state, body),
  PeriodReopened: (state, { body }) => period.periodReopened(state, body),
  ImportEnded: (state) => importing.importEnded(state),
  StatementIssued: (state, { body }) => statement.statementIssued(state, body),
  ...exchange.exchangeApplied,
  ApprovalRulesSet: (state, { body }) => approval.approvalRulesSet(state, body),
  ...proposalsApplied,
};

/** Takes an event into the state, in place. Events come in the order of the journal, each once. */
export function evolve(state: LedgerState, event: LedgerEvent, recorded: Recorded): void {
  state.undo.keep(state);
  if ('postings' in event.body) countLines(state, event.body.postings);
  (applied[event.type] as Apply<LedgerEvent>)(state, event, recorded);
  currency.fixCurrencies(state, event.body);
  state.seq = recorded.seq;
}

/** The first entry with a reference is found by it. */
function rememberReference(
  { references }: LedgerState,
  { reference }: { readonly reference?: string },
  { seq }: Recorded,
): void {
  if (reference !== undefined && references.get(reference) === undefined) references.set(reference, seq);
}

/** A transaction is found by its id, and by what it reverses. */
function rememberTransaction(
  state: LedgerState,
  { reverses }: transaction.TransactionPosted['body'],
  { seq, id }: Recorded,
): void {
  state.transactions.set(id, seq);
  if (reverses) reversal.transactionReversed(state, reverses, seq);
}
