import type { LedgerState } from '../../state';
import type { QuotePointer } from './quote-pointer';
import { endQuote, pointerTo, requireOpenQuote } from './quotes';

export interface WithdrawQuote {
  readonly type: 'WithdrawQuote';
  readonly quote: string;
  readonly reason: string;
}

/** Nobody can use a quote any more. */
export interface QuoteWithdrawn {
  readonly type: 'QuoteWithdrawn';
  readonly body: {
    /** That of the quote. */
    readonly account?: string;
    readonly quote: QuotePointer;
    readonly reason: string;
  };
}

/**
 * @param now RFC 3339, UTC, milliseconds
 * @throws Refusal QuoteNotFound, QuoteIsUsed, QuoteIsWithdrawn, QuoteIsExpired
 */
export function withdrawQuote(
  { quotes }: LedgerState,
  { quote: id, reason }: WithdrawQuote,
  now: string,
): QuoteWithdrawn[] {
  const quote = requireOpenQuote(quotes, id, now);
  const { account } = quote;
  const body = { ...(account !== undefined && { account }), quote: pointerTo(quote), reason };
  return [{ type: 'QuoteWithdrawn', body }];
}

export function quoteWithdrawn(
  { quotes }: LedgerState,
  { quote: { id } }: QuoteWithdrawn['body'],
  { seq }: { readonly seq: number },
): void {
  endQuote(quotes, id, 'withdrawn', seq);
}
