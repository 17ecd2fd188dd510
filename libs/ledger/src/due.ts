import { expireNextProposal, type ProposalExpired } from './approval/end-proposal';
import { expireNextHold, nextExpiry, type HoldExpired } from './holds/hold-end';
import { nextToExpire } from './proposal';
import type { LedgerState } from './state';

/** What expires first of holds and proposals, if it is due; at the same time, a hold. @param now RFC 3339, UTC, milliseconds */
export function due(state: LedgerState, now: string): HoldExpired | ProposalExpired | undefined {
  const hold = nextExpiry(state);
  const proposal = nextToExpire(state.proposals)?.expiresAt;
  const isHoldFirst = proposal === undefined || (hold !== undefined && hold <= proposal);
  return isHoldFirst ? expireNextHold(state, now) : expireNextProposal(state, now);
}

/** When a hold or a proposal expires next, RFC 3339, or undefined where none does. */
export function nextDue(state: LedgerState): string | undefined {
  const hold = nextExpiry(state);
  const proposal = nextToExpire(state.proposals)?.expiresAt;
  if (hold === undefined || proposal === undefined) return hold ?? proposal;
  return hold <= proposal ? hold : proposal;
}
