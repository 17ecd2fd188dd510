import type { ApproveProposal } from '@ledger/approval/approve';
import type { ApprovalRule } from '@ledger/approval/approval-rule';
import type { SetApprovalRules } from '@ledger/approval/approval-rules';
import type { RejectProposal, RetractProposal } from '@ledger/approval/end-proposal';
import type { LedgerCommand, ProposeCommand } from '@ledger/ledger';
import { maker } from './generated-decisions';
import type { Line, NaiveBooks, NaiveProposal } from './naive-books';
import type { Moment } from './naive-holds';

const week = 7 * 86_400_000;

/** How many approvals the rules ask for, of a command that has changed the books like this. */
export function neededApprovals(
  before: NaiveBooks,
  after: NaiveBooks,
  { command, id }: { readonly command: LedgerCommand; readonly id: string },
): number {
  const { paths, debits } = movedBy(before, after, { command, id });
  const isMeant = ({ above, accounts, commands }: ApprovalRule) =>
    (commands as readonly string[]).includes(command.type) &&
    (!accounts || paths.some((path) => accounts.some((each) => isWithin(path, each)))) &&
    (!above ||
      [...debits].some(([code, units]) => {
        const limit = above.find(({ currency }) => currency === code);
        return !limit || units > BigInt(limit.amount.replace('.', ''));
      }));
  return Math.max(0, ...before.rules.filter(isMeant).map(({ approvals }) => Number(approvals)));
}

function isWithin(path: string, pattern: string): boolean {
  const parts = pattern.split(':').map((part) => (part === '*' ? '[^:]+' : part));
  return new RegExp(`^${parts.join(':')}(:|$)`).test(path);
}

/** The accounts that a command names or moves something on, and the debits that it posts, sets aside or releases. */
function movedBy(
  before: NaiveBooks,
  after: NaiveBooks,
  { command, id }: { readonly command: LedgerCommand; readonly id: string },
) {
  const isPosted = ['PostTransaction', 'ReverseTransaction', 'CaptureHold'].includes(command.type);
  const lines = isPosted ? (after.transactions.get(id)?.lines ?? []) : heldBy(before, after, { command, id });
  const debits = new Map<string, bigint>();
  for (const { code, side, units } of lines)
    if (side === 'debit') debits.set(code, (debits.get(code) ?? 0n) + units);
  const named = 'path' in command ? [command.path] : [];
  return { paths: [...named, ...lines.map(({ account }) => account)], debits };
}

export function setRules(books: NaiveBooks, { rules }: SetApprovalRules): void {
  for (const { above = [] } of rules) for (const { amount, currency } of above) books.units(amount, currency);
  books.rules = rules;
}

/** What a step of a hold sets aside or releases. */
function heldBy(
  before: NaiveBooks,
  after: NaiveBooks,
  { command, id }: { readonly command: LedgerCommand; readonly id: string },
): Line[] {
  const hold = 'hold' in command ? command.hold : id;
  const earlier = before.holds.get(hold)?.lines;
  const moved = (after.holds.get(hold)?.lines ?? []).map((line, i) => {
    const known = earlier?.[i];
    const units = command.type === 'VoidHold' ? known!.remaining : line.units - (known?.units ?? 0n);
    return { ...line, units };
  });
  return moved.filter(({ units }) => units > 0n);
}

/** @param trial the books as the command alone would leave them */
export function propose(
  books: NaiveBooks,
  { command, hash }: ProposeCommand,
  { trial, moment }: { readonly trial: NaiveBooks; readonly moment: Moment },
): void {
  for (const code of trial.refusals) books.refusals.add(code);
  if (books.refusals.size > 0) return;
  const needed = neededApprovals(books, trial, { command, id: moment.id });
  books.refuse('ProposalNotPossible', needed === 0);
  const expiresAt = new Date(Date.parse(moment.now) + week).toISOString();
  const made = { command, hash, maker: maker.sub, needed, approvedBy: [], expiresAt, isOver: false };
  books.proposals.set(moment.id, made);
}

/** The proposal, if this was the last approval that it needs. */
export function approve(
  books: NaiveBooks,
  { by: { sub }, hash, proposal: id }: ApproveProposal,
): NaiveProposal | undefined {
  const proposal = openProposal(books, id);
  if (!proposal) return undefined;
  books.refuse('ProposalHashDiffers', proposal.hash !== hash);
  books.refuse('ApproverIsMaker', proposal.maker === sub);
  books.refuse('ProposalAlreadyApproved', proposal.approvedBy.includes(sub));
  const approvedBy = [...proposal.approvedBy, sub];
  const isOver = approvedBy.length === proposal.needed;
  const approved = { ...proposal, approvedBy, isOver };
  books.proposals.set(id, approved);
  return isOver && books.refusals.size === 0 ? approved : undefined;
}

export function endProposal(books: NaiveBooks, command: RejectProposal | RetractProposal): void {
  const proposal = openProposal(books, command.proposal);
  if (!proposal) return;
  const isMaker = proposal.maker === command.by.sub;
  books.refuse('ApproverIsMaker', command.type === 'RejectProposal' && isMaker);
  books.refuse('NotMaker', command.type === 'RetractProposal' && !isMaker);
  books.proposals.set(command.proposal, { ...proposal, isOver: true });
}

function openProposal(books: NaiveBooks, id: string): NaiveProposal | undefined {
  const proposal = books.proposals.get(id);
  books.refuse('ProposalNotFound', !proposal);
  books.refuse('ProposalNotOpen', proposal?.isOver === true);
  return proposal?.isOver ? undefined : proposal;
}

/** Proposals whose time is up, with that time. */
export function dueProposals({ proposals }: NaiveBooks, now: string): { id: string; at: string }[] {
  return [...proposals].flatMap(([id, { expiresAt, isOver }]) =>
    !isOver && expiresAt <= now ? [{ id, at: expiresAt }] : [],
  );
}
