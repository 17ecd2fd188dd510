import type { GrantedActor } from '@ledger/actor';
import { nextToExpire, pointerTo, requireHash, requireOpenProposal, type Proposal } from '@ledger/proposal';
import { AccessRefusal } from '../access-refusal';
import { decideChange, demandOf, requirePermitted } from './change';
import type { ApproveProposal, Change, EndProposal, ProposeChange } from '../commands';
import { requireOtherPerson } from '../grants/duties';
import type {
  ChangeEvent,
  ProposalApproved,
  ProposalExpired,
  ProposalMade,
  ProposalRejected,
} from '../events';
import { inOrder } from '@ledger/machinery/in-order';
import { permit } from '../grants/permit';
import { personOf, type AccessState, type Asking } from '../state';

/** The rule by which a change of access waits for a second administrator. */
const dualControl = 'dual-control';

/**
 * Under dual control nothing changes by one person alone.
 * @throws Refusal ApprovalRequired
 */
export function requireNoApproval({ isDual }: AccessState, { type }: Change): void {
  if (!isDual) return;
  const detail = `${type} has to be proposed, and approved by a second administrator.`;
  throw new AccessRefusal('ApprovalRequired', detail, { rule: dualControl, approvals: '1' });
}

/** Refused as the change itself would be. @throws Refusal ExpiryInPast and those of the change */
export function proposeChange(
  state: AccessState,
  { change, expiresAt, hash }: ProposeChange,
  asking: Asking,
): ProposalMade[] {
  requirePermitted(state, asking, demandOf(change));
  if (expiresAt <= asking.now) {
    const detail = `${expiresAt} is not later than ${asking.now}.`;
    throw new AccessRefusal('ExpiryInPast', detail, { expiresAt, now: asking.now });
  }
  decideChange(state, change, asking);
  return [{ type: 'ProposalMade', body: { command: inOrder(change), expiresAt, hash, rule: dualControl } }];
}

/**
 * The approval, and then what was proposed, decided again for its maker. If that is refused now, nothing happens, and the
 * proposal stays open.
 * @throws Refusal ProposalNotFound, ProposalNotOpen, ProposalHashDiffers, NotPermitted, ApproverIsMaker, GrantToOneself,
 *   MakerNotPermitted and those of the change
 */
export function* approveProposal(
  state: AccessState,
  { proposal: id, hash }: ApproveProposal,
  asking: Asking,
): Iterable<ProposalApproved | ChangeEvent> {
  const proposal = requireOpenProposal(state.proposals, id);
  const { command, maker } = proposal;
  requireHash(proposal, hash);
  requirePermitted(state, asking, demandOf(command));
  if (personOf(state, asking.by.sub) === personOf(state, maker.sub)) {
    const detail = `${maker.sub} made the proposal; another person has to approve it.`;
    throw new AccessRefusal('ApproverIsMaker', detail, { proposal: id, maker: maker.sub });
  }
  if (command.type === 'MakeGrant' || command.type === 'RestorePrincipal')
    requireOtherPerson(state, command.principal, asking);
  const asked = makerNow(state, proposal, asking);
  yield { type: 'ProposalApproved', body: { hash, proposal: pointerTo(proposal) } };
  for (const event of decideChange(state, command, { by: asked, now: asking.now })) yield { ...event, asked };
}

/** The maker, with the grant that permits the change now. @throws Refusal MakerNotPermitted */
function makerNow(
  state: AccessState,
  { command, id, maker, seq }: Proposal<Change>,
  { now }: Pick<Asking, 'now'>,
): GrantedActor {
  const verdict = permit(state, maker.sub, demandOf(command), now);
  if (!('grant' in verdict)) {
    const detail = `${maker.sub}, who made the proposal, is not permitted to do this any more.`;
    throw new AccessRefusal('MakerNotPermitted', detail, { proposal: id, maker: maker.sub });
  }
  return {
    at: String(state.seq),
    grant: String(verdict.grant.seq),
    proposal: String(seq),
    sub: maker.sub,
  };
}

/** @throws Refusal ProposalNotFound, ProposalNotOpen, NotPermitted; ApproverIsMaker where the maker would reject it */
export function endProposal(
  state: AccessState,
  { type, proposal: id, reason }: EndProposal,
  asking: Asking,
): ProposalRejected[] {
  const proposal = requireOpenProposal(state.proposals, id);
  const isMaker = personOf(state, asking.by.sub) === personOf(state, proposal.maker.sub);
  requirePermitted(state, asking, demandOf(proposal.command));
  const body = { proposal: pointerTo(proposal), reason };
  if (type === 'RetractProposal') {
    if (isMaker) return [{ type: 'ProposalRetracted', body }];
    throw new AccessRefusal('NotPermitted', `Only its maker retracts a proposal; reject it.`, {
      proposal: id,
      permission: 'manageAccess',
    });
  }
  if (!isMaker) return [{ type: 'ProposalRejected', body }];
  throw new AccessRefusal('ApproverIsMaker', `Its maker cannot reject a proposal; retract it.`, {
    proposal: id,
    maker: proposal.maker.sub,
  });
}

/** The proposal whose time is up first, if it is. @param now RFC 3339, UTC, milliseconds */
export function expireProposal({ proposals }: AccessState, now: string): ProposalExpired | undefined {
  const next = nextToExpire(proposals);
  if (!next || next.expiresAt > now) return undefined;
  return { type: 'ProposalExpired', body: { proposal: pointerTo(next) } };
}
