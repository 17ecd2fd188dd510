import type { ReportingView } from '../reporting-view';
import { clock, proposalInScope } from '../scope';

export const proposals: ReportingView = {
  name: 'proposals',
  comment:
    'Proposals whose commands act on an account that you may read, as they are now. The commands themselves are read by the API.',
  columns: {
    ledger: ['l.id', 'Id of the ledger.'],
    seq: ['p.proposal', 'Seq of the entry that made it.'],
    id: ['p.id', 'Id of the proposal.'],
    status: [
      `case when p.ended is not null then p.ended when p.expires_at <= ${clock} then 'expired' else 'open' end`,
      'open, approved, rejected, retracted or expired; expired from expires_at on, even before the entry that records it.',
    ],
    command: ['p.type', 'Type of the command.'],
    accounts: [
      'p.accounts',
      'Paths of the accounts that the command names; empty if it points to a transaction or hold.',
    ],
    hash: ['p.hash', 'SHA-256 of the command, which an approval names.'],
    rule: ['p.rule', 'Name of the approval rule that asks for it.'],
    maker: ['p.maker', 'Id of the principal who made it.'],
    made_at: ['p.made_at', 'When it was made.'],
    expires_at: ['p.expires_at', 'When it expires.'],
    approvals: ['p.approvals', 'How many persons have to approve it.'],
    ended_seq: [
      'p.ended_seq',
      'Seq of the entry that ended it; of an approved one, the entry of its command. Null while none has.',
    ],
    ended_type: ['p.ended_type', 'Type of that entry.'],
    ended_by: ['p.ended_by', 'Id of the principal who is the actor of that entry.'],
    ended_at: ['p.ended_at', 'When that entry was recorded.'],
    reason: ['p.reason', 'Why it was rejected or retracted; null unless it was.'],
  },
  from: 'proposals p join ledgers l on l.ledger = p.ledger',
  scope: proposalInScope('l.id', 'p'),
};
