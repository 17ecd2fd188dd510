import { z } from 'zod';
import { amountOfCurrency, currency, path, time } from '../answers/read.schemas';
import { example, receipt, written } from '../answers/receipt.schemas';

const quoteReceipt = z
  .object({
    ...receipt,
    account: path
      .exactOptional()
      .meta({ description: 'The node that it was given for; absent if anybody may use it.' }),
    credit: amountOfCurrency.meta({ description: 'What would be credited.' }),
    debit: amountOfCurrency.meta({ description: 'What would be debited.' }),
    expiresAt: time.meta({ description: 'From when on it cannot be used, in UTC.' }),
    price: z
      .object({
        base: currency,
        counter: currency,
        from: z.literal('side').exactOptional().meta({ description: 'It began at bid or ask.' }),
        spreadBps: z
          .string()
          .exactOptional()
          .meta({ description: 'By how many basis points it is worse than the rate.' }),
        value: z.string().meta({ description: 'Units of the counter currency for one unit of the base.' }),
      })
      .meta({ id: 'QuotedPrice' })
      .exactOptional()
      .meta({ description: 'The price; absent if both amounts were given.' }),
  })
  .meta({ id: 'QuoteReceipt' });

export const quoteAnswers = written(quoteReceipt, {
  ...example,
  account: 'customers:alice',
  credit: { amount: '100.00', currency: 'USD' },
  debit: { amount: '90.90', currency: 'EUR' },
  expiresAt: '2026-11-22T06:02:37.123Z',
  price: { base: 'USD', counter: 'EUR', spreadBps: '100', value: '0.909' },
});

export const withdrawnQuoteAnswers = written(
  z
    .object({ ...receipt, quote: z.string().meta({ format: 'uuid', description: 'Id of the quote.' }) })
    .meta({ id: 'WithdrawnQuoteReceipt' }),
  { ...example, quote: example.id },
);
