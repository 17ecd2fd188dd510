import { isFunctional, type ExchangeDeclaration } from '@ledger/exchange/exchange-declaration';
import type { AmountOf } from '@ledger/exchange/exchange';
import type { BodyOf } from '@ledger/ledger';
import type { Posting } from '@ledger/transactions/posting';
import { JournalFault } from '../fault';
import { amountIn } from '../figure-checks';
import { requireSame } from './differing';
import { expectedExchange } from './expected-exchange';
import { requireQuote } from './required-quote';
import type { Dealt } from './functional-conversion';
import type { Known, PlacedExchange } from './placed-exchange';
import { requireAccounts, requireCosts, requireKept } from './position-accounts';
import { requireInBand } from './rate-band';
import { QuoteBook, type QuoteEntry } from './quote-book';
import { RateBook } from './rate-book';

/** An exchange, and when it was recorded, RFC 3339. */
type RecordedExchange = Pick<PlacedExchange, 'exchange' | 'postings'> & { readonly recordedAt: string };

/** A posting on an account of equity. */
interface EquityPosting {
  readonly account: string;
  readonly currency: string;
  readonly isExchange: boolean;
  readonly isImporting: boolean;
}

/**
 * How a ledger exchanges currencies, computed again from its entries: which rates it may take, and what each exchange
 * comes to at those that it knew.
 */
export class ExchangeBook {
  readonly quotes = new QuoteBook();
  private readonly rates = new RateBook();
  private declaration: ExchangeDeclaration | undefined;
  private isUsed = false;
  /** Accounts of positions. */
  private reserved: ReadonlySet<string> = new Set();

  constructor(private readonly known: Known) {}

  /** @throws JournalFault NotAllowedByBooks */
  declared(seq: number, body: BodyOf<'ExchangeDeclared'>): void {
    requireAccounts(seq, body, this.known);
    if (this.isUsed) requireKept(seq, this.declaration!, body);
    this.declaration = body;
    const pairs = body.positions ?? [];
    this.reserved = new Set(pairs.flatMap(({ equivalent, position }) => [equivalent, position]));
  }

  /**
   * @param recordedAt of the entry, RFC 3339
   * @throws JournalFault ExchangeDiffers where rates were observed later, or leap out of the band and are not confirmed
   */
  ratesPublished(seq: number, body: BodyOf<'RatesPublished'>, recordedAt = body.observedAt): void {
    const { confirmed, ...set } = body;
    if (set.observedAt > recordedAt) {
      const detail = `The rates were observed at ${set.observedAt}, after they were recorded.`;
      throw new JournalFault('ExchangeDiffers', seq, detail);
    }
    const band = this.declaration?.band;
    if (!confirmed && band !== undefined) requireInBand(seq, { ...set, seq }, band, this.rates);
    this.rates.take({ ...set, seq });
  }

  /** @throws JournalFault ExchangeDiffers */
  importEnded(seq: number): void {
    if (this.isFunctional) requireCosts(seq, this.declaration!, this.known);
  }

  /** Whether equity is kept in one currency, and positions on accounts of their own. */
  get isFunctional(): boolean {
    return this.declaration !== undefined && isFunctional(this.declaration);
  }

  /** In functional mode, exchanges alone post on accounts of positions, and other equity is in the functional currency. */
  requireEquity(seq: number, { account, currency, isExchange, isImporting }: EquityPosting): void {
    if (!this.isFunctional || isImporting) return;
    const isOfPosition = this.reserved.has(account);
    if (isOfPosition ? isExchange : currency === this.declaration!.functional) return;
    const detail = isOfPosition
      ? `${account} is of a position, and this is no exchange.`
      : `${account} is equity, which does not take ${currency}.`;
    throw new JournalFault('NotAllowedByBooks', seq, detail);
  }

  /**
   * Requires of a quote that its mids, its price and its amounts are what comes out of the rates of its time.
   * @throws JournalFault ExchangeDiffers, NotAllowedByBooks
   */
  quoteGiven(seq: number, event: QuoteEntry): void {
    const { declaration, known, rates } = this;
    if (!declaration) throw new JournalFault('NotAllowedByBooks', seq, 'No exchange is declared.');
    const at = Date.parse(event.recordedAt ?? '');
    requireQuote({ seq, at, quote: event.body }, { declaration, known, rates });
    this.quotes.given(seq, event);
  }

  /** Takes an exchange before its postings are added. @throws JournalFault ExchangeDiffers, NotAllowedByBooks */
  take(seq: number, { exchange, postings, recordedAt }: RecordedExchange): void {
    const quote = exchange.quote && this.quotes.used(seq, exchange, { postings, recordedAt });
    const placed = { seq, exchange, postings, at: Date.parse(recordedAt), ...(quote && { quote }) };
    const { declaration, known, rates } = this;
    if (!declaration) throw new JournalFault('NotAllowedByBooks', seq, 'No exchange is declared.');
    const deal = {
      debit: this.dealt(seq, exchange.debit, postings[0]!),
      credit: this.dealt(seq, exchange.credit, postings.at(-1)!),
    };
    this.isUsed = true;
    const expected = expectedExchange(placed, deal, { declaration, known, rates });
    const { credit, debit, kind, promotional, quote: pointer } = exchange;
    const fields = {
      credit,
      debit,
      kind,
      ...(promotional && { promotional }),
      ...(pointer && { quote: pointer }),
      ...expected.exchange,
    };
    requireSame(seq, 'exchange', exchange, fields);
    requireSame(seq, 'postings', postings.map(plain), expected.lines);
    if (expected.spread < 0n && !promotional)
      throw new JournalFault(
        'ExchangeDiffers',
        seq,
        `The spread is below 0, and nobody said why: ${exchange.spread}.`,
      );
  }

  private dealt(seq: number, { amount, currency: code }: AmountOf, { account }: Posting): Dealt {
    if (this.reserved.has(account) || account === this.declaration!.liquidity)
      throw new JournalFault(
        'NotAllowedByBooks',
        seq,
        `${account} is the house's own, and nobody deals on it.`,
      );
    const currency = this.known.requireCurrency(seq, code);
    return { account, currency, units: amountIn(seq, amount, currency) };
  }
}

function plain({ account, amount, currency, side }: Posting): Posting {
  return { account, amount, currency, side };
}
