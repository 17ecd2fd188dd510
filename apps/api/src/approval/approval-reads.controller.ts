import { Controller, Req } from '@nestjs/common';
import { Journal } from '@journal/journal';
import type { ApprovableType } from '@ledger/approval/approvable';
import type { ProposedCommand } from '@ledger/approval/proposed-command';
import type { Proposal } from '@ledger/proposal';
import { ledgerOf, queryOf, type ApiRequest } from '../requests/parts';
import { Route } from '../operations/route';
import { getApprovalRules, listProposals } from './approval-reads.operations';

@Controller()
export class ApprovalReadsController {
  constructor(private readonly journal: Journal) {}

  @Route(listProposals)
  list(@Req() request: ApiRequest) {
    queryOf(request, listProposals.query);
    return this.journal.look(ledgerOf(request), ({ proposals, seq }) => ({
      items: Array.from(proposals.open.values(), shown),
      seq: String(seq),
    }));
  }

  @Route(getApprovalRules)
  rules(@Req() request: ApiRequest) {
    queryOf(request, getApprovalRules.query);
    return this.journal.look(ledgerOf(request), ({ approvalRules, seq }) => ({
      rules: approvalRules.map(({ above, accounts, approvals, commands, name }) => ({
        name,
        commands: [...commands],
        ...(accounts && { accounts: [...accounts] }),
        ...(above && { above: above.map(({ amount, currency }) => ({ amount, currency })) }),
        approvals,
      })),
      seq: String(seq),
    }));
  }
}

function shown(proposal: Proposal<ProposedCommand>) {
  const { id, seq, maker, command, hash, approvals, approvedBy, expiresAt } = proposal;
  return {
    id,
    seq: String(seq),
    maker: maker.sub,
    command: commandShown(command),
    hash,
    approvals: String(approvals),
    approvedBy: [...approvedBy],
    expiresAt,
  };
}

/** Whatever fields its type has. */
function commandShown({ type, ...fields }: ProposedCommand): {
  type: ApprovableType;
  [field: string]: unknown;
} {
  return { ...fields, type };
}
