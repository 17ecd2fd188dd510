import fc from 'fast-check';
import type { GrantedActor } from '@ledger/actor';
import type { LedgerCommand } from '@ledger/ledger';
import { originalOf } from '@ledger/transactions/reversal';
import type { Entry } from '@entries/entry';
import { nobodys, nothing, nthLast } from './counted-back';
import { mostly } from './generated-postings';

/** Who makes every proposal. */
export const maker: GrantedActor = { at: '1', grant: '1', sub: 'wallets' };

/** What somebody decides of a proposal, counted from the last one on. */
export interface DecisionPlan {
  readonly kind: 'decide';
  readonly type: 'ApproveProposal' | 'RejectProposal' | 'RetractProposal';
  readonly back: number;
  readonly sub: string;
  /** Whether the hash is that of the proposal. */
  readonly isSame: boolean;
  /** Whether the maker is still permitted to do it. */
  readonly isPermitted: boolean;
}

/** Approvals, mostly by another person, of proposals that are mostly the last. */
export const deciding: fc.Arbitrary<DecisionPlan> = fc.record({
  kind: fc.constant('decide' as const),
  type: fc.constantFrom(
    'ApproveProposal',
    'ApproveProposal',
    'ApproveProposal',
    'RejectProposal',
    'RetractProposal',
  ),
  back: fc.oneof({ weight: 12, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.constant(nothing) }),
  sub: fc.constantFrom('ben', 'ben', 'ida', 'ida', maker.sub),
  isSame: mostly(fc.constant(true), 4, fc.constant(false)),
  isPermitted: mostly(fc.constant(true), 9, fc.constant(false)),
});

/** The command of a decision, in a ledger in which these entries were made. */
export function decisionOf(plan: DecisionPlan, entries: readonly Entry[]): LedgerCommand {
  const { back, isPermitted, isSame, sub, type } = plan;
  const made = nthLast(
    entries.filter((entry) => entry.type === 'ProposalMade'),
    back,
  );
  const which = { proposal: made?.id ?? nobodys, by: { at: '1', grant: '1', sub } };
  if (type !== 'ApproveProposal') return { ...which, type, reason: 'seen' };
  const transaction = made?.body.command.transaction;
  const entry = entries.find((each) => each.type === 'TransactionPosted' && each.id === transaction);
  return {
    ...which,
    type,
    hash: isSame ? (made?.body.hash ?? '') : 'another',
    maker: () => (isPermitted ? maker : undefined),
    original: entry && originalOf(entry as Parameters<typeof originalOf>[0]),
  };
}
