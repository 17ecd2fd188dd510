import type { KeyEvent } from '@ledger/key-events';
import type { BodyOf, LedgerEvent } from '@ledger/ledger';
import { parseDecimals, type Currency } from '@ledger/money/amount';
import { isoCurrencies } from '@ledger/money/iso4217';
import type { ChartPattern, Limit, StatementFigure } from '@ledger/state';
import { JournalFault } from './fault';
import { requireDecimals } from './figure-checks';

/** Events that are about no account. */
type TermsEvent = Exclude<
  LedgerEvent,
  {
    readonly type:
      | 'TransactionPosted'
      | 'StatementIssued'
      | 'RatesPublished'
      | 'ExchangeDeclared'
      | `Quote${string}`
      | `Hold${string}`
      | `Account${string}`;
  }
>;

/** Who approves what, another book judges. */
type ProposalEvent = Extract<LedgerEvent, { readonly type: `Proposal${string}` }>;

/** Where the next statement of an account goes on. */
interface LastStatement {
  readonly number: number;
  readonly toSeq: number;
  readonly closing: readonly StatementFigure[];
}

/**
 * What a ledger has agreed on, as its entries say it: currencies, chart, limits, periods, statements, and whether history
 * is still moved in. Every code must be known where it is named, every amount written with its decimals, and what an entry
 * points to must be there.
 */
export class TermsBook {
  /** Whether every transaction must be one that was moved in. */
  isImporting = false;
  private readonly currencies = new Map<string, Currency>();
  /** Codes in which some entry has an amount. */
  private readonly used = new Set<string>();
  private chart: readonly ChartPattern[] = [];
  private readonly closedPeriods = new Set<string>();
  private readonly statements = new Map<string, LastStatement>();

  /** Takes an event that is about no account. @throws JournalFault NotAllowedByBooks, MalformedEntry */
  take(seq: number, event: TermsEvent): void {
    switch (event.type) {
      case 'LedgerOpened':
        this.isImporting = event.body.importing ?? false;
        return;
      case 'CurrencyRegistered':
        return this.registered(seq, event.body);
      case 'CurrencyCorrected':
        return this.corrected(seq, event.body);
      case 'ChartDeclared':
        return this.chartDeclared(seq, event.body);
      case 'VelocityLimitsSet':
        return this.velocityLimitsSet(seq, event.body);
      case 'PeriodClosed':
        return this.periodClosed(event.body);
      case 'PeriodReopened':
        return this.periodReopened(seq, event.body);
      case 'ImportEnded':
        return this.importEnded(seq);
      case 'ApprovalRulesSet':
        return this.approvalRulesSet(seq, event.body);
      default:
        event satisfies KeyEvent | ProposalEvent;
    }
  }

  currencyOf(code: string): Currency | undefined {
    return this.currencies.get(code) ?? isoCurrencies.get(code);
  }

  /** @throws JournalFault NotAllowedByBooks */
  requireCurrency(seq: number, code: string): Currency {
    const currency = this.currencyOf(code);
    if (!currency) throw notAllowed(seq, `${code} is not registered.`);
    return currency;
  }

  /** A code has one number of decimals, for ever. @throws JournalFault NotAllowedByBooks */
  private registered(seq: number, { code, decimals, name }: BodyOf<'CurrencyRegistered'>): void {
    if (this.currencies.has(code)) throw notAllowed(seq, `${code} is registered already.`);
    if (isoCurrencies.has(code)) throw notAllowed(seq, `${code} is a currency of ISO 4217.`);
    this.currencies.set(code, { code, decimals: parseDecimals(decimals), name });
  }

  /** An entry has an amount in it. */
  amountIn(code: string): void {
    this.used.add(code);
  }

  /** Only as long as there is no amount in it. @throws JournalFault NotAllowedByBooks */
  private corrected(seq: number, { code, decimals, name }: BodyOf<'CurrencyCorrected'>): void {
    if (!this.currencies.has(code) || this.used.has(code))
      throw notAllowed(seq, `${code} is not registered, or has amounts already.`);
    this.currencies.set(code, { code, decimals: parseDecimals(decimals), name });
  }

  /** @throws JournalFault NotAllowedByBooks, MalformedEntry */
  private chartDeclared(seq: number, { patterns }: BodyOf<'ChartDeclared'>): void {
    for (const pattern of patterns) this.requireTerms(seq, pattern);
    this.chart = patterns;
  }

  /** Of an account that is opened: its terms, and that the line of the chart which opened it is there and says the same. */
  accountOpened(seq: number, body: BodyOf<'AccountOpened'>): void {
    this.requireTerms(seq, body);
    if (body.pattern === undefined) return;
    const line = this.chart.find(({ pattern }) => pattern === body.pattern);
    if (!line || !matches(body.pattern, body.path) || termsOf(line) !== termsOf(body))
      throw notAllowed(seq, `The chart has no line ${body.pattern} that opens ${body.path} like this.`);
  }

  accountChanged(seq: number, { currencies, limits }: BodyOf<'AccountChanged'>): void {
    this.requireTerms(seq, { currencies: currencies ?? undefined, limits });
  }

  private velocityLimitsSet(seq: number, { limits }: BodyOf<'VelocityLimitsSet'>): void {
    for (const { currency, maximum } of limits) {
      const known = currency === undefined ? undefined : this.requireCurrency(seq, currency);
      if (maximum !== undefined) requireDecimals(seq, maximum, known!);
    }
  }

  /** @throws JournalFault NotAllowedByBooks */
  ratesPublished(seq: number, { rates }: BodyOf<'RatesPublished'>): void {
    for (const { base, counter } of rates)
      for (const code of [base, counter]) this.requireCurrency(seq, code);
  }

  /** @throws JournalFault NotAllowedByBooks */
  exchangeDeclared(seq: number, body: BodyOf<'ExchangeDeclared'>): void {
    const { functional, pivots = [], positions = [] } = body;
    const codes = [...pivots, ...positions.map(({ currency }) => currency)];
    for (const code of functional === undefined ? codes : [functional, ...codes])
      this.requireCurrency(seq, code);
  }

  /** @throws JournalFault NotAllowedByBooks */
  quoteGiven(seq: number, { credit, debit }: BodyOf<'QuoteGiven'>): void {
    for (const { amount, currency } of [debit, credit]) {
      requireDecimals(seq, amount, this.requireCurrency(seq, currency));
      this.amountIn(currency);
    }
  }

  private approvalRulesSet(seq: number, { rules }: BodyOf<'ApprovalRulesSet'>): void {
    for (const { above = [] } of rules)
      for (const { amount, currency } of above)
        requireDecimals(seq, amount, this.requireCurrency(seq, currency));
  }

  private periodClosed({ period }: BodyOf<'PeriodClosed'>): void {
    this.closedPeriods.add(period);
  }

  /** @throws JournalFault NotAllowedByBooks */
  private periodReopened(seq: number, { period }: BodyOf<'PeriodReopened'>): void {
    if (!this.closedPeriods.delete(period)) throw notAllowed(seq, `No period ${period} is closed.`);
  }

  /** @throws JournalFault NotAllowedByBooks */
  private importEnded(seq: number): void {
    if (!this.isImporting) throw notAllowed(seq, 'No history is being imported.');
    this.isImporting = false;
  }

  /** A statement goes on where the one before ended. @throws JournalFault FiguresDiffer */
  statementIssued(seq: number, body: BodyOf<'StatementIssued'>): void {
    const { path, number, fromSeq, toSeq, opening, closing } = body;
    const { last, next } = this.statementAfter(path);
    const isNext = number === String(next) && fromSeq === String(last.toSeq + 1);
    if (!isNext || toSeq !== String(seq - 1) || JSON.stringify(opening) !== JSON.stringify(last.closing)) {
      const detail = `Statement ${number} of ${path} does not continue where statement ${last.number} ended.`;
      throw new JournalFault('FiguresDiffer', seq, detail);
    }
    this.statements.set(path, { number: next, toSeq: seq - 1, closing });
  }

  /** The last statement of an account, and the number that the next must have. */
  statementAfter(path: string): { readonly last: LastStatement; readonly next: number } {
    const last = this.statements.get(path) ?? { number: 0, toSeq: -1, closing: [] };
    return { last, next: last.number + 1 };
  }

  private requireTerms(
    seq: number,
    {
      currencies = [],
      limits = [],
    }: {
      readonly currencies?: readonly string[] | undefined;
      readonly limits?: readonly Limit[] | undefined;
    },
  ): void {
    for (const code of currencies) this.requireCurrency(seq, code);
    for (const { currency: code, maximum, minimum } of limits) {
      const currency = this.requireCurrency(seq, code);
      for (const figure of [maximum, minimum])
        if (figure !== undefined) requireDecimals(seq, figure, currency);
    }
  }
}

function matches(pattern: string, path: string): boolean {
  const segments = path.split(':');
  const parts = pattern.split(':');
  return parts.length === segments.length && parts.every((part, i) => part === '*' || part === segments[i]);
}

function termsOf({ currencies, limits, type }: Pick<ChartPattern, 'currencies' | 'limits' | 'type'>): string {
  return JSON.stringify([currencies, limits, type]);
}

function notAllowed(seq: number, detail: string): JournalFault {
  return new JournalFault('NotAllowedByBooks', seq, detail);
}
