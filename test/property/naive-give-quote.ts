import type { GiveQuote } from '@ledger/exchange/quotes/give-quote';
import type { WithdrawQuote } from '@ledger/exchange/quotes/withdraw-quote';
import type { NaiveBooks } from './naive-books';
import { dealt, finding, keepPair, made, textOf, type Named } from './naive-convert';
import type { Moment } from './naive-holds';
import { openQuote } from './naive-quotes';

/** The books after a quote: what it was valued by stays as it was. */
export function giveQuote(books: NaiveBooks, command: GiveQuote, { id, now }: Moment): void {
  const { exchange } = books;
  const { debit, credit, expiresAt, promotional } = command;
  books.refuse('LedgerIsImporting', books.importedTo !== null);
  books.refuse('ExchangeNotDeclared', !exchange);
  books.refuse('ExpiryInPast', expiresAt <= now);
  books.refuse('ExpiryTooLate', Date.parse(expiresAt) - Date.parse(now) > 24 * 60 * 60 * 1000);
  const named = {
    ...command,
    debit: { ...debit, account: '' },
    credit: { ...credit, account: '' },
  } satisfies Named;
  keepPair(books, named);
  if (!exchange || books.refusals.size > 0) return;
  const { functional: f, positions = [] } = exchange;
  const isOpen = (code: string) => code === f || positions.some(({ currency }) => currency === code);
  books.refuse(
    'ExchangeNotDeclared',
    f !== undefined && !(isOpen(debit.currency) && isOpen(credit.currency)),
  );
  const find = finding(books, now);
  const deal = dealt(books, named, exchange, find);
  if (f === undefined) find(debit.currency, credit.currency);
  else for (const { currency } of [debit, credit]) if (currency !== f) find(currency, f);
  if (!deal || books.refusals.size > 0) return;
  const { spread } = made(books, exchange, { deal, named, find });
  books.refuse('SpreadIsNegative', spread < 0n && !promotional);
  const amounts = (side: 'debit' | 'credit') => ({
    amount: textOf(deal[side].units, deal[side].decimals),
    currency: deal[side].code,
  });
  const both = { debit: amounts('debit'), credit: amounts('credit') };
  books.quotes.set(id, { ...command, ...both, ofFixed: { fixed: deal.fixed }, then: books.before, at: now });
  books.exchanges.add(id);
}

export function withdraw(books: NaiveBooks, { quote: id }: WithdrawQuote, now: string): void {
  const quote = openQuote(books, id, now);
  if (quote) books.quotes.set(id, { ...quote, end: 'QuoteIsWithdrawn' });
}
