import type { Entry } from '@entries/entry';
import type { RowOf, TakeRow } from './table';

type Row = RowOf<'proposals'>;

/** What a proposed command can name, as far as rows depend on it. */
interface Named {
  readonly path?: string;
  readonly postings?: readonly { readonly account: string }[];
  readonly personal?: readonly { readonly key: string }[];
}

const ends: Readonly<Record<string, Row['ended']>> = {
  ProposalRejected: 'rejected',
  ProposalRetracted: 'retracted',
  ProposalExpired: 'expired',
};

/** The rows of proposals, and of who approved them. What is known of a proposal is forgotten when it ends. */
export class ProposalRows {
  /** By the seq of the entry that made it. */
  private readonly open = new Map<string, Row>();

  constructor(private readonly takeRow: TakeRow) {}

  /** Takes the next entry, whatever it is: the last one of an approved command ends its proposal. */
  take(seq: number, entry: Entry): void {
    const { actor, body, idem, recordedAt, type } = entry;
    if (actor.proposal !== undefined && idem !== undefined) this.endBy(actor.proposal, entry);
    if (type === 'ProposalMade') this.open.set(entry.seq, madeBy(entry));
    if (type === 'ProposalApproved')
      this.takeRow('proposal_approvals', {
        proposal: body.proposal.seq,
        seq,
        principal: actor.sub,
        approved_at: recordedAt,
      });
    if (type === 'ProposalRejected' || type === 'ProposalRetracted' || type === 'ProposalExpired')
      this.endBy(body.proposal.seq, entry);
  }

  private endBy(proposal: string, { actor, body, id, recordedAt, seq, type }: Entry): void {
    this.takeRow('proposals', {
      ...this.open.get(proposal)!,
      ended_seq: seq,
      ended: ends[type] ?? 'approved',
      ended_id: id,
      ended_type: type,
      ended_by: actor.sub,
      ended_at: recordedAt,
      reason: ends[type] && 'reason' in body ? body.reason : null,
    });
    this.open.delete(proposal);
  }

  /** To be called after the last entry. */
  end(): void {
    for (const row of this.open.values()) this.takeRow('proposals', row);
  }
}

function madeBy({ actor, body, id, recordedAt, seq }: Extract<Entry, { type: 'ProposalMade' }>): Row {
  const { path, personal, postings } = body.command as Named;
  const accounts = new Set(postings?.map(({ account }) => account));
  if (path !== undefined) accounts.add(path);
  return {
    proposal: seq,
    id,
    maker: actor.sub,
    rule: body.rule,
    approvals: body.approvals,
    type: body.command.type,
    command: body.command,
    hash: body.hash,
    accounts: [...accounts],
    personal: personal?.map(({ key }) => key),
    made_at: recordedAt,
    expires_at: body.expiresAt,
    ended_seq: null,
    ended: null,
    ended_id: null,
    ended_type: null,
    ended_by: null,
    ended_at: null,
    reason: null,
  };
}
