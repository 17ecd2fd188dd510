import type { ReportingView } from '../reporting-view';
import { proposalInScope } from '../scope';

export const proposalApprovals: ReportingView = {
  name: 'proposal_approvals',
  comment: 'Approvals of the proposals that you may read.',
  columns: {
    ledger: ['l.id', 'Id of the ledger.'],
    proposal: ['a.proposal', 'Seq of the entry that made the proposal.'],
    seq: ['a.seq', 'Seq of the entry of the approval.'],
    principal: ['a.principal', 'Id of the principal who approved.'],
    approved_at: ['a.approved_at', 'When.'],
  },
  from: `proposal_approvals a
    join proposals p on p.ledger = a.ledger and p.proposal = a.proposal
    join ledgers l on l.ledger = a.ledger`,
  scope: proposalInScope('l.id', 'p'),
};
