import { ChangeAccountHandler } from './change-account';
import { CloseAccountHandler } from './close-account';
import { DeclareChartHandler } from './declare-chart';
import { FreezeAccountHandler } from './freeze-account';
import { OpenAccountHandler } from './open-account';
import { OpenLedgerHandler } from './open-ledger';
import { PostTransactionHandler } from './post-transaction';
import { PostAtomicallyHandler, PostIndependentlyHandler } from './post-transactions';
import { RegisterCurrencyHandler } from './register-currency';
import { ReverseTransactionHandler } from './reverse-transaction';

/** Every command handler, for the module that provides them with a journal. */
export const commandHandlers = [
  OpenLedgerHandler,
  RegisterCurrencyHandler,
  DeclareChartHandler,
  OpenAccountHandler,
  ChangeAccountHandler,
  FreezeAccountHandler,
  CloseAccountHandler,
  PostTransactionHandler,
  PostIndependentlyHandler,
  PostAtomicallyHandler,
  ReverseTransactionHandler,
];
