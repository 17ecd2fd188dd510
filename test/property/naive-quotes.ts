import type { Convert } from '@ledger/exchange/convert';
import type { NaiveBooks, NaiveQuote } from './naive-books';

/** The quote that a conversion uses up; undefined where something speaks against it. */
export function takenQuote(books: NaiveBooks, command: Convert, now: string): NaiveQuote | undefined {
  const { debit, credit, quote: id = '' } = command;
  const quote = openQuote(books, id, now);
  if (!quote) return undefined;
  const { account } = quote;
  const isOf = (path: string) => path === account || path.startsWith(`${account}:`);
  books.refuse('QuoteNotForAccount', account !== undefined && !isOf(debit.account) && !isOf(credit.account));
  books.quotes.set(id, { ...quote, end: 'QuoteIsUsed' });
  return quote;
}

/** Refuses one that cannot be used or withdrawn any more. */
export function openQuote(books: NaiveBooks, id: string, now: string): NaiveQuote | undefined {
  const quote = books.quotes.get(id);
  books.refuse('QuoteNotFound', !quote);
  if (quote?.end) books.refuse(quote.end, true);
  books.refuse('QuoteIsExpired', quote !== undefined && !quote.end && quote.expiresAt <= now);
  return quote;
}
