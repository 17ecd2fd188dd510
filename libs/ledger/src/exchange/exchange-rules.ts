import { withEffectiveNow } from '../effective-now';
import type { LedgerState } from '../state';
import { convert, type Convert } from './convert';
import {
  declareExchange,
  exchangeDeclared,
  type DeclareExchange,
  type ExchangeDeclared,
} from './declare-exchange';
import { publishRates, ratesPublished, type PublishRates, type RatesPublished } from './publish-rates';

/** Commands about rates, and about how currencies are exchanged. */
export type ExchangeCommand = PublishRates | DeclareExchange | Convert;

/** What they make happen, beside opening accounts and posting. */
export type ExchangeEvent = RatesPublished | ExchangeDeclared;

interface Moment {
  /** RFC 3339, UTC, milliseconds. */
  readonly now: string;
  readonly callersAheadMs: number;
}

/** The rules behind these commands. */
export const exchangeRules = {
  PublishRates: (state: LedgerState, command: PublishRates, { now, callersAheadMs }: Moment) =>
    publishRates(state, command, now, callersAheadMs),
  DeclareExchange: declareExchange,
  Convert: (state: LedgerState, command: Convert, moment: Moment) =>
    convert(state, withEffectiveNow(state, command, moment), moment.now),
};

/** How these events change the state. */
export const exchangeApplied = {
  RatesPublished: (state: LedgerState, { body }: RatesPublished, { seq }: { readonly seq: number }) =>
    ratesPublished(state, body, seq),
  ExchangeDeclared: (state: LedgerState, { body }: ExchangeDeclared) => exchangeDeclared(state, body),
};
