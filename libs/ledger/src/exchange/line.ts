import { formatUnits, type Currency } from '../money/amount';
import type { Posting } from '../transactions/posting';

/** A posting, or none where nothing is posted. @param units minor units, above 0 for a debit, below 0 for a credit */
export function line(account: string, { code, decimals }: Currency, units: bigint): Posting[] {
  if (units === 0n) return [];
  const isDebit = units > 0n;
  const amount = formatUnits(isDebit ? units : -units, decimals);
  return [{ account, amount, currency: code, side: isDebit ? 'debit' : 'credit' }];
}
