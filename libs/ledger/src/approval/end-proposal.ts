import type { Actor } from '../actor';
import { nextToExpire, pointerTo, requireOpenProposal, type ProposalPointer } from '../proposal';
import { Refusal } from '../refusal';
import type { LedgerState } from '../state';

interface EndProposal<Type extends string> {
  readonly type: Type;
  readonly proposal: string;
  readonly reason: string;
  /** Who asks for it. */
  readonly by: Actor;
}

export type RejectProposal = EndProposal<'RejectProposal'>;
/** The maker takes his proposal back. */
export type RetractProposal = EndProposal<'RetractProposal'>;

interface ProposalEnded<Type extends string> {
  readonly type: Type;
  readonly body: { readonly proposal: ProposalPointer; readonly reason: string };
}

export type ProposalRejected = ProposalEnded<'ProposalRejected'>;
export type ProposalRetracted = ProposalEnded<'ProposalRetracted'>;

/** Nobody asks for it: the writer puts it before whatever it decides next. */
export interface ProposalExpired {
  readonly type: 'ProposalExpired';
  readonly body: { readonly proposal: ProposalPointer };
}

/** @throws Refusal ProposalNotFound, ProposalNotOpen, ApproverIsMaker */
export function rejectProposal(
  { proposals }: LedgerState,
  { by: { sub }, proposal: id, reason }: RejectProposal,
): ProposalRejected[] {
  const proposal = requireOpenProposal(proposals, id);
  if (sub === proposal.maker.sub) {
    const detail = `${sub} made the proposal: retract it.`;
    throw new Refusal('ApproverIsMaker', detail, { proposal: id, maker: sub });
  }
  return [{ type: 'ProposalRejected', body: { proposal: pointerTo(proposal), reason } }];
}

/** @throws Refusal ProposalNotFound, ProposalNotOpen, NotMaker */
export function retractProposal(
  { proposals }: LedgerState,
  { by: { sub }, proposal: id, reason }: RetractProposal,
): ProposalRetracted[] {
  const proposal = requireOpenProposal(proposals, id);
  if (sub !== proposal.maker.sub) {
    const detail = `${proposal.maker.sub} made the proposal: only he retracts it; others reject it.`;
    throw new Refusal('NotMaker', detail, { proposal: id, maker: proposal.maker.sub });
  }
  return [{ type: 'ProposalRetracted', body: { proposal: pointerTo(proposal), reason } }];
}

/** The expiry of the proposal that has been due longest at `now`, or undefined where none is due. */
export function expireNextProposal({ proposals }: LedgerState, now: string): ProposalExpired | undefined {
  const next = nextToExpire(proposals);
  if (!next || next.expiresAt > now) return undefined;
  return { type: 'ProposalExpired', body: { proposal: pointerTo(next) } };
}
