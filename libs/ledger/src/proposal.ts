import type { Actor } from './actor';
import { Expiries } from './machinery/expiries';
import { uuidFingerprint } from './machinery/fingerprint-table';
import type { UndoLog } from './machinery/undo-log';
import { UndoableMap } from './machinery/undoable-map';
import { UndoableTable } from './machinery/undoable-table';
import { Refusal } from './refusal';

/** How a proposal ended. The numbers stand in snapshots. */
export const proposalEnds = ['approved', 'rejected', 'retracted', 'expired'] as const;
export type ProposalEnd = (typeof proposalEnds)[number];

/** A command that waits for a second person. */
export interface Proposal<Command> {
  /** UUIDv7, of the entry that made it. */
  readonly id: string;
  /** Of that entry. */
  readonly seq: number;
  /** Who made it: the actor of that entry. */
  readonly maker: Actor;
  readonly command: Command;
  /** SHA-256 of the command in canonical form, base64url: what is approved is what was seen. */
  readonly hash: string;
  /** RFC 3339, UTC, milliseconds; from then on nobody can approve it. */
  readonly expiresAt: string;
  /** How many have to approve it. */
  readonly approvals: number;
  /** Ids of the principals who have. */
  readonly approvedBy: readonly string[];
}

/** Those of one journal. */
export interface Proposals<Command> {
  /** By id. */
  readonly open: UndoableMap<string, Proposal<Command>>;
  /** Id -> seq of the entry that ended it, times the count of {@link proposalEnds}, plus the place in them. */
  readonly ended: UndoableTable;
  /** When the open ones expire, the earliest first. */
  readonly expiries: Expiries;
}

/** As plain values, for a snapshot. */
export interface StoredProposals<Command> {
  readonly open: ReadonlyMap<string, Proposal<Command>>;
  readonly ended: readonly Uint32Array[];
}

/** How later entries name a proposal. */
export interface ProposalPointer {
  readonly id: string;
  readonly seq: string;
}

/** How long a proposal can be approved, in milliseconds: seven days. */
const proposalMs = 7 * 24 * 3_600_000;

/** From when on nobody can approve a proposal that is made now. @param now RFC 3339, UTC, milliseconds */
export function proposalExpiry(now: string): string {
  return new Date(Date.parse(now) + proposalMs).toISOString();
}

/** So many expiries of proposals that have ended are kept before they are swept out. */
const staleMax = 1_000;

export function noProposals<Command>(undo: UndoLog): Proposals<Command> {
  return restoredProposals({ open: new Map(), ended: undefined }, undo);
}

export function storedProposals<Command>({ open, ended }: Proposals<Command>): StoredProposals<Command> {
  return { open, ended: ended.contents() };
}

export function restoredProposals<Command>(
  {
    open,
    ended,
  }: Pick<StoredProposals<Command>, 'open'> & { readonly ended: readonly Uint32Array[] | undefined },
  undo: UndoLog,
): Proposals<Command> {
  const expiries = new Expiries(undo);
  expiries.keepOnly(open.values());
  return {
    open: new UndoableMap(undo, open),
    ended: new UndoableTable(undo, uuidFingerprint, ended),
    expiries,
  };
}

export function pointerTo({ id, seq }: Proposal<unknown>): ProposalPointer {
  return { id, seq: String(seq) };
}

/** @throws Refusal ProposalNotFound, ProposalNotOpen */
export function requireOpenProposal<Command>(
  { open, ended }: Proposals<Command>,
  id: string,
): Proposal<Command> {
  const proposal = open.get(id);
  if (proposal) return proposal;
  const end = ended.get(id);
  if (end === undefined)
    throw new Refusal('ProposalNotFound', `There is no proposal ${id}.`, { proposal: id });
  const status = proposalEnds[end % proposalEnds.length]!;
  const seq = Math.floor(end / proposalEnds.length);
  const detail = `The proposal ${id} was ${status === 'expired' ? 'not decided in time' : status} at seq ${seq}.`;
  throw new Refusal('ProposalNotOpen', detail, { proposal: id, proposalStatus: status, seq: String(seq) });
}

/** What is approved must be what was seen. @throws Refusal ProposalHashDiffers */
export function requireHash({ id, hash }: Proposal<unknown>, seen: string): void {
  if (hash === seen) return;
  throw new Refusal('ProposalHashDiffers', `The proposal ${id} has the hash ${hash}.`, {
    proposal: id,
    hash,
  });
}

/** The open proposal that expires first; undefined where none is open. */
export function nextToExpire<Command>({ open, expiries }: Proposals<Command>): Proposal<Command> | undefined {
  for (let { first } = expiries; first; first = expiries.first) {
    const proposal = open.get(first.id);
    if (proposal?.expiresAt === first.at) return proposal;
    expiries.removeFirst();
  }
  return undefined;
}

export function proposalMade<Command>(
  { open, expiries }: Proposals<Command>,
  proposal: Proposal<Command>,
): void {
  open.set(proposal.id, proposal);
  expiries.replace(undefined, proposal);
  if (expiries.size > 2 * open.size + staleMax) expiries.keepOnly(open.values());
}

/** Somebody approved it; the last who has to ends it. */
export function proposalApproved<Command>(
  proposals: Proposals<Command>,
  pointer: ProposalPointer,
  { by, seq }: { readonly by: string; readonly seq: number },
): void {
  const proposal = proposals.open.get(pointer.id)!;
  const approvedBy = [...proposal.approvedBy, by];
  if (approvedBy.length < proposal.approvals) proposals.open.set(proposal.id, { ...proposal, approvedBy });
  else proposalEnded(proposals, pointer, { end: 'approved', seq });
}

export function proposalEnded<Command>(
  { open, ended, expiries }: Proposals<Command>,
  { id }: ProposalPointer,
  { end, seq }: { readonly end: ProposalEnd; readonly seq: number },
): void {
  expiries.replace(open.get(id), undefined);
  open.delete(id);
  ended.set(id, seq * proposalEnds.length + proposalEnds.indexOf(end));
}
