import { GiveQuote } from '@commands/exchange/give-quote';
import { WithdrawQuote } from '@commands/exchange/withdraw-quote';
import { commandProblems, underLedger } from '../operations/operation';
import { submitting } from '../operations/submitting';
import { quoteAnswers, withdrawnQuoteAnswers } from './quote.schemas';

export const giveQuote = submitting(GiveQuote, {
  id: 'giveQuote',
  method: 'POST',
  path: `${underLedger}/quotes`,
  tag: 'Exchange',
  summary: 'Give a quote: an offer to convert, firm until it expires',
  description:
    'Fixes both amounts and the rates behind them. One conversion may use them until `expiresAt`, whatever rates are ' +
    'published meanwhile. A quote holds no money: accounts and limits are checked when it is used. With `dryRun=true` ' +
    'the answer is an indicative quote, which nobody can use.',
  example: {
    account: 'customers:alice',
    debit: { currency: 'EUR' },
    credit: { amount: '100.00', currency: 'USD' },
    spreadBps: '100',
    expiresAt: '2026-11-22T06:02:37.123Z',
  },
  answers: quoteAnswers,
  problems: [
    ...commandProblems,
    'LedgerIsImporting',
    'ExchangeNotDeclared',
    'ExpiryInPast',
    'ExpiryTooLate',
    'PairOfOneCurrency',
    'RateNotFound',
    'RateTooOld',
    'AmountHasWrongDecimals',
    'AmountTooLarge',
    'AmountIsZero',
    'SpreadIsNegative',
  ],
});

export const withdrawQuote = submitting(WithdrawQuote, {
  id: 'withdrawQuote',
  method: 'POST',
  path: `${underLedger}/quotes/:id/withdrawal`,
  tag: 'Exchange',
  summary: 'Withdraw a quote: nobody can use it any more',
  description: 'A quote that was used, was withdrawn or has expired cannot be withdrawn.',
  example: { reason: 'The market moved' },
  answers: withdrawnQuoteAnswers,
  problems: [...commandProblems, 'QuoteNotFound', 'QuoteIsUsed', 'QuoteIsWithdrawn', 'QuoteIsExpired'],
});
