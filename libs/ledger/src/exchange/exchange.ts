import type { QuotePointer } from './quotes/quote-pointer';
import type { Leg } from './rates/rate-lookup';

export const exchangeKinds = ['conversion', 'cover'] as const;
/** A conversion has a price; a cover is one with a bank, at cost. */
export type ExchangeKind = (typeof exchangeKinds)[number];

/** An amount as decimal text. */
export interface AmountOf {
  readonly amount: string;
  readonly currency: string;
}

/** What an exchange did to the position in one currency. Amounts are decimal text; long and cost are positive. */
export interface PositionMove {
  /** How much of the movement closed what was open, in the currency. */
  readonly closed: string;
  /** What that had cost. */
  readonly cost: string;
  readonly currency: string;
  /** After it. */
  readonly equivalent: string;
  /** Value less cost of what was closed, seen from the house. */
  readonly gain: string;
  /** The rate by which it was valued, as published. */
  readonly legs: readonly Leg[];
  /** After it. */
  readonly position: string;
  /** Of the movement, in the functional currency. */
  readonly value: string;
}

/** What a transaction exchanged: the first posting is the debit, the last one the credit. */
export interface Exchange {
  readonly credit: AmountOf;
  readonly debit: AmountOf;
  readonly kind: ExchangeKind;
  /** Isolated mode: the rate whose mid it was compared with, as published. Covers have none. */
  readonly legs?: readonly Leg[];
  /** Functional mode: the positions that it moved, in ascending order of currency. */
  readonly moves?: readonly PositionMove[];
  /** The customer was to get more than at mid. */
  readonly promotional?: true;
  /** The quote by which it was decided. */
  readonly quote?: QuotePointer;
  /** What the house earned by the difference between the price and the mid: value of the debit less value of the credit. */
  readonly spread: string;
  /** Isolated mode: the currency of the spread, which is the one that was not fixed. */
  readonly spreadIn?: string;
}
