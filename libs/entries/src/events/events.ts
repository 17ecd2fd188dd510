import { accountEvents } from './account-events';
import { currencyEvents } from './currency-events';
import type { DeclaredEvents } from './declared-event';
import { holdEvents } from './hold-events';
import { keyEvents } from './key-events';
import { ledgerEvents } from './ledger-events';
import { periodEvents } from './period-events';
import { transactionEvents } from './transaction-events';
import { velocityEvents } from './velocity-events';

/** Every type of event, in the order of docs/EVENTS.md. */
export const events: DeclaredEvents = {
  ...ledgerEvents,
  ...keyEvents,
  ...currencyEvents,
  ...accountEvents,
  ...velocityEvents,
  ...transactionEvents,
  ...holdEvents,
  ...periodEvents,
};
