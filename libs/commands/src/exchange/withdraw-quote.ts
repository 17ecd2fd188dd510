import { declare } from '../declaration';
import { reasonInput } from '../input/conditions';
import { ofWhatItNames } from '../reach';
import { withdrawnQuoteReceipt } from '../receipt';

export const WithdrawQuote = declare({
  type: 'WithdrawQuote',
  permission: 'post',
  reach: ofWhatItNames,
  target: 'quote',
  input: reasonInput,
  answer: 'QuoteWithdrawn',
  receipt: withdrawnQuoteReceipt,
});
