import { covers } from '../accounts/path';
import { parseAmount, unitsOf } from '../money/amount';
import { requireCurrency } from '../money/currency';
import { Refusal } from '../refusal';
import type { LedgerState } from '../state';
import type { Posting } from '../transactions/posting';
import type { ApprovalRule } from './approval-rule';

/** The whole list; none removes it. */
export interface SetApprovalRules {
  readonly type: 'SetApprovalRules';
  readonly rules: readonly ApprovalRule[];
}

export interface ApprovalRulesSet {
  readonly type: 'ApprovalRulesSet';
  /** In ascending order of name. */
  readonly body: { readonly rules: readonly ApprovalRule[] };
}

/** What a command makes happen, as far as a rule looks at it. */
export interface Happening {
  readonly body: { readonly path?: string; readonly postings?: readonly Posting[] };
}

/** @throws Refusal CurrencyNotRegistered, AmountHasWrongDecimals, AmountTooLarge */
export function setApprovalRules(state: LedgerState, { rules }: SetApprovalRules): ApprovalRulesSet[] {
  const checked = rules.map((rule) => checkedRule(state, rule));
  checked.sort((a, b) => (a.name < b.name ? -1 : 1));
  return [{ type: 'ApprovalRulesSet', body: { rules: checked } }];
}

function checkedRule(
  state: LedgerState,
  { above, accounts, approvals, commands, name }: ApprovalRule,
): ApprovalRule {
  above?.forEach(({ amount, currency }, index) =>
    parseAmount(amount, requireCurrency(state, currency, { index }), { index }),
  );
  return {
    ...(above && { above: above.map(({ amount, currency }) => ({ amount, currency })) }),
    ...(accounts && { accounts }),
    approvals,
    commands,
    name,
  };
}

export function approvalRulesSet(state: LedgerState, { rules }: ApprovalRulesSet['body']): void {
  state.approvalRules = rules;
}

/**
 * The rule that asks for the most approvals of a command, of several the first by name; undefined where none applies.
 * @param happening the events that the command comes to
 */
export function ruleFor(
  { approvalRules }: Pick<LedgerState, 'approvalRules'>,
  type: string,
  happening: readonly Happening[],
): ApprovalRule | undefined {
  let strictest: ApprovalRule | undefined;
  for (const rule of approvalRules) {
    const isStricter = !strictest || Number(rule.approvals) > Number(strictest.approvals);
    if (isStricter && applies(rule, type, happening)) strictest = rule;
  }
  return strictest;
}

function applies(
  { above, accounts, commands }: ApprovalRule,
  type: string,
  happening: readonly Happening[],
): boolean {
  if (!(commands as readonly string[]).includes(type)) return false;
  if (accounts && !happening.some((event) => touches(event, accounts))) return false;
  return !above || isAbove(above, happening);
}

function touches({ body: { path, postings } }: Happening, patterns: readonly string[]): boolean {
  const isCovered = (account: string) => patterns.some((pattern) => covers(pattern, account));
  return (path !== undefined && isCovered(path)) || !!postings?.some(({ account }) => isCovered(account));
}

/** Amounts of a currency have the same decimals wherever they stand in a journal. */
function isAbove(above: NonNullable<ApprovalRule['above']>, happening: readonly Happening[]): boolean {
  const debits = new Map<string, bigint>();
  for (const { body } of happening)
    for (const { amount, currency, side } of body.postings ?? [])
      if (side === 'debit') debits.set(currency, (debits.get(currency) ?? 0n) + unitsOf(amount));
  return [...debits].some(([currency, units]) => {
    const limit = above.find((each) => each.currency === currency);
    return limit === undefined || units > unitsOf(limit.amount);
  });
}

/**
 * The last of the refusals: nothing else speaks against the command.
 * @param approved how many have approved it
 * @throws Refusal ApprovalRequired
 */
export function requireApproved(
  state: LedgerState,
  { type, approved }: { readonly type: string; readonly approved: number },
  happening: readonly Happening[],
): void {
  const rule = ruleFor(state, type, happening);
  if (!rule || approved >= Number(rule.approvals)) return;
  const { approvals, name } = rule;
  const detail =
    approved === 0
      ? `By the rule ${name}, ${type} needs ${inWords(approvals)}: propose it, with ?propose=true.`
      : `By the rule ${name}, ${type} needs ${inWords(approvals)} now, not ${approved}: propose it again.`;
  throw new Refusal('ApprovalRequired', detail, { rule: name, approvals });
}

function inWords(approvals: string): string {
  return approvals === '1' ? 'the approval of another person' : `the approvals of ${approvals} other persons`;
}
