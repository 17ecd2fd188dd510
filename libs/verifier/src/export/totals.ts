import { formatUnits } from '@ledger/money/amount';
import type { Books } from '../journal/books';
import type { CurrencyTotals } from './manifest';

/** What all postings add up to, in ascending order of currency. */
export function totalsOf({ accounts }: Books): CurrencyTotals[] {
  const sums = new Map<string, { decimals: number; debits: bigint; credits: bigint }>();
  for (const { balances } of accounts.values()) {
    for (const { currency, debits, credits, version } of balances) {
      // Held, but never posted.
      if (version === 0) continue;
      const sum = sums.get(currency.code) ?? { decimals: currency.decimals, debits: 0n, credits: 0n };
      sum.debits += debits;
      sum.credits += credits;
      sums.set(currency.code, sum);
    }
  }
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, { decimals, debits, credits }]) => ({
      currency,
      debits: formatUnits(debits, decimals),
      credits: formatUnits(credits, decimals),
    }));
}
