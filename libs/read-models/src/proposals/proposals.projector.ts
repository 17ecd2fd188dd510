import type { ProposalEnd } from '@ledger/proposal';
import type { PersonalCipher } from '@ledger/personal';
import type { Batch, EndedProposal, MadeProposal } from '../batch/batch';
import type { ReadModel } from '../batch/read-model';
import { namedAccounts } from './named-accounts';
import { proposalApprovals, proposals } from './proposals.table';

/** A proposal of the batch, and its end where that is in the batch, too. */
interface Row extends MadeProposal {
  readonly end: EndedProposal | undefined;
}

const endOf: Readonly<Partial<Record<EndedProposal['entry']['type'], ProposalEnd>>> = {
  ProposalRejected: 'rejected',
  ProposalRetracted: 'retracted',
  ProposalExpired: 'expired',
};

/** Every other entry that ends a proposal carries out its command. */
function statusAfter({ entry }: EndedProposal): ProposalEnd {
  return endOf[entry.type] ?? 'approved';
}

function reasonIn({ entry }: EndedProposal): string | undefined {
  return entry.type === 'ProposalRejected' || entry.type === 'ProposalRetracted'
    ? entry.body.reason
    : undefined;
}

const ends = proposals.rows<EndedProposal>({
  ledger: ({ ledger }) => ledger,
  proposal: ({ proposal }) => proposal,
  ended_seq: ({ entry }) => entry.seq,
  ended: statusAfter,
  ended_id: ({ entry }) => entry.id,
  ended_type: ({ entry }) => entry.type,
  ended_by: ({ entry }) => entry.actor.sub,
  ended_at: ({ entry }) => entry.recordedAt,
  reason: reasonIn,
});

const proposalsEnded = `
    proposals_ended as (
      update proposals p set ended_seq = x.ended_seq, ended = x.ended, ended_id = x.ended_id,
        ended_type = x.ended_type, ended_by = x.ended_by, ended_at = to_timestamp(x.ended_at), reason = x.reason
      from advanced, ${ends.sql}
      where p.ledger = x.ledger and p.proposal = x.proposal
    )`;

const written = proposals.insert<Row>({
  ledger: ({ ledger }) => ledger,
  proposal: ({ entry }) => entry.seq,
  id: ({ entry }) => entry.id,
  maker: ({ entry }) => entry.actor.sub,
  rule: ({ entry }) => entry.body.rule,
  approvals: ({ entry }) => entry.body.approvals,
  type: ({ entry }) => entry.body.command.type,
  command: ({ entry }) => entry.body.command,
  hash: ({ entry }) => entry.body.hash,
  accounts: ({ entry }) => namedAccounts(entry.body.command),
  personal: ({ entry }) => personalKeysOf(entry.body.command),
  made_at: ({ entry }) => entry.recordedAt,
  expires_at: ({ entry }) => entry.body.expiresAt,
  ended_seq: ({ end }) => end?.entry.seq,
  ended: ({ end }) => end && statusAfter(end),
  ended_id: ({ end }) => end?.entry.id,
  ended_type: ({ end }) => end?.entry.type,
  ended_by: ({ end }) => end?.entry.actor.sub,
  ended_at: ({ end }) => end?.entry.recordedAt,
  reason: ({ end }) => end && reasonIn(end),
});

const approvalsWritten = proposalApprovals.insert<Batch['approvals'][number]>({
  ledger: ({ ledger }) => ledger,
  proposal: ({ entry }) => entry.body.proposal.seq,
  seq: ({ entry }) => entry.seq,
  principal: ({ entry }) => entry.actor.sub,
  approved_at: ({ entry }) => entry.recordedAt,
});

/** One row for each proposal, which its end completes, and one for each approval. */
export const proposalsProjector: ReadModel = {
  name: 'proposals',
  keyedTables: [proposals],
  addedTables: [proposalApprovals],
  members: [proposalsEnded, written.sql, approvalsWritten.sql],
  values({ approvals, proposalsMade, proposalsEnded: ended }) {
    const made = new Map<string, Row>();
    for (const each of proposalsMade)
      made.set(`${each.ledger} ${each.entry.seq}`, { ...each, end: undefined });
    // A row that a statement inserts cannot be updated by it.
    const earlier = ended.filter((end) => {
      const key = `${end.ledger} ${end.proposal}`;
      const row = made.get(key);
      if (row) made.set(key, { ...row, end });
      return !row;
    });
    return [
      ends.parameters(earlier),
      written.parameters([...made.values()]),
      approvalsWritten.parameters(approvals),
    ];
  },
};

function personalKeysOf(command: { readonly [field: string]: unknown }): string[] | undefined {
  return (command['personal'] as readonly PersonalCipher[] | undefined)?.map(({ key }) => key);
}
