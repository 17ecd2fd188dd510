import { chartPathPattern } from '@ledger/accounts/path';
import { approvableTypes } from '@ledger/approval/approvable';
import type { ApprovalRule } from '@ledger/approval/approval-rule';
import { always, listOf, object, oneOf, optional, text, textLike } from '../shape';
import { amount, currency, positiveCount } from './common-shapes';

export const approvalRule = object<ApprovalRule>({
  above: optional(
    listOf(object({ amount, currency }), { min: 1 }),
    'Only commands whose debits in a currency add up to more than this `amount` of that `currency`; in a currency that is not listed, any amount is more. If absent, whatever the amount.',
  ),
  accounts: optional(
    listOf(textLike(chartPathPattern, 'a path, in which a segment may be *'), { min: 1 }),
    'Only commands that touch one of these paths or an account below; a segment can be `*`. If absent, all.',
  ),
  approvals: always(positiveCount, 'How many other persons have to approve.'),
  commands: always(
    listOf(oneOf(...approvableTypes), { min: 1 }),
    'Types of the commands to which it applies.',
  ),
  name: always(text, 'Name of the rule, unique in the ledger.'),
});

export const approvalRules = listOf(approvalRule);
