import { Refusal, refusalTitles, type RefusalCode } from '@ledger/refusal';
import type { Judge } from './judge';

/** Refusals whose facts have figures of an account, or of a node above it. */
const withFigures: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  'AccountHasBalance',
  'BalanceAboveMaximum',
  'BalanceBelowMinimum',
  'ConditionNotMet',
  'ReversalAboveOriginal',
  'VelocityLimitExceeded',
]);

/** Facts that say what a refusal is about; all others are figures. */
const places = ['posting', 'condition', 'account', 'node', 'currency', 'side', 'limit'] as const;

/** A refusal as the caller may see it: without the figures of what he may not read. */
export function shownRefusal(refusal: Refusal, judge: Judge): Refusal {
  const { code, facts } = refusal;
  if (!withFigures.has(code)) return refusal;
  const node = facts['node'] ?? facts['account'];
  const { currency } = facts;
  const currencies = typeof currency === 'string' ? { currencies: [currency] } : {};
  const wish = { permission: 'readFigures', reach: { nodes: [String(node)], ...currencies } } as const;
  if (node !== undefined && judge.covers(wish)) return refusal;
  const kept = places.flatMap((name) => (name in facts ? [[name, facts[name]!] as const] : []));
  return new Refusal(code, `${refusalTitles[code]}.`, Object.fromEntries(kept));
}
