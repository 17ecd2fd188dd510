import { changeProposalEvents } from './change-proposal-events';
import type { DeclaredAccessEvents } from './declared-access-event';
import { grantEvents } from './grant-events';
import { principalEvents } from './principal-events';

/** Every type of event that the access journal alone has, in the order of docs/EVENTS.md. */
export const accessEvents: DeclaredAccessEvents = {
  ...principalEvents,
  ...grantEvents,
  ...changeProposalEvents,
};
