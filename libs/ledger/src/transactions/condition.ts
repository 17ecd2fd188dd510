import { formatUnits, parseAmount } from '../money/amount';
import { patternFor } from '../accounts/chart';
import { requireCurrency } from '../money/currency';
import { availableOf, balanceOf } from './figures';
import { Refusal } from '../refusal';
import type { LedgerState } from '../state';

/** What must hold of an account in one currency for a command to be taken. One that the chart would open has nothing yet. */
export interface Condition {
  readonly account: string;
  readonly currency: string;
  /** The minimum that must be available, on the normal side, decimal text. */
  readonly availableAtLeast?: string;
  /** The count of postings that the account must have. */
  readonly version?: string;
}

/** A command that is only to be carried out if its conditions hold. */
export interface Conditional {
  readonly conditions?: readonly Condition[];
}

/** @throws Refusal CurrencyNotRegistered, AccountNotFound, AmountHasWrongDecimals, AmountTooLarge, ConditionNotMet */
export function requireConditions(state: LedgerState, conditions: readonly Condition[]): void {
  conditions.forEach((condition, index) => requireCondition(state, condition, index));
}

function requireCondition(state: LedgerState, condition: Condition, index: number): void {
  const { account: path, availableAtLeast, version } = condition;
  const currency = requireCurrency(state, condition.currency, { condition: index });
  const account = state.accounts.get(path);
  if (!account) requireOpenable(state, path, index);
  const balance = account && balanceOf(account, currency);
  const facts = { condition: index, account: path, currency: currency.code };
  const actual = String(balance?.version ?? 0);
  if (version !== undefined && version !== actual) {
    throw new Refusal(
      'ConditionNotMet',
      `${path} is at version ${actual} in ${currency.code}, not at ${version}.`,
      {
        ...facts,
        version: actual,
        required: version,
      },
    );
  }
  if (availableAtLeast === undefined) return;
  const required = parseAmount(availableAtLeast, currency, { condition: index });
  const available = account && balance ? availableOf(account, balance) : 0n;
  if (available >= required) return;
  const text = formatUnits(available, currency.decimals);
  throw new Refusal(
    'ConditionNotMet',
    `${path} has ${text} ${currency.code} available, not ${availableAtLeast}.`,
    {
      ...facts,
      available: text,
      required: availableAtLeast,
    },
  );
}

/** A condition on an account that no posting could name guards nothing: it is a slip of the pen. */
function requireOpenable(state: LedgerState, path: string, condition: number): void {
  if (patternFor(state, path)) return;
  const sentence = `No account is open at ${path}, and no pattern of the chart opens it.`;
  throw new Refusal('AccountNotFound', sentence, { condition, account: path });
}
