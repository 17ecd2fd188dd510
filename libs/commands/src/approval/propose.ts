import { canonicalText } from '@entries/canonical';
import type { Entry } from '@entries/entry';
import { sha256Text } from '@entries/fingerprints';
import { isApprovable } from '@ledger/approval/approvable';
import { proposedOf } from '@ledger/approval/proposed-command';
import type { ApprovableCommand, EventOf, LedgerCommand, ProposeCommand } from '@ledger/ledger';
import { invariant } from '@ledger/refusal';
import { plainReceipt, type Receipt } from '../receipt';

/** What is returned for a command that waits for approvals. */
export interface ProposalReceipt extends Receipt {
  readonly proposal: {
    readonly id: string;
    readonly hash: string;
    readonly rule: string;
    readonly expiresAt: string;
  };
}

/** The command that makes another wait for approvals. */
export function proposing(command: LedgerCommand): ProposeCommand {
  invariant(isApprovable(command.type), 'the edge proposes only what can be approved');
  const approvable = command as ApprovableCommand;
  const hash = sha256Text(canonicalText(proposedOf(approvable)));
  return { type: 'ProposeCommand', command: approvable, hash };
}

export function proposalReceipt(entry: Entry<EventOf<'ProposalMade'>>): ProposalReceipt {
  const { expiresAt, hash, rule } = entry.body;
  return { ...plainReceipt(entry), proposal: { id: entry.id, hash, rule, expiresAt } };
}
