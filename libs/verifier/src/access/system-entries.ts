import type { Entry } from '@entries/entry';
import { events } from '@entries/events/events';
import { system } from '@ledger/actor';
import { JournalFault } from '../journal/fault';

/**
 * Requires that an entry of a ledger is by the system where no command causes it, and by nobody else.
 * @throws JournalFault ActorNotPermitted
 */
export function requireSystemAlone(seq: number, { actor: { sub }, type }: Entry): void {
  const isUnasked = events[type].act === undefined;
  if (isUnasked === (sub === system.sub)) return;
  const detail =
    sub === system.sub ? `${type} is not for ${sub} to do.` : `${type} is for ${system.sub} alone to do.`;
  throw new JournalFault('ActorNotPermitted', seq, detail);
}
