import type { BodyOf } from '@ledger/ledger';
import type { ProposalPointer } from '@ledger/proposal';
import { ofWhole, type Act } from './acts';
import { always, object, text } from '../shape';
import { approvalRules } from './approval-rule-shape';
import { count, hash, id, positiveCount, time } from './common-shapes';
import type { DeclaredEvents } from './declared-event';
import { actOf } from './proposed-acts';
import { proposedCommand } from './proposed-commands';

export const proposalPointer = object<ProposalPointer>({
  id: always(id, 'Id of the proposal.'),
  seq: always(count, 'Seq of the entry that made it.'),
});

const proposal = always(proposalPointer, 'The proposal, see [Proposal pointer](#proposal-pointer).');

/** Readers who know the proposal judge its reach, too: see reachOfApproval. */
const approving: Act = { permission: 'approve', command: 'ApproveProposal', reach: {} };
const rejecting: Act = { permission: 'approve', command: 'RejectProposal', reach: {} };
/** Its maker needs no permission but to see the ledger. */
const retracting: Act = { permission: 'readTerms', command: 'RetractProposal', reach: {} };

/** Of approvals by other persons. */
export const approvalEvents = {
  ApprovalRulesSet: {
    meaning:
      'Which commands need the approval of other persons: the whole list, which replaces an earlier one. What is already proposed keeps waiting for the approvals that it needed.',
    act: ofWhole('configure', 'SetApprovalRules'),
    leavesNoRows: true,
    body: {
      rules: always(
        approvalRules,
        'See [Approval rule](#approval-rule), ascending by name; an empty list removes them.',
      ),
    },
    example: {
      rules: [
        {
          above: [
            {
              amount: '1000.00',
              currency: 'EUR',
            },
          ],
          accounts: ['bank', 'partners:*:payable'],
          approvals: '2',
          commands: ['PostTransaction', 'CaptureHold'],
          name: 'payouts',
        },
        {
          approvals: '1',
          commands: [
            'ReverseTransaction',
            'ChangeAccount',
            'RegisterCurrency',
            'DeclareChart',
            'SetApprovalRules',
          ],
          name: 'terms',
        },
      ],
    },
  },
  ProposalMade: {
    meaning:
      'A command that needs approvals waits for them. The id of the entry is the id of the proposal, its actor the maker.',
    act: ({ command }: BodyOf<'ProposalMade'>) => actOf(command),
    body: {
      approvals: always(positiveCount, 'How many other persons have to approve it.'),
      command: always(
        proposedCommand,
        'The command: its `type`, and its fields as the API takes them, whole numbers as text.',
      ),
      expiresAt: always(time, 'From this time on it cannot be approved.'),
      hash: always(hash, 'SHA-256 of `command` in canonical form, base64url.'),
      rule: always(text, 'Name of the rule that asks for the approvals.'),
    },
    example: {
      approvals: '2',
      command: {
        category: 'payout',
        postings: [
          {
            account: 'bank:payouts',
            amount: '5000.00',
            currency: 'EUR',
            side: 'debit',
          },
          {
            account: 'partners:mills:payable',
            amount: '5000.00',
            currency: 'EUR',
            side: 'credit',
          },
        ],
        reference: 'large',
        type: 'PostTransaction',
      },
      expiresAt: '2026-11-30T12:00:05.000Z',
      hash: '-EYPSZYSM7u7vrrmV8k526VZwYS8nXhUQyv1pbr95p4',
      rule: 'payouts',
    },
  },
  ProposalApproved: {
    meaning:
      'A person other than the maker, the actor, has approved the proposal. The append of the last approval that is needed continues with the entries of the command, decided at that moment; their actor is the maker, with the seq of the proposal in `proposal`.',
    act: () => approving,
    body: {
      hash: always(hash, 'The hash of the command that was approved.'),
      proposal,
    },
    example: {
      hash: '-EYPSZYSM7u7vrrmV8k526VZwYS8nXhUQyv1pbr95p4',
      proposal: {
        id: '01a20847-1188-7aad-b221-fa29631e6653',
        seq: '7',
      },
    },
  },
  ProposalRejected: {
    meaning: 'A person other than the maker, the actor, has rejected the proposal. It is over.',
    act: () => rejecting,
    body: { proposal, reason: always(text, 'The reason.') },
    example: {
      proposal: {
        id: '01a20847-2ce0-74b5-86a4-4b8bec121c2c',
        seq: '18',
      },
      reason: 'The invoice is not ours',
    },
  },
  ProposalRetracted: {
    meaning: 'The maker, the actor, has taken the proposal back. It is over.',
    act: () => retracting,
    body: { proposal, reason: always(text, 'The reason.') },
    example: {
      proposal: {
        id: '01a20847-34b0-7c1c-a49b-8662b62248f7',
        seq: '20',
      },
      reason: 'Too early',
    },
  },
  ProposalExpired: {
    meaning:
      'The proposal was not decided in time. It is over. No command causes this event, so it has no idempotency key; its actor is `system`.',
    act: undefined,
    body: { proposal },
    example: {
      proposal: {
        id: '01a20847-4450-7c34-9fc7-182fb308cdf5',
        seq: '25',
      },
    },
  },
} satisfies Partial<DeclaredEvents>;
