import type { Reach } from '@access/grants/scope';
import type { ApprovableType } from '@ledger/approval/approvable';
import type { ProposedCommand } from '@ledger/approval/proposed-command';
import { accountEvents } from './account-events';
import { ofNode, ofWhole, type Act } from './acts';

/** What a command says of what it acts on. */
interface Acting {
  readonly lateReason?: string;
  readonly path: string;
  readonly postings?: NonNullable<Reach['postings']>;
}

/** As far as the command itself says which postings it makes; all of them are judged when it is carried out. */
function ofMoving(command: ApprovableType): (proposed: Acting) => Act {
  return ({ lateReason, postings = [] }) => ({
    permission: 'post',
    command,
    reach: { postings, isLate: lateReason !== undefined },
  });
}

const acts: { readonly [Type in ApprovableType]: (proposed: Acting) => Act } = {
  PostTransaction: ofMoving('PostTransaction'),
  ReverseTransaction: ofMoving('ReverseTransaction'),
  PlaceHold: ofMoving('PlaceHold'),
  IncrementHold: ofMoving('IncrementHold'),
  CaptureHold: ofMoving('CaptureHold'),
  VoidHold: ofMoving('VoidHold'),
  OpenAccount: ofNode('maintain', 'OpenAccount'),
  ChangeAccount: accountEvents.AccountChanged.act,
  FreezeAccount: ofNode('maintain', 'FreezeAccount'),
  UnfreezeAccount: ofNode('maintain', 'UnfreezeAccount'),
  CloseAccount: ofNode('configure', 'CloseAccount'),
  IssueStatement: ofNode('maintain', 'IssueStatement'),
  SetVelocityLimits: ofNode('configure', 'SetVelocityLimits'),
  RegisterCurrency: ofWhole('configure', 'RegisterCurrency'),
  CorrectCurrency: ofWhole('configure', 'CorrectCurrency'),
  DeclareChart: ofWhole('configure', 'DeclareChart'),
  ClosePeriod: ofWhole('closePeriods', 'ClosePeriod'),
  ReopenPeriod: ofWhole('closePeriods', 'ReopenPeriod'),
  EndImport: ofWhole('configure', 'EndImport'),
  SetApprovalRules: ofWhole('configure', 'SetApprovalRules'),
};

/** What the maker of a proposal does: the same as by the command itself. */
export function actOf(command: ProposedCommand): Act {
  // The fields of a command are those that the act of its type looks at.
  return acts[command.type](command as unknown as Acting);
}

/**
 * What the grant of somebody who approves or rejects a proposal has to cover: the postings or the account that the command
 * names. Where it names none, as a reversal does, all of the ledger.
 */
export function reachOfApproval(command: ProposedCommand): Reach {
  const { nodes, postings = [] } = actOf(command).reach;
  if (nodes) return { nodes };
  return postings.length > 0 ? { postings } : { isWhole: true };
}
