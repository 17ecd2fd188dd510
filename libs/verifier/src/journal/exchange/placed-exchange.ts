import type { Exchange } from '@ledger/exchange/exchange';
import type { Currency } from '@ledger/money/amount';
import type { Posting } from '@ledger/transactions/posting';

/** An exchange at its place in the journal. */
export interface PlacedExchange {
  readonly seq: number;
  readonly exchange: Exchange;
  readonly postings: readonly Posting[];
  /** When it was decided, in milliseconds since 1970. */
  readonly at: number;
}

/** What an exchange comes to. */
export interface Expected {
  readonly exchange: Partial<Exchange>;
  readonly lines: readonly Posting[];
  /** Minor units; what they are of does not matter to whether they are below 0. */
  readonly spread: bigint;
}

/** What other books know. */
export interface Known {
  /** @throws JournalFault NotAllowedByBooks */
  requireCurrency(seq: number, code: string): Currency;
  /** Debits less credits of an account in a currency, in minor units. */
  netOf(account: string, code: string): bigint;
}
