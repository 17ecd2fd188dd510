import type { QuotePointer } from '@ledger/exchange/quotes/quote-pointer';
import type { Leg } from '@ledger/exchange/rates/rate-lookup';
import { always, listOf, object } from '../shape';
import { count, currency, id, rateFigure } from './common-shapes';

/** The published rates that a mid was made of. */
export const legs = listOf(
  object<Leg>({
    base: always(currency, 'The currency of which one unit is priced.'),
    counter: always(currency, 'The currency in which the price is.'),
    mid: always(rateFigure, 'As it was published.'),
    set: always(count, 'Seq of the entry that published it.'),
  }),
  { min: 1 },
);

/** How later entries name a quote. */
export const quotePointer = object<QuotePointer>({
  id: always(id, 'Id of the quote.'),
  seq: always(count, 'Seq of its entry.'),
});
