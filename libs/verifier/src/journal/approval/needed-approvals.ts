import type { Entry } from '@entries/entry';
import type { ApprovableType } from '@ledger/approval/approvable';
import type { ApprovalRule } from '@ledger/approval/approval-rule';
import { unitsOf } from '@ledger/money/amount';

/** The commands that events answer, but for transactions. What the chart opens, a transaction or a hold has asked for. */
const commands: Partial<Record<Entry['type'], ApprovableType>> = {
  HoldPlaced: 'PlaceHold',
  HoldIncremented: 'IncrementHold',
  HoldVoided: 'VoidHold',
  AccountOpened: 'OpenAccount',
  AccountChanged: 'ChangeAccount',
  AccountFrozen: 'FreezeAccount',
  AccountUnfrozen: 'UnfreezeAccount',
  AccountClosed: 'CloseAccount',
  StatementIssued: 'IssueStatement',
  VelocityLimitsSet: 'SetVelocityLimits',
  CurrencyRegistered: 'RegisterCurrency',
  CurrencyCorrected: 'CorrectCurrency',
  ChartDeclared: 'DeclareChart',
  PeriodClosed: 'ClosePeriod',
  PeriodReopened: 'ReopenPeriod',
  ImportEnded: 'EndImport',
  ApprovalRulesSet: 'SetApprovalRules',
};

/** The command that an entry answers; undefined where it answers none that can be proposed. */
export function commandBehind({ type, body }: Entry): ApprovableType | undefined {
  if (type === 'TransactionPosted')
    return body.captures ? 'CaptureHold' : body.reverses ? 'ReverseTransaction' : 'PostTransaction';
  return type === 'AccountOpened' && body.pattern !== undefined ? undefined : commands[type];
}

/** How many approvals the rules ask for, and by which; 0 where none applies to what the entry says. */
export function neededApprovals(
  rules: readonly ApprovalRule[],
  entry: Entry,
): { readonly approvals: number; readonly rule: string } {
  const command = commandBehind(entry);
  let needed = { approvals: 0, rule: '' };
  for (const rule of rules) {
    const approvals = Number(rule.approvals);
    if (command && approvals > needed.approvals && rule.commands.includes(command) && isMeant(rule, entry))
      needed = { approvals, rule: rule.name };
  }
  return needed;
}

function isMeant({ above, accounts }: ApprovalRule, { body }: Entry): boolean {
  const postings = 'postings' in body ? body.postings : [];
  const named = [...postings.map(({ account }) => account), ...('path' in body ? [body.path] : [])];
  if (accounts && !named.some((path) => accounts.some((pattern) => isAtOrBelow(path, pattern)))) return false;
  if (!above) return true;
  return postings.some(({ currency }) => {
    const debits = postings
      .filter((posting) => posting.side === 'debit' && posting.currency === currency)
      .reduce((sum, { amount }) => sum + unitsOf(amount), 0n);
    const limit = above.find((each) => each.currency === currency);
    return debits > (limit ? unitsOf(limit.amount) : -1n);
  });
}

function isAtOrBelow(path: string, pattern: string): boolean {
  const segments = path.split(':');
  return pattern
    .split(':')
    .every((part, i) => segments[i] !== undefined && (part === '*' || part === segments[i]));
}
