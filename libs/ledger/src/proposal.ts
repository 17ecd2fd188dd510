import type { Actor } from './actor';
import type { UndoLog } from './machinery/undo-log';
import { UndoableMap } from './machinery/undoable-map';

/** How a proposal ended. */
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
}

/** Those of one journal, by id. */
export interface Proposals<Command> {
  readonly open: UndoableMap<string, Proposal<Command>>;
  readonly ended: UndoableMap<string, ProposalEnd>;
}

/** How later entries name a proposal. */
export interface ProposalPointer {
  readonly id: string;
  readonly seq: string;
}

export function noProposals<Command>(undo: UndoLog): Proposals<Command> {
  return { open: new UndoableMap(undo), ended: new UndoableMap(undo) };
}

export function pointerTo({ id, seq }: Proposal<unknown>): ProposalPointer {
  return { id, seq: String(seq) };
}

/** The open proposal that expires first; undefined where none is open. */
export function nextToExpire<Command>({ open }: Proposals<Command>): Proposal<Command> | undefined {
  let next: Proposal<Command> | undefined;
  for (const proposal of open.values()) if (!next || proposal.expiresAt < next.expiresAt) next = proposal;
  return next;
}

export function proposalMade<Command>({ open }: Proposals<Command>, proposal: Proposal<Command>): void {
  open.set(proposal.id, proposal);
}

export function proposalEnded<Command>(
  { open, ended }: Proposals<Command>,
  { id }: ProposalPointer,
  end: ProposalEnd,
): void {
  open.delete(id);
  ended.set(id, end);
}
