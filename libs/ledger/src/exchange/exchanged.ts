import type { LedgerState } from '../state';
import type { Exchange } from './exchange';
import { endQuote } from './quotes/quotes';

/** Currencies were exchanged: how is fixed from then on, and a quote is used once. */
export function exchanged(state: LedgerState, { quote }: Exchange, seq: number): void {
  state.isExchangeUsed = true;
  if (quote) endQuote(state.quotes, quote.id, 'used', seq);
}
