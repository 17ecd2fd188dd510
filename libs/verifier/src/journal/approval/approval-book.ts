import { canonicalText } from '@entries/canonical';
import type { Entry } from '@entries/entry';
import { sha256Text } from '@entries/fingerprints';
import { system } from '@ledger/actor';
import type { ApprovalRule } from '@ledger/approval/approval-rule';
import type { ProposedCommand } from '@ledger/approval/proposed-command';
import type { ProposalPointer } from '@ledger/proposal';
import { JournalFault } from '../fault';
import { answers } from './approved-command';
import { neededApprovals } from './needed-approvals';

type EntryOf<Type extends Entry['type']> = Extract<Entry, { readonly type: Type }>;

/** A proposal that waits. */
interface Waiting {
  readonly id: string;
  readonly seq: number;
  readonly maker: string;
  readonly command: ProposedCommand;
  readonly hash: string;
  readonly expiresAt: string;
  /** How many have to approve it. */
  readonly approvals: number;
  readonly approvedBy: string[];
}

/**
 * Who approved what, as the entries of a ledger say it, judged without the product's own rules: a command to which an
 * approval rule applies is carried out only by the approvals of others, as it was proposed, right behind the last of them.
 */
export class ApprovalBook {
  private rules: readonly ApprovalRule[] = [];
  private readonly waiting = new Map<string, Waiting>();
  /** The proposal whose command has to come next. */
  private approved: Waiting | undefined;

  /** Whether nothing is to be judged of a transaction that is neither capture nor reversal. */
  get ignoresTransactions(): boolean {
    return !this.approved && !this.rules.some(({ commands }) => commands.includes('PostTransaction'));
  }

  /** Takes the next entry, whose shape is known to be right. @throws JournalFault NotAllowedByBooks, ActorNotPermitted */
  take(seq: number, entry: Entry): void {
    this.requireApproved(seq, entry);
    switch (entry.type) {
      case 'ApprovalRulesSet':
        this.rules = entry.body.rules;
        return;
      case 'ProposalMade':
        return this.made(seq, entry);
      case 'ProposalApproved':
        return this.approve(seq, entry);
      case 'ProposalRejected':
      case 'ProposalRetracted':
      case 'ProposalExpired':
        return this.end(seq, entry);
      default:
    }
  }

  /** What is carried out, or needs no approval. */
  private requireApproved(seq: number, entry: Entry): void {
    const { approved } = this;
    const { proposal, sub } = entry.actor;
    if (approved ? proposal !== String(approved.seq) : proposal !== undefined) {
      const detail = approved
        ? `The command of proposal ${approved.id} has to be carried out here.`
        : `It belongs to the proposal at seq ${proposal}, which was not just approved.`;
      throw notAllowed(seq, detail);
    }
    if (approved && sub !== approved.maker) throw notPermitted(seq, `Its actor has to be ${approved.maker}.`);
    const needed = neededApprovals(this.rules, entry);
    if (needed.approvals > (approved?.approvedBy.length ?? 0))
      throw notAllowed(seq, `The rule ${needed.rule} asks for ${needed.approvals} approvals of it.`);
    if (!approved || isOpenedByChart(entry)) return;
    if (!answers(entry, approved.command))
      throw notAllowed(seq, `It is not what the proposal ${approved.id} asks for.`);
    this.approved = undefined;
  }

  private made(seq: number, { actor, body, id, recordedAt }: EntryOf<'ProposalMade'>): void {
    const { approvals, command, expiresAt, hash } = body;
    const rule = this.rules.find(({ name }) => name === body.rule);
    if (!rule?.commands.includes(command.type) || rule.approvals !== approvals)
      throw notAllowed(seq, `No rule ${body.rule} asks for ${approvals} approvals of a ${command.type}.`);
    if (hash !== sha256Text(canonicalText(command)))
      throw notAllowed(seq, 'The hash of the proposal is not that of what it proposes.');
    if (expiresAt <= recordedAt) throw notAllowed(seq, `It would have expired before, at ${expiresAt}.`);
    const of = { id, seq, maker: actor.sub, command, hash, expiresAt };
    this.waiting.set(id, { ...of, approvals: Number(approvals), approvedBy: [] });
  }

  private approve(seq: number, { actor: { sub }, body, recordedAt }: EntryOf<'ProposalApproved'>): void {
    const proposal = this.at(seq, body.proposal);
    const { approvedBy, maker } = proposal;
    if (body.hash !== proposal.hash) throw notAllowed(seq, `The proposal has the hash ${proposal.hash}.`);
    if (recordedAt >= proposal.expiresAt) throw notAllowed(seq, `It had expired at ${proposal.expiresAt}.`);
    if (sub === maker || approvedBy.includes(sub))
      throw notPermitted(seq, `${sub} has made the proposal, or approved it before.`);
    approvedBy.push(sub);
    if (approvedBy.length < proposal.approvals) return;
    this.waiting.delete(proposal.id);
    this.approved = proposal;
  }

  private end(
    seq: number,
    {
      actor: { sub },
      body,
      recordedAt,
      type,
    }: EntryOf<'ProposalRejected' | 'ProposalRetracted' | 'ProposalExpired'>,
  ): void {
    const { id, maker, expiresAt } = this.at(seq, body.proposal);
    const isBy = {
      ProposalRejected: sub !== maker,
      ProposalRetracted: sub === maker,
      ProposalExpired: sub === system.sub,
    };
    if (!isBy[type]) throw notPermitted(seq, `${sub} cannot end a proposal of ${maker} like this.`);
    if (type === 'ProposalExpired' && recordedAt < expiresAt)
      throw notAllowed(seq, `It does not expire before ${expiresAt}.`);
    this.waiting.delete(id);
  }

  private at(seq: number, { id, seq: made }: ProposalPointer): Waiting {
    const proposal = this.waiting.get(id);
    if (!proposal || String(proposal.seq) !== made) throw notAllowed(seq, `No proposal ${id} waits.`);
    return proposal;
  }
}

/** The chart opens accounts before the transaction, or hold, that needs them. */
function isOpenedByChart({ type, body }: Entry): boolean {
  return type === 'AccountOpened' && body.pattern !== undefined;
}

function notAllowed(seq: number, detail: string): JournalFault {
  return new JournalFault('NotAllowedByBooks', seq, detail);
}

function notPermitted(seq: number, detail: string): JournalFault {
  return new JournalFault('ActorNotPermitted', seq, detail);
}
