import type { Actor } from '../actor';
import {
  proposalApproved,
  proposalEnded,
  proposalMade,
  type ProposalEnd,
  type ProposalPointer,
} from '../proposal';
import type { LedgerState } from '../state';
import type { ProposalApproved } from './approve';
import type { ProposalMade } from './propose';

interface Recorded {
  readonly actor: Actor;
  readonly id: string;
  readonly seq: number;
}

interface Ended {
  readonly body: { readonly proposal: ProposalPointer };
}

function ended(end: ProposalEnd) {
  return ({ proposals }: LedgerState, { body }: Ended, { seq }: Recorded) =>
    proposalEnded(proposals, body.proposal, { end, seq });
}

/** How the events of proposals change the state. */
export const proposalsApplied = {
  ProposalMade(
    { proposals }: LedgerState,
    { body }: ProposalMade,
    { actor: maker, id, seq }: Recorded,
  ): void {
    const approvals = Number(body.approvals);
    proposalMade(proposals, { ...body, id, seq, maker, approvals, approvedBy: [] });
  },
  ProposalApproved({ proposals }: LedgerState, { body }: ProposalApproved, { actor, seq }: Recorded): void {
    proposalApproved(proposals, body.proposal, { by: actor.sub, seq });
  },
  ProposalRejected: ended('rejected'),
  ProposalRetracted: ended('retracted'),
  ProposalExpired: ended('expired'),
};
