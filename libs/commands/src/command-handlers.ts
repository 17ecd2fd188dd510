import { CaptureHoldHandler } from './capture-hold';
import { CaptureHoldsHandler } from './capture-holds';
import { ChangeAccountHandler } from './change-account';
import { ChangeKeysHandler } from './change-keys';
import { CloseAccountHandler } from './close-account';
import { ClosePeriodHandler } from './close-period';
import { DeclareChartHandler } from './declare-chart';
import { EndImportHandler } from './end-import';
import { FreezeAccountHandler } from './freeze-account';
import { IncrementHoldHandler } from './increment-hold';
import { IssueStatementHandler } from './issue-statement';
import { OpenAccountHandler } from './open-account';
import { OpenLedgerHandler } from './open-ledger';
import { PlaceHoldHandler } from './place-hold';
import { PostTransactionHandler } from './post-transaction';
import { PostAtomicallyHandler, PostIndependentlyHandler } from './post-transactions';
import { CorrectCurrencyHandler } from './correct-currency';
import { RegisterCurrencyHandler } from './register-currency';
import { ReopenPeriodHandler } from './reopen-period';
import { ReverseTransactionHandler } from './reverse-transaction';
import { SetVelocityLimitsHandler } from './set-velocity-limits';
import { VoidHoldHandler } from './void-hold';

/** Every command handler, for the module that provides them with a journal. */
export const commandHandlers = [
  OpenLedgerHandler,
  RegisterCurrencyHandler,
  CorrectCurrencyHandler,
  DeclareChartHandler,
  OpenAccountHandler,
  ChangeAccountHandler,
  FreezeAccountHandler,
  CloseAccountHandler,
  SetVelocityLimitsHandler,
  PostTransactionHandler,
  PostIndependentlyHandler,
  PostAtomicallyHandler,
  ReverseTransactionHandler,
  PlaceHoldHandler,
  IncrementHoldHandler,
  CaptureHoldHandler,
  CaptureHoldsHandler,
  VoidHoldHandler,
  ClosePeriodHandler,
  ReopenPeriodHandler,
  EndImportHandler,
  IssueStatementHandler,
  ChangeKeysHandler,
];
