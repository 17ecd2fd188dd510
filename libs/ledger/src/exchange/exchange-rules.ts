import { withEffectiveNow } from '../effective-now';
import type { LedgerState } from '../state';
import { convert, type Convert } from './convert';
import {
  declareExchange,
  exchangeDeclared,
  type DeclareExchange,
  type ExchangeDeclared,
} from './declare-exchange';
import { giveQuote, quoteGiven, type GiveQuote, type QuoteGiven } from './quotes/give-quote';
import { publishRates, ratesPublished, type PublishRates, type RatesPublished } from './rates/publish-rates';
import {
  quoteWithdrawn,
  withdrawQuote,
  type QuoteWithdrawn,
  type WithdrawQuote,
} from './quotes/withdraw-quote';

/** Commands about rates, and about how currencies are exchanged. */
export type ExchangeCommand = PublishRates | DeclareExchange | GiveQuote | WithdrawQuote | Convert;

/** What they make happen, beside opening accounts and posting. */
export type ExchangeEvent = RatesPublished | ExchangeDeclared | QuoteGiven | QuoteWithdrawn;

interface Moment {
  /** RFC 3339, UTC, milliseconds. */
  readonly now: string;
  readonly callersAheadMs: number;
}

/** What the journal says of an event. */
interface Recorded {
  readonly id: string;
  readonly recordedAt: string;
  readonly seq: number;
}

/** The rules behind these commands. */
export const exchangeRules = {
  PublishRates: (state: LedgerState, command: PublishRates, { now, callersAheadMs }: Moment) =>
    publishRates(state, command, now, callersAheadMs),
  DeclareExchange: declareExchange,
  GiveQuote: (state: LedgerState, command: GiveQuote, { now }: Moment) => giveQuote(state, command, now),
  WithdrawQuote: (state: LedgerState, command: WithdrawQuote, { now }: Moment) =>
    withdrawQuote(state, command, now),
  Convert: (state: LedgerState, command: Convert, moment: Moment) =>
    convert(state, withEffectiveNow(state, command, moment), moment.now),
};

/** How these events change the state. */
export const exchangeApplied = {
  RatesPublished: (state: LedgerState, { body }: RatesPublished, { seq }: { readonly seq: number }) =>
    ratesPublished(state, body, seq),
  ExchangeDeclared: (state: LedgerState, { body }: ExchangeDeclared) => exchangeDeclared(state, body),
  QuoteGiven: (state: LedgerState, { body }: QuoteGiven, recorded: Recorded) =>
    quoteGiven(state, body, recorded),
  QuoteWithdrawn: (state: LedgerState, { body }: QuoteWithdrawn, recorded: Recorded) =>
    quoteWithdrawn(state, body, recorded),
};
