import type { AccountOpened } from '@ledger/accounts/account';
import type { LedgerEvent } from '@ledger/ledger';
import type { Currency } from '@ledger/money/amount';
import { isDebitNormal } from '@ledger/accounts/normal-side';
import type { AccountType } from '@ledger/state';
import type { PostedPosting } from '@ledger/transactions/posting';
import type { Captures, TransactionPosted } from '@ledger/transactions/transaction';
import { RunningBalance, smallAmount, type BookBalance } from './running-balance';
import { ExchangeBook } from './exchange/exchange-book';
import { JournalFault } from './fault';
import {
  amountIn,
  hasFigures,
  requireBalanced,
  requireClosing,
  requireFigures,
  type Change,
} from './figure-checks';
import { HoldBook } from './hold-book';
import { limitedIn } from './limited-currencies';
import type { PlainTransaction } from './fast/plain-transaction';
import { ReversalBook, type EarlierEntry } from './reversal-book';
import { TermsBook } from './terms-book';

export interface BookAccount {
  readonly path: string;
  readonly type: AccountType;
  /** Count of its lines: postings and what holds set aside or released, in every currency. */
  readonly lines: number;
  readonly balances: readonly BookBalance[];
}

/** An account while postings come in. */
export interface OpenedAccount extends BookAccount {
  lines: number;
  readonly balances: RunningBalance[];
}

/** An event and, where they are known, the id and the time of its entry. */
type Booked = LedgerEvent & { readonly id?: string; readonly recordedAt?: string };
type HoldEvent = Extract<Booked, { type: `Hold${string}` }>;
/** Events without figures of an account. */
type TermsEvent = Exclude<Booked, HoldEvent | { type: 'TransactionPosted' }>;

/**
 * The books as the postings of a journal make them, added up again and without the product's own rules, so that a
 * fault in those does not hide itself.
 */
export class Books {
  private readonly open = new Map<string, OpenedAccount>();
  transactions = 0;
  postings = 0;
  private readonly holds = new HoldBook();
  private readonly terms = new TermsBook();
  private readonly exchange = new ExchangeBook({
    requireCurrency: (seq, code) => this.terms.requireCurrency(seq, code),
    accounts: this.open,
  });
  private readonly reversals: ReversalBook | undefined;
  /** Of the transaction at hand, posting by posting: kept, because new lists for each would be most of what is left behind. */
  private readonly balances: RunningBalance[] = [];
  private readonly units: number[] = [];

  /** @param earlier gives the entries again that later ones point to; without it reversals are not judged by them */
  constructor(earlier?: EarlierEntry) {
    this.reversals = earlier && new ReversalBook(this.terms, earlier);
  }

  /** By path. */
  get accounts(): ReadonlyMap<string, BookAccount> {
    return this.open;
  }

  /** A currency that the ledger knows by now; undefined where it does not. */
  currencyOf(code: string): Currency | undefined {
    return this.terms.currencyOf(code);
  }

  /** The account of a path, as long as the books are; undefined where none was opened so far. */
  opened(path: string): OpenedAccount | undefined {
    return this.open.get(path);
  }

  /** @throws JournalFault PostingsDoNotBalance, FiguresDiffer, NotAllowedByBooks, ExchangeDiffers */
  take(seq: number, event: Booked): void {
    switch (event.type) {
      case 'TransactionPosted':
        return this.post(seq, event.body, event.recordedAt);
      case 'HoldPlaced':
      case 'HoldIncremented':
      case 'HoldVoided':
      case 'HoldExpired':
        return this.hold(seq, event);
      default:
        this.takeTerms(seq, event);
    }
  }

  /** What changes no figure. */
  private takeTerms(seq: number, event: TermsEvent): void {
    const { terms } = this;
    for (const code of limitedIn(event)) terms.amountIn(code);
    if (event.type === 'ImportEnded') this.exchange.importEnded(seq);
    switch (event.type) {
      case 'AccountOpened':
        terms.accountOpened(seq, event.body);
        return this.openAccount(seq, event.body);
      case 'AccountChanged':
        this.accountAt(seq, event.body.path);
        return terms.accountChanged(seq, event.body);
      case 'AccountClosed':
      case 'AccountFrozen':
      case 'AccountUnfrozen':
        return void this.accountAt(seq, event.body.path);
      case 'StatementIssued':
        terms.statementIssued(seq, event.body);
        return requireClosing(seq, this.accountAt(seq, event.body.path), event.body);
      case 'RatesPublished':
        terms.ratesPublished(seq, event.body);
        return this.exchange.ratesPublished(seq, event.body, event.recordedAt);
      case 'ExchangeDeclared':
        terms.exchangeDeclared(seq, event.body);
        return this.exchange.declared(seq, event.body);
      case 'QuoteGiven':
        terms.quoteGiven(seq, event.body);
        return this.exchange.quoteGiven(seq, event);
      case 'QuoteWithdrawn':
        return this.exchange.quotes.withdrawn(seq, event.body, event.recordedAt);
      default:
        terms.take(seq, event);
    }
  }

  private openAccount(seq: number, { path, type }: AccountOpened['body']): void {
    if (this.open.has(path)) throw new JournalFault('NotAllowedByBooks', seq, `${path} is already open.`);
    this.open.set(path, { path, type, lines: 0, balances: [] });
  }

  private post(seq: number, body: TransactionPosted['body'], recordedAt = ''): void {
    const { captures, exchange, imported = false, postings, reverses } = body;
    if (imported !== this.terms.isImporting) {
      const state = this.terms.isImporting ? 'History is still being imported' : 'The ledger is live';
      throw new JournalFault('NotAllowedByBooks', seq, `${state}, which the transaction contradicts.`);
    }
    if (exchange) this.exchange.take(seq, { exchange, postings, recordedAt });
    if (captures || exchange || reverses || !this.isPlain(seq, postings)) this.postExactly(seq, body);
    else this.postPlainly(seq, postings);
    this.transactions += 1;
    this.postings += postings.length;
  }

  /**
   * Posts a transaction that was read quickly; false, and nothing is done, where it is not of the kind that can be.
   * @param exactly gives its postings as they are written, should a figure have to be judged exactly
   * @throws JournalFault FiguresDiffer; NotAllowedByBooks at a currency that there is not
   */
  postQuickly(
    seq: number,
    { postings, count, isImported }: PlainTransaction<OpenedAccount>,
    exactly: () => readonly PostedPosting[],
  ): boolean {
    if (isImported !== this.terms.isImporting) return false;
    const code = postings[0]!.currency;
    let sum = 0;
    for (let i = 0; i < count; i += 1) {
      const { account, amount, currency, decimals, side } = postings[i]!;
      if (currency !== code || !account || this.isOfHouse(account)) return false;
      const balance = this.balanceOf(seq, account, currency);
      if (balance.currency.decimals !== decimals) return false;
      this.balances[i] = balance;
      sum += side === 'debit' ? amount : -amount;
    }
    if (sum !== 0) return false;
    for (let i = 0; i < count; i += 1) {
      const { account, amount, line, posted, side, version } = postings[i]!;
      const balance = this.balances[i]!;
      account!.lines += 1;
      const isRight =
        balance.addSmall(side, amount) === posted &&
        balance.version === version &&
        account!.lines === line &&
        balance.isFree;
      if (!isRight) requireFigures(seq, { posting: exactly()[i]!, account: account!, balance });
    }
    this.transactions += 1;
    this.postings += count;
    return true;
  }

  private postExactly(
    seq: number,
    { captures, exchange, postings, reverses }: TransactionPosted['body'],
  ): void {
    const changes = this.changesOf(seq, postings, exchange !== undefined);
    requireBalanced(seq, changes);
    if (captures) this.capture(seq, captures, changes);
    if (reverses) this.reversals?.take(seq, reverses, changes);
    for (const change of changes) {
      change.balance.add(change.posting.side, change.units);
      change.account.lines += 1;
      requireFigures(seq, change);
    }
  }

  /**
   * Whether the transaction is of the kind that nearly all are: one currency, amounts of few digits that balance. Its
   * balances and minor units are then at hand. Whatever is wrong with another one, the exact way finds.
   */
  private isPlain(seq: number, postings: readonly PostedPosting[]): boolean {
    const code = postings[0]!.currency;
    let sum = 0;
    for (let i = 0; i < postings.length; i += 1) {
      const { account, amount, currency, side } = postings[i]!;
      if (currency !== code || typeof amount !== 'string' || (side !== 'debit' && side !== 'credit'))
        return false;
      const opened = this.accountAt(seq, account);
      if (this.isOfHouse(opened)) return false;
      const balance = this.balanceOf(seq, opened, currency);
      const units = smallAmount(amount, balance.currency.decimals);
      this.balances[i] = balance;
      this.units[i] = units;
      sum += side === 'debit' ? units : -units;
    }
    return sum === 0;
  }

  private postPlainly(seq: number, postings: readonly PostedPosting[]): void {
    for (let i = 0; i < postings.length; i += 1) {
      const posting = postings[i]!;
      const balance = this.balances[i]!;
      const account = this.accountAt(seq, posting.account);
      account.lines += 1;
      const posted = balance.addSmall(posting.side, this.units[i]!);
      if (!hasFigures({ posting, account, balance }, posted))
        requireFigures(seq, { posting, account, balance });
    }
  }

  /** A capture gives back what it takes, and then some where it is the last, before it posts. */
  private capture(seq: number, { id, remaining, seq: placed }: Captures, changes: readonly Change[]): void {
    const hold = this.holds.at(seq, { id, seq: placed });
    if (remaining.length !== hold.lines.length)
      throw new JournalFault('NotAllowedByBooks', seq, `${id} holds ${hold.lines.length} postings.`);
    const units = hold.lines.map(({ balance }, i) => amountIn(seq, remaining[i], balance.currency));
    this.holds.capture(hold, seq, changes, units);
  }

  private hold(seq: number, event: HoldEvent): void {
    const changes = this.changesOf(seq, event.body.postings);
    if (event.type === 'HoldPlaced') {
      requireBalanced(seq, changes);
      this.holds.place(event.id ?? '', seq, changes);
    }
    const pointer = event.type === 'HoldPlaced' ? { id: event.id ?? '', seq: String(seq) } : event.body.hold;
    const hold = this.holds.at(seq, pointer);
    if (event.type === 'HoldIncremented') requireBalanced(seq, changes);
    if ('expiresAt' in event.body) hold.expiresAt = event.body.expiresAt;
    if (event.type === 'HoldExpired') this.holds.requireDue(hold, seq, event.recordedAt);
    const isEnd = event.type === 'HoldVoided' || event.type === 'HoldExpired';
    for (const change of changes) {
      if (isEnd) this.holds.release(hold, seq, change);
      else this.holds.add(hold, seq, change);
      change.account.lines += 1;
      requireFigures(seq, change);
    }
    if (isEnd) this.holds.end(hold, seq);
  }

  /** Whether positions rest on what is posted on the account, so that every posting is judged. */
  private isOfHouse({ type }: OpenedAccount): boolean {
    return type === 'equity' && this.exchange.isFunctional;
  }

  private changesOf(seq: number, postings: readonly PostedPosting[], isExchange = false): Change[] {
    const { isImporting } = this.terms;
    return postings.map((posting): Change => {
      const account = this.accountAt(seq, posting.account);
      if (this.isOfHouse(account)) this.exchange.requireEquity(seq, { ...posting, isExchange, isImporting });
      const balance = this.balanceOf(seq, account, posting.currency);
      if (posting.side !== 'debit' && posting.side !== 'credit')
        throw new JournalFault('MalformedEntry', seq, 'A posting has a side, debit or credit.');
      return { posting, account, balance, units: amountIn(seq, posting.amount, balance.currency) };
    });
  }

  private balanceOf(seq: number, { balances, type }: OpenedAccount, code: string): RunningBalance {
    for (const balance of balances) if (balance.currency.code === code) return balance;
    const currency = this.terms.requireCurrency(seq, code);
    const balance = new RunningBalance(currency, isDebitNormal(type));
    this.terms.amountIn(code);
    balances.push(balance);
    return balance;
  }

  private accountAt(seq: number, path: string): OpenedAccount {
    const account = this.open.get(path);
    if (!account) throw new JournalFault('NotAllowedByBooks', seq, `${path} is not open.`);
    return account;
  }
}
