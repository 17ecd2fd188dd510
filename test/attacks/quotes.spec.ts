import type { Exchange } from '@ledger/exchange/exchange';
import type { QuotedDeal } from '@ledger/exchange/quotes/quoted-deal';
import type { Mutable } from '../support/written-journal';
import { recordQuoteDesk } from '../support/quote-desk';
import { RecordedJournal } from '../support/recorded-journal';
import { entriesOf, foundResealed, type Edited } from '../support/resealed';

/** What the verifier finds at the quote desk after a change by somebody with the writer key. */
function foundAtDesk(change: (entries: Edited[]) => void): string {
  const journal = new RecordedJournal('quotes');
  recordQuoteDesk(journal);
  const entries = entriesOf(journal);
  change(entries);
  return foundResealed('quotes', entries);
}

/** Changes the nth of these entries, from 0; answers what is found, its seq as `here`. */
function foundAt<Body>(is: (entry: Edited) => boolean, nth: number, change: (body: Body) => void): string {
  let here = NaN;
  const found = foundAtDesk((entries) => {
    const entry = entries.filter(is)[nth]!;
    here = entries.indexOf(entry);
    change(entry.body as Body);
  });
  return found.replace(` ${here}`, ' here');
}

const isQuote = ({ type }: Edited) => type === 'QuoteGiven';
const isConversion = ({ body }: Edited) => body['exchange'] !== undefined;

it('the honest journal passes', () => {
  expect(foundAtDesk(() => undefined)).toBe('none');
});

/** 0 sells 100.00 USD at 100 basis points, 1 buys USD for JPY, 3 begins at the side of the market. */
describe('somebody with the writer key cannot give', () => {
  type Quote = Mutable<QuotedDeal>;
  it.each<[string, number, (quote: Quote) => void]>([
    ['a quote at another price', 0, (quote) => (quote.price = { ...quote.price!, value: '0.9' })],
    ['a quote of another spread', 0, (quote) => (quote.price = { ...quote.price!, spreadBps: '50' })],
    ['a quote of more than its price', 0, (quote) => (quote.debit = { ...quote.debit, amount: '90.80' })],
    [
      'a quote from the mid that began at the side',
      3,
      (quote) => delete (quote.price as { from?: string }).from,
    ],
    [
      'a quote of another mid',
      0,
      (quote) => (quote.mids = [{ ...quote.mids[0]!, legs: [{ ...quote.mids[0]!.legs[0]!, mid: '0.8' }] }]),
    ],
    ['a quote without a mid', 1, (quote) => (quote.mids = quote.mids.slice(1))],
  ])('%s', (_, nth, change) => {
    expect(foundAt(isQuote, nth, change)).toBe('ExchangeDiffers here');
  });
});

describe('somebody with the writer key cannot convert by a quote', () => {
  type Body = { exchange: Mutable<Exchange> };
  it('that was used before', () => {
    const found = foundAtDesk((entries) => {
      const [first, second] = entries.filter(isConversion).map(({ body }) => body as unknown as Body);
      second!.exchange.quote = first!.exchange.quote!;
    });
    expect(found).toMatch(/^NotAllowedByBooks/);
  });

  it.each<[string, string, (body: Body) => void]>([
    [
      'that nobody gave',
      'NotAllowedByBooks here',
      ({ exchange }) => (exchange.quote = { ...exchange.quote!, seq: '2' }),
    ],
    [
      'in other amounts',
      'ExchangeDiffers here',
      ({ exchange }) => (exchange.debit = { ...exchange.debit, amount: '90.91' }),
    ],
    ['with another spread', 'ExchangeDiffers here', ({ exchange }) => (exchange.spread = '1.00')],
    [
      'at the mid of today',
      'ExchangeDiffers here',
      ({ exchange }) => delete (exchange as { quote?: unknown }).quote,
    ],
  ])('%s', (_, expected, change) => {
    expect(foundAt(isConversion, 0, change)).toBe(expected);
  });

  it('that has expired', () => {
    const found = foundAtDesk((entries) => {
      const quote = entries.find(isQuote)!;
      quote.body['expiresAt'] = new Date(Date.parse(quote.recordedAt) + 1).toISOString();
    });
    expect(found).toMatch(/^NotAllowedByBooks/);
  });

  it('that was withdrawn', () => {
    const found = foundAtDesk((entries) => {
      const withdrawn = entries.find(({ type }) => type === 'QuoteWithdrawn')!;
      const later = entries.filter(isConversion)[1]!.body as unknown as Body;
      later.exchange.quote = withdrawn.body['quote'] as { id: string; seq: string };
    });
    expect(found).toMatch(/^NotAllowedByBooks/);
  });
});
