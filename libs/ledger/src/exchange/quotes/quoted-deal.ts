import type { AmountOf } from '../exchange';
import type { Leg } from '../rates/rate-lookup';

/** How a price was made. */
export interface QuotedPrice {
  readonly base: string;
  readonly counter: string;
  /** It began at the bid or ask; absent where it began at the mid, or was given. */
  readonly from?: 'side';
  /** By how many basis points it is worse than that; absent where it was given. */
  readonly spreadBps?: string;
  /** Units of the counter currency for one unit of the base, decimal text. */
  readonly value: string;
}

/** The mid by which a currency is valued when the quote is used, as published. */
export interface QuotedMid {
  readonly currency: string;
  readonly legs: readonly Leg[];
}

/** A deal that is offered: both amounts are firm until it expires. */
export interface QuotedDeal {
  /** Path of a node: one of both accounts of the conversion is it, or below it. Absent where any may be. */
  readonly account?: string;
  readonly credit: AmountOf;
  readonly debit: AmountOf;
  /** RFC 3339, UTC, milliseconds; from then on nobody can use it. */
  readonly expiresAt: string;
  /** The side that was given; where both were, the debit. */
  readonly fixed: 'debit' | 'credit';
  /**
   * Functional mode: of each foreign currency in the functional one, ascending by currency. Isolated mode: of the debit
   * currency in the credit currency.
   */
  readonly mids: readonly QuotedMid[];
  /** Absent where both amounts were given. */
  readonly price?: QuotedPrice;
  /** The customer may get more than at mid. */
  readonly promotional?: true;
}
