import { ApproveProposal } from '@commands/approval/approve-proposal';
import { RejectProposal, RetractProposal } from '@commands/approval/end-proposal';
import { SetApprovalRules } from '@commands/approval/set-approval-rules';
import { approvalAnswers, plainAnswers } from '../answers/receipt.schemas';
import { commandProblems, underLedger, writeProblems } from '../operations/operation';
import { submitting } from '../operations/submitting';
import type { ProblemCode } from '../problems/problem-catalogue';

const command = { tag: 'Approvals', method: 'POST' } as const;
const underProposal = `${underLedger}/proposals/:id`;

/** What the rules may say of a proposal that is named. */
const proposalProblems = [
  ...writeProblems,
  'LedgerNotFound',
  'ProposalNotFound',
  'ProposalNotOpen',
] as const satisfies readonly ProblemCode[];

export const setApprovalRules = submitting(SetApprovalRules, {
  ...command,
  id: 'setApprovalRules',
  method: 'PUT',
  path: `${underLedger}/approval-rules`,
  summary: 'Set the approval rules: which commands need the approval of other persons',
  description:
    'The whole list, replacing an earlier one; an empty list removes all rules. A command to which a rule applies is ' +
    'refused with `ApprovalRequired`, unless it is proposed with `propose=true`. Of several rules that apply, the one ' +
    'with the most approvals counts. A rule may name `SetApprovalRules` itself, so that no single person changes the rules.',
  example: {
    rules: [
      {
        name: 'payouts',
        commands: ['PostTransaction', 'CaptureHold'],
        accounts: ['bank'],
        above: [{ amount: '10000.00', currency: 'EUR' }],
        approvals: '1',
      },
    ],
  },
  answers: plainAnswers,
  problems: commandProblems,
});

export const approveProposal = submitting(ApproveProposal, {
  ...command,
  id: 'approveProposal',
  path: `${underProposal}/approve`,
  summary: 'Approve a proposal',
  description:
    'By a person other than its maker, who names the hash of what was read, and whose grant covers the postings or the account ' +
    'that the command names; the whole ledger where it names none. With the last approval that is needed, the ' +
    'command is decided as if it came at this moment, and carried out for its maker. If it is refused, so is the approval, ' +
    'and the proposal stays open. Any refusal of the proposed command is possible here.',
  example: { hash: '64L9GTWL1B3rbjFGk_UqecjJYqtPnIS_341qXE2TTU8' },
  answers: approvalAnswers,
  problems: [
    ...proposalProblems,
    'ProposalHashDiffers',
    'ApproverIsMaker',
    'ProposalAlreadyApproved',
    'MakerNotPermitted',
    'ApprovalRequired',
  ],
});

export const rejectProposal = submitting(RejectProposal, {
  ...command,
  id: 'rejectProposal',
  path: `${underProposal}/reject`,
  summary: 'Reject a proposal',
  description:
    'A person other than its maker rejects it, under a grant as for an approval; that ends the proposal.',
  example: { reason: 'The invoice is not ours' },
  answers: plainAnswers,
  problems: [...proposalProblems, 'ApproverIsMaker'],
});

export const retractProposal = submitting(RetractProposal, {
  ...command,
  id: 'retractProposal',
  path: `${underProposal}/retract`,
  summary: 'Retract a proposal',
  description: 'Only its maker can; this ends the proposal.',
  example: { reason: 'Wrong amount' },
  answers: plainAnswers,
  problems: [...proposalProblems, 'NotMaker'],
});
