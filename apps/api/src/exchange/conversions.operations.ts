import { Convert } from '@commands/exchange/convert';
import { conversionAnswers } from '../answers/receipt.schemas';
import { commandProblems, underLedger } from '../operations/operation';
import { submitting } from '../operations/submitting';
import { detailProblems, postingProblems } from '../transactions/transactions.operations';

export const convert = submitting(Convert, {
  id: 'convert',
  method: 'POST',
  path: `${underLedger}/conversions`,
  tag: 'Exchange',
  summary: 'Convert an amount of one currency into another',
  description:
    'Debits one currency and credits another as one transaction, with the postings of the house in between. Give one ' +
    'amount, and the other is computed: at `price`, or at the rate less `spreadBps`. Or give both. The rate is the one ' +
    'that `GET …/rates` returns now. With `quote`, give only the accounts: amounts and rates are those of the quote. ' +
    'A conversion cannot be reversed.',
  example: {
    debit: { account: 'customers:alice:wallet', currency: 'EUR' },
    credit: { account: 'payables:payouts', amount: '100.00', currency: 'USD' },
    spreadBps: '100',
    category: 'payout.foreign',
  },
  answers: conversionAnswers,
  problems: [
    ...commandProblems,
    'LedgerIsImporting',
    ...detailProblems,
    'ExchangeNotDeclared',
    'QuoteNotFound',
    'QuoteIsUsed',
    'QuoteIsWithdrawn',
    'QuoteIsExpired',
    'QuoteNotForAccount',
    'PairOfOneCurrency',
    'RateNotFound',
    'RateTooOld',
    'AmountIsZero',
    'SpreadIsNegative',
    'AccountIsReserved',
    'CurrencyNotFunctional',
    ...postingProblems,
  ],
});
