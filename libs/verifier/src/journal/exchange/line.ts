import { formatUnits, type Currency } from '@ledger/money/amount';
import type { Posting } from '@ledger/transactions/posting';

/** A posting, or none where nothing moves. @param units minor units, above 0 for a debit, below for a credit */
export function lineOf(account: string, { code, decimals }: Currency, units: bigint): Posting[] {
  if (units === 0n) return [];
  const amount = formatUnits(units < 0n ? -units : units, decimals);
  return [{ account, amount, currency: code, side: units < 0n ? 'credit' : 'debit' }];
}
