import { isFunctional, type ExchangeDeclaration } from '@ledger/exchange/exchange-declaration';
import type { AmountOf } from '@ledger/exchange/exchange';
import type { BodyOf } from '@ledger/ledger';
import type { Posting } from '@ledger/transactions/posting';
import { JournalFault } from '../fault';
import { amountIn } from '../figure-checks';
import { requireSame } from './differing';
import { expectedExchange } from './expected-exchange';
import type { Dealt } from './functional-conversion';
import type { Known, PlacedExchange } from './placed-exchange';
import { requireInBand } from './rate-band';
import { RateBook } from './rate-book';

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
  private readonly rates = new RateBook();
  private declaration: ExchangeDeclaration | undefined;
  /** Accounts of positions. */
  private reserved: ReadonlySet<string> = new Set();

  constructor(private readonly known: Known) {}

  declared(body: BodyOf<'ExchangeDeclared'>): void {
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

  /** Takes an exchange before its postings are added. @throws JournalFault ExchangeDiffers, NotAllowedByBooks */
  take(placed: PlacedExchange): void {
    const { seq, exchange, postings } = placed;
    const { declaration, known, rates } = this;
    if (!declaration) throw new JournalFault('NotAllowedByBooks', seq, 'No exchange is declared.');
    const deal = {
      debit: this.dealt(seq, exchange.debit, postings[0]!),
      credit: this.dealt(seq, exchange.credit, postings.at(-1)!),
    };
    const expected = expectedExchange(placed, deal, { declaration, known, rates });
    const { credit, debit, kind, promotional } = exchange;
    const fields = { credit, debit, kind, ...(promotional && { promotional }), ...expected.exchange };
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
