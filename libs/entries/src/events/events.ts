import { accountEvents } from './account-events';
import { approvalEvents } from './approval-events';
import { currencyEvents } from './currency-events';
import type { DeclaredEvents } from './declared-event';
import { exchangeEvents } from './exchange-events';
import { holdEvents } from './hold-events';
import { keyEvents } from './key-events';
import { ledgerEvents } from './ledger-events';
import { periodEvents } from './period-events';
import { transactionEvents } from './transaction-events';
import { velocityEvents } from './velocity-events';

const declared = {
  ...ledgerEvents,
  ...keyEvents,
  ...currencyEvents,
  ...accountEvents,
  ...velocityEvents,
  ...transactionEvents,
  ...holdEvents,
  ...periodEvents,
  ...exchangeEvents,
  ...approvalEvents,
} satisfies DeclaredEvents;

/** Every type of event, in the order of docs/EVENTS.md. */
export const events: DeclaredEvents = declared;

type Declared = typeof declared;

/** Types of the events of which no read model has a row. */
export type TypeWithoutRows = {
  [Type in keyof Declared]: Declared[Type] extends { readonly leavesNoRows: true } ? Type : never;
}[keyof Declared];
