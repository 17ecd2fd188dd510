import type { RefusalCode } from '@ledger/refusal';
import type { ProblemKind } from './problem-kind';

/** Refusals of commands that need the approval of other persons, and of what is done with proposals. */
export const approvalRefusals = {
  ApprovalRequired: {
    status: 422,
    when: 'An approval rule of the ledger applies to the command: `rule` is its name, `approvals` how many other persons have to approve. Nothing else speaks against the command.',
    remedy:
      'Send the same command with `?propose=true` and a new key; other persons approve it with POST …/proposals/{id}/approve. At an approval: the rules have become stricter since; propose again.',
  },
  ProposalNotPossible: {
    status: 422,
    when: 'The request has `?propose=true`, but no approval rule applies to the command, or it is of a kind that cannot wait: a bulk, a settlement file, a change of keys.',
    remedy: 'Send it without `propose`. Propose the items of a bulk one by one.',
  },
  ProposalNotFound: {
    status: 404,
    when: 'The ledger has no proposal with this id.',
    remedy: 'Use the id in the receipt of the proposal, or look it up with GET …/proposals.',
  },
  ProposalNotOpen: {
    status: 409,
    when: 'The proposal was approved, rejected or retracted, or has expired: `proposalStatus` names it, `seq` is the entry that ended it.',
    remedy: 'No action is needed; propose the command again if it is still wanted.',
  },
  ProposalHashDiffers: {
    status: 409,
    when: 'The approval names another hash than that of the proposal.',
    remedy: 'Read the proposal again, and approve what it says with its hash.',
  },
  ProposalAlreadyApproved: {
    status: 409,
    when: 'The caller has approved this proposal, which needs the approvals of several persons.',
    remedy: 'No action is needed; the other persons have to approve.',
  },
  ApproverIsMaker: {
    status: 403,
    when: 'The caller made the proposal: another person has to approve or reject it.',
    remedy: 'Ask another person who is permitted to approve; the maker can retract.',
  },
  NotMaker: {
    status: 403,
    when: 'The caller did not make the proposal, and only its maker can retract it.',
    remedy: 'Reject the proposal instead.',
  },
  MakerNotPermitted: {
    status: 409,
    when: 'The maker of the proposal is no longer permitted to carry it out.',
    remedy: 'Reject the proposal; somebody who is permitted can propose it again.',
  },
} as const satisfies Partial<Record<RefusalCode, ProblemKind>>;
