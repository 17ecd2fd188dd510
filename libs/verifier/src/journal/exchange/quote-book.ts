import { covers } from '@ledger/accounts/path';
import type { Exchange } from '@ledger/exchange/exchange';
import type { QuotePointer } from '@ledger/exchange/quotes/quote-pointer';
import type { BodyOf, EventOf } from '@ledger/ledger';
import type { Posting } from '@ledger/transactions/posting';
import { JournalFault } from '../fault';

/** The entry of a quote, as far as it is known. */
export type QuoteEntry = EventOf<'QuoteGiven'> & { readonly id?: string; readonly recordedAt?: string };

/** A quote at its entry. */
type Quote = BodyOf<'QuoteGiven'> & { readonly seq: string };

/** How long a quote can be used, in milliseconds. */
const longestMs = 24 * 60 * 60 * 1_000;

/** The quotes of a ledger that nobody has used or withdrawn: each may be used once, in time, by whom it was given for. */
export class QuoteBook {
  /** By id. */
  private readonly open = new Map<string, Quote>();

  /** @param recordedAt of the entry, RFC 3339. @throws JournalFault NotAllowedByBooks */
  given(seq: number, { id = '', body, recordedAt = '' }: QuoteEntry): void {
    const firmMs = Date.parse(body.expiresAt) - Date.parse(recordedAt);
    if (firmMs <= 0 || firmMs > longestMs)
      throw notAllowed(seq, `The quote is firm until ${body.expiresAt}, which is not within 24 hours.`);
    this.open.set(id, { ...body, seq: String(seq) });
  }

  /** @throws JournalFault NotAllowedByBooks */
  withdrawn(seq: number, { account, quote }: BodyOf<'QuoteWithdrawn'>, recordedAt = ''): void {
    if (this.taken(seq, quote, recordedAt).account !== account)
      throw notAllowed(seq, `The quote ${quote.id} was not given for ${account ?? 'everybody'}.`);
  }

  /** A conversion uses a quote up, at its amounts; answers that. @throws JournalFault NotAllowedByBooks, ExchangeDiffers */
  used(
    seq: number,
    { credit, debit, promotional, quote: pointer }: Exchange,
    { postings, recordedAt }: { readonly postings: readonly Posting[]; readonly recordedAt: string },
  ): Quote {
    const quote = this.taken(seq, pointer!, recordedAt);
    const { account } = quote;
    const named = [postings[0]!, postings.at(-1)!];
    if (account !== undefined && !named.some((posting) => covers(account, posting.account)))
      throw notAllowed(seq, `The quote ${pointer!.id} was given for ${account}.`);
    const said = JSON.stringify([credit, debit, promotional]);
    if (said !== JSON.stringify([quote.credit, quote.debit, quote.promotional]))
      throw new JournalFault(
        'ExchangeDiffers',
        seq,
        `The amounts are not those of the quote ${pointer!.id}.`,
      );
    return quote;
  }

  private taken(seq: number, { id, seq: given }: QuotePointer, recordedAt: string): Quote {
    const quote = this.open.get(id);
    if (quote?.seq !== given || quote.expiresAt <= recordedAt)
      throw notAllowed(seq, `No quote ${id} of entry ${given} was open at ${recordedAt}.`);
    this.open.delete(id);
    return quote;
  }
}

function notAllowed(seq: number, detail: string): JournalFault {
  return new JournalFault('NotAllowedByBooks', seq, detail);
}
