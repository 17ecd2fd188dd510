import { signedAmountPattern, unitsOf, type Currency } from '@ledger/money/amount';
import type { AccountFigures } from '@proof/account-export-format';
import type { Entry } from '@entries/entry';
import { JournalFault } from '../journal/fault';
import { amountIn } from '../journal/figure-checks';

/** The currency of an amount whose entry alone is at hand: its decimals are those that the amount is written with. */
export function currencyOf({ currency, amount }: Pick<AccountFigures, 'currency' | 'amount'>): Currency {
  const [, fraction = ''] = amount.split('.');
  return { code: currency, decimals: fraction.length, name: currency };
}

/**
 * Requires of a transaction what its own entry tells of it, whatever its accounts were before: sides, amounts in their
 * one spelling, and debits that equal credits in every currency. Other entries have nothing to balance.
 * @throws JournalFault MalformedEntry, PostingsDoNotBalance
 */
export function requireSound(seq: number, entry: Entry): void {
  if (entry.type !== 'TransactionPosted') return;
  const sums = new Map<string, { readonly currency: Currency; units: bigint }>();
  for (const posting of entry.body.postings) {
    const { side, amount } = posting;
    if (side !== 'debit' && side !== 'credit')
      throw new JournalFault('MalformedEntry', seq, 'A posting has a side, debit or credit.');
    const sum = sums.get(posting.currency) ?? { currency: currencyOf(posting), units: 0n };
    const units = amountIn(seq, amount, sum.currency);
    sum.units += side === 'debit' ? units : -units;
    sums.set(posting.currency, sum);
  }
  for (const [code, { units }] of sums)
    if (units !== 0n)
      throw new JournalFault('PostingsDoNotBalance', seq, `The postings in ${code} do not balance.`);
}

/** Whether an available figure can be one: what holds keep back only lowers it. @param posted in minor units */
export function isAvailable(available: string, posted: bigint, { decimals }: Currency): boolean {
  const [, fraction = ''] = available.split('.');
  const isFigure = signedAmountPattern.test(available) && fraction.length === decimals;
  return isFigure && unitsOf(available) <= posted;
}
