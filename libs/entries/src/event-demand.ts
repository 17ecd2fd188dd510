import type { Demand } from '@access/grants/permit';
import type { LedgerEvent } from '@ledger/ledger';
import type { Act } from './events/acts';
import { events } from './events/events';

/**
 * What the grant that an entry names has to cover, seen from the finished event alone: the API judges by it before the
 * append, and a verifier judges by it again. Of a command that makes several events, the last says all; what goes
 * before it, such as an account that the chart opens, is its consequence.
 * @param ledger id of the ledger
 * @returns undefined of what nobody asks for
 */
export function demandOfEvent(ledger: string, { type, body }: LedgerEvent): Demand | undefined {
  const act = events[type].act as ((given: object) => Act) | undefined;
  return act && { ...act(body), ledger };
}
