import type { Actor, GrantedActor } from '../actor';
import {
  pointerTo,
  requireHash,
  requireOpenProposal,
  type Proposal,
  type ProposalPointer,
} from '../proposal';
import { Refusal } from '../refusal';
import type { LedgerState } from '../state';
import type { PostedTransaction } from '../transactions/reversal';
import type { ProposedCommand } from './proposed-command';

export interface ApproveProposal {
  readonly type: 'ApproveProposal';
  readonly proposal: string;
  /** Of the command that was seen. */
  readonly hash: string;
  /** Who approves. */
  readonly by: Actor;
  /**
   * Who has made it, with the grant that covers the last event of what is carried out; undefined where none does. Absent
   * where there is no such proposal.
   */
  readonly maker: ((carriedOut: never) => GrantedActor | undefined) | undefined;
  /** Of a reversal, the transaction that it names; read from the journal before the rules are asked. */
  readonly original: PostedTransaction | undefined;
}

/** The append of the last approval goes on with what the command makes happen, whose actor is the maker. */
export interface ProposalApproved {
  readonly type: 'ProposalApproved';
  readonly body: { readonly hash: string; readonly proposal: ProposalPointer };
}

/**
 * The approval and, where it is the last that is needed, what was proposed, decided again. If that is refused now, nothing
 * happens, and the proposal stays open.
 * @param carryOut decides the command, approved by so many
 * @throws Refusal ProposalNotFound, ProposalNotOpen, ApproverIsMaker, ProposalAlreadyApproved, ProposalHashDiffers,
 * then those of the command, ApprovalRequired and MakerNotPermitted last of them
 */
export function* approveProposal<Event extends object>(
  { proposals }: LedgerState,
  { by, hash, maker, proposal: id }: ApproveProposal,
  carryOut: (command: ProposedCommand, approved: number) => Iterable<Event>,
): Iterable<ProposalApproved | (Event & { readonly asked: GrantedActor })> {
  const proposal = requireOpenProposal(proposals, id);
  requireOther(proposal, by);
  requireHash(proposal, hash);
  yield { type: 'ProposalApproved', body: { hash, proposal: pointerTo(proposal) } };
  const approved = proposal.approvedBy.length + 1;
  if (approved < proposal.approvals) return;
  const carriedOut = [...carryOut(proposal.command, approved)];
  const asked = makerOf(proposal, maker?.(carriedOut.at(-1) as never));
  for (const event of carriedOut) yield { ...event, asked };
}

/** @throws Refusal ApproverIsMaker, ProposalAlreadyApproved */
function requireOther({ approvedBy, id, maker }: Proposal<unknown>, { sub }: Actor): void {
  if (sub === maker.sub) {
    const detail = `${sub} made the proposal; another person has to approve it.`;
    throw new Refusal('ApproverIsMaker', detail, { proposal: id, maker: sub });
  }
  if (!approvedBy.includes(sub)) return;
  const detail = `${sub} has approved the proposal already; yet another person has to.`;
  throw new Refusal('ProposalAlreadyApproved', detail, { proposal: id, approver: sub });
}

/** Whom the entries of the command name. @throws Refusal MakerNotPermitted */
function makerOf(
  { id, maker: { sub }, seq }: Proposal<unknown>,
  maker: GrantedActor | undefined,
): GrantedActor {
  if (!maker) {
    const detail = `${sub}, who made the proposal, is not permitted to do this any more.`;
    throw new Refusal('MakerNotPermitted', detail, { proposal: id, maker: sub });
  }
  return { at: maker.at, grant: maker.grant, proposal: String(seq), sub };
}
