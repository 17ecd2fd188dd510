import { proposalExpiry } from '../proposal';
import { Refusal } from '../refusal';
import type { LedgerState } from '../state';
import { ruleFor, type Happening } from './approval-rules';
import type { ProposedCommand } from './proposed-command';

/** A command waits for others to approve it, by a rule of the ledger. */
export interface ProposalMade {
  readonly type: 'ProposalMade';
  readonly body: {
    /** How many have to approve it, as decimal text. */
    readonly approvals: string;
    readonly command: ProposedCommand;
    /** RFC 3339, UTC, milliseconds; from then on nobody can approve it. */
    readonly expiresAt: string;
    /** SHA-256 of the command in canonical form, base64url. */
    readonly hash: string;
    /** Name of the rule that asks for it. */
    readonly rule: string;
  };
}

/**
 * @param happening what the command would make happen now: whatever refuses the command refuses its proposal
 * @param now RFC 3339, UTC, milliseconds
 * @throws Refusal ProposalNotPossible
 */
export function proposeCommand(
  state: LedgerState,
  { command, hash }: { readonly command: ProposedCommand; readonly hash: string },
  { happening, now }: { readonly happening: readonly Happening[]; readonly now: string },
): ProposalMade[] {
  const rule = ruleFor(state, command.type, happening);
  if (!rule) {
    const detail = `No rule asks for an approval of this ${command.type}: send it without ?propose=true.`;
    throw new Refusal('ProposalNotPossible', detail, { command: command.type });
  }
  const body = { approvals: rule.approvals, command, expiresAt: proposalExpiry(now), hash, rule: rule.name };
  return [{ type: 'ProposalMade', body }];
}
