import type { Posting } from '@ledger/transactions/posting';
import { dealtAt, type Deal } from './dealt-amounts';
import type { Fraction } from './fraction';
import type { Dealt } from './functional-conversion';
import { lineOf } from './line';

/** A ledger that deals over one account, without positions. */
export interface Office {
  readonly liquidity: string;
  readonly results: { readonly spread: string };
}

/** What a conversion comes to. */
interface IsolatedConversion {
  readonly lines: readonly Posting[];
  /** Minor units of the currency that was not fixed. */
  readonly spread: bigint;
}

/**
 * A conversion in isolated mode (no. 9 of the method): the liquidity account takes and gives what the deal comes to at
 * mid, and the customer's difference to that is the spread.
 * @param mid major units of the credit currency for one of the debit currency
 */
export function isolatedConversion(
  { liquidity, results }: Office,
  { debit, credit }: Deal<Dealt>,
  mid: Fraction,
  fixed: 'debit' | 'credit',
): IsolatedConversion {
  const currencies = { debit: debit.currency, credit: credit.currency };
  const atMid = dealtAt(mid, currencies, fixed, fixed === 'debit' ? debit.units : credit.units);
  const spread = fixed === 'debit' ? atMid.credit - credit.units : debit.units - atMid.debit;
  return {
    lines: [
      ...lineOf(debit.account, debit.currency, debit.units),
      ...lineOf(liquidity, debit.currency, -atMid.debit),
      ...lineOf(liquidity, credit.currency, atMid.credit),
      ...lineOf(results.spread, fixed === 'debit' ? credit.currency : debit.currency, -spread),
      ...lineOf(credit.account, credit.currency, -credit.units),
    ],
    spread,
  };
}

/** With a bank: the liquidity account takes and gives the amounts themselves. */
export function isolatedCover({ liquidity }: Office, { debit, credit }: Deal<Dealt>): readonly Posting[] {
  return [
    ...lineOf(debit.account, debit.currency, debit.units),
    ...lineOf(liquidity, debit.currency, -debit.units),
    ...lineOf(liquidity, credit.currency, credit.units),
    ...lineOf(credit.account, credit.currency, -credit.units),
  ];
}
