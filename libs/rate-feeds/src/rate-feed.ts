/** What one unit of the base costs in the counter currency, as a feed says. */
export interface FeedRate {
  readonly ask?: string;
  readonly base: string;
  readonly bid?: string;
  readonly counter: string;
  /** Decimal text above 0 without zeros at its end, as are bid and ask. */
  readonly mid: string;
}

/** Rates of one time, each pair once. */
export interface FeedSet {
  readonly kind: 'set';
  /** RFC 3339, UTC, milliseconds. */
  readonly observedAt: string;
  /** 1 to {@link ratesInSetMax}, each with the line of the file on which it stands. */
  readonly rates: readonly { readonly line: number; readonly rate: FeedRate }[];
}

/** Something that cannot be read, and is in no set. */
export interface FeedFlaw {
  readonly kind: 'flaw';
  /** Of the file, counted from 1. */
  readonly line: number;
  /** One sentence. */
  readonly reason: string;
}

export type FeedRecord = FeedSet | FeedFlaw;

/** Most rates of one set: a ledger takes no more at once. Further rates of the same time are in further sets. */
export const ratesInSetMax = 500;
