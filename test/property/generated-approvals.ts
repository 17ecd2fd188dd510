import fc from 'fast-check';
import { approvableTypes } from '@ledger/approval/approvable';
import type { ApprovalRule } from '@ledger/approval/approval-rule';
import type { SetApprovalRules } from '@ledger/approval/approval-rules';
import { amount, code, figure, mostly, off, optional } from './generated-postings';
import { deciding } from './generated-decisions';
import { proposing, type Plan } from './generated-plans';

const above = fc
  .tuple(code, figure, off)
  .map(([currency, most, wrong]) => [{ amount: amount(currency, most, wrong), currency }]);

const rule = (name: string): fc.Arbitrary<ApprovalRule> =>
  optional<ApprovalRule>(
    {
      name: fc.constant(name),
      commands: fc.oneof(
        fc.constant(approvableTypes),
        fc.subarray([...approvableTypes], { minLength: 1 }),
        fc.constant(['PostTransaction' as const]),
      ),
      accounts: fc.subarray(['a', 'b', 'a:*', '*:x', 'c'], { minLength: 1 }),
      above,
      approvals: fc.constantFrom('1', '2'),
    },
    ['name', 'commands', 'approvals'],
  );

/** Rules for approvals: none, one that asks for them everywhere, some. */
const rules: fc.Arbitrary<SetApprovalRules> = fc
  .oneof(fc.constant([]), fc.tuple(rule('first')), fc.tuple(rule('first'), rule('second')))
  .map((list) => ({ type: 'SetApprovalRules', rules: list }));

const rulesSet: fc.Arbitrary<Plan> = rules.map((command) => ({ kind: 'command', command }));

/** One rule for every command. */
const everything: fc.Arbitrary<Plan> = fc.constantFrom('1', '1', '2').map((approvals) => ({
  kind: 'command',
  command: { type: 'SetApprovalRules', rules: [{ name: 'all', commands: approvableTypes, approvals }] },
}));

const wait = fc.constantFrom(0, 0, 0, 0, 0, 0, 1_000, 1_000, 2 * 86_400_000);

/** Mostly proposals, and what others decide of each; now and then the same without one, or other rules. */
export function approving(plan: fc.Arbitrary<Plan>) {
  const round = fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .tuple(proposing(plan), fc.array(deciding, { maxLength: 3 }))
        .map(([proposal, decisions]) => [proposal, ...decisions]),
    },
    { weight: 1, arbitrary: fc.tuple(proposing(rulesSet), deciding, deciding) },
    { weight: 1, arbitrary: fc.tuple(mostly(plan, 2, rulesSet)) },
  );
  return fc
    .tuple(everything, fc.array(round, { minLength: 1, maxLength: 12, size: 'max' }))
    .map(([first, rounds]) => [first, ...rounds.flat()])
    .chain((plans) => fc.tuple(...plans.map((each) => wait.map((before) => ({ wait: before, plan: each })))));
}
