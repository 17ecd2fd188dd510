import { unitsOf } from '../money/amount';
import { currencyIn } from '../money/currency';
import type { LedgerState } from '../state';
import { opposite, type ParsedPosting, type Posting } from '../transactions/posting';
import { releaseUses, type Use } from './velocity';

/** When, and as what, velocity limits counted a transaction or a hold. */
export interface Counted {
  /** RFC 3339, UTC, milliseconds. */
  readonly at: string;
  readonly category?: string;
  /** Of its entry. */
  readonly seq: string;
}

/** What new postings, or new lines of a hold, use of velocity limits. */
export function usesOf(parsed: readonly Pick<ParsedPosting, 'posting' | 'currency' | 'units'>[]): Use[] {
  return parsed.map(({ posting: { account, side }, currency, units }, posting) => ({
    account,
    side,
    currency,
    units,
    posting,
    count: 1,
  }));
}

/** The same of postings as an entry has them. */
export function usesOfPosted(state: LedgerState, postings: readonly Posting[]): Use[] {
  return usesOf(
    postings.map((posting) => ({
      posting,
      currency: currencyIn(state, posting.currency),
      units: unitsOf(posting.amount),
    })),
  );
}

/**
 * A reversal: what it takes back counts no longer, where it was counted, as far as that is still in the window. Counts
 * of postings stay: those took place.
 * @param postings of the reversal
 * @param counted when its original was counted; the second only by limits that did not count the first
 */
export function giveBack(
  state: LedgerState,
  postings: readonly Posting[],
  counted: readonly Counted[],
): void {
  if (counted.length === 0) return;
  const uses = usesOfPosted(state, postings).map((use) => ({ ...use, side: opposite[use.side], count: 0 }));
  for (const { at, category, seq } of counted) {
    const [first] = counted;
    const countedAs = seq === first!.seq ? {} : { countedAs: first! };
    releaseUses(state, uses, { placedAt: at, placedSeq: Number(seq), category, ...countedAs });
  }
}
