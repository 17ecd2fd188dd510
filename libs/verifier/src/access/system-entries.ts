import type { Entry } from '@entries/entry';
import { system } from '@ledger/actor';
import type { LedgerEvent } from '@ledger/ledger';
import { JournalFault } from '../journal/fault';

/** What a ledger writes without anybody asking. */
const ofSystem: ReadonlySet<LedgerEvent['type']> = new Set(['HoldExpired']);

/**
 * Requires that an entry of a ledger is by the system where no command causes it, and by nobody else.
 * @throws JournalFault ActorNotPermitted
 */
export function requireSystemAlone(seq: number, { actor: { sub }, type }: Entry): void {
  if (ofSystem.has(type) === (sub === system.sub)) return;
  const detail =
    sub === system.sub ? `${type} is not for ${sub} to do.` : `${type} is for ${system.sub} alone to do.`;
  throw new JournalFault('ActorNotPermitted', seq, detail);
}
