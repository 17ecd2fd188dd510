import { formatUnits, unitsOf } from '@ledger/money/amount';
import { taken } from '@ledger/transactions/part';
import { opposite, type Posting } from '@ledger/transactions/posting';

/** What reversals took of the postings of a transaction, in decimal text. */
export interface ReversedPostings {
  /** Reversal by reversal, posting by posting of the original. */
  readonly amounts: readonly (readonly string[])[];
  /** Posting by posting of the original: what may still be reversed. */
  readonly remaining: readonly string[];
}

/** As the rules share them out: each reversal takes from the first posting it mirrors that has something left. */
export function reversedPostings(
  postings: readonly Posting[],
  reversals: readonly (readonly Posting[])[],
): ReversedPostings {
  const places = postings.map(({ account, side, currency }) => ({
    account,
    side: opposite[side],
    currency: { code: currency },
  }));
  let remaining = postings.map(({ amount }) => unitsOf(amount));
  const text = (units: readonly bigint[]) =>
    units.map((each, i) => formatUnits(each, postings[i]!.amount.split('.')[1]?.length ?? 0));
  const amounts = reversals.map((reversal) => {
    const wanted = reversal.map((posting) => ({ posting, units: unitsOf(posting.amount) }));
    const { units } = taken(wanted, places, remaining);
    remaining = remaining.map((each, i) => each - units[i]!);
    return text(units);
  });
  return { amounts, remaining: text(remaining) };
}
