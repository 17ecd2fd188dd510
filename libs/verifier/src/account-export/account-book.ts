import { isoCurrencies } from '@ledger/money/iso4217';
import type { Currency } from '@ledger/money/amount';
import { isDebitNormal } from '@ledger/accounts/normal-side';
import type { AccountType } from '@ledger/state';
import type { PostedPosting } from '@ledger/transactions/posting';
import type { Entry } from '@entries/entry';
import { ExportIncomplete } from '../export-fault';
import { JournalFault } from '../journal/fault';
import {
  amountIn,
  requireBalanced,
  requireClosing,
  requireFigures,
  type Change,
} from '../journal/figure-checks';
import { HoldBook, type HoldPointer, type OpenHold } from '../journal/hold-book';
import { RunningBalance } from '../journal/running-balance';
import { TermsBook } from '../journal/terms-book';

type Transaction = Extract<Entry, { type: 'TransactionPosted' }>;
type HoldEntry = Extract<Entry, { type: `Hold${string}` }>;
type Statement = Extract<Entry, { type: 'StatementIssued' }>;

interface Account {
  readonly path: string;
  lines: number;
  readonly balances: RunningBalance[];
}

/**
 * The books of one account, computed again from the entries that speak of it: every line on it counts, its figures come out,
 * and its holds are followed to their end. Of other accounts it knows what these entries say, and judges nothing.
 */
export class AccountBook {
  postings = 0;
  private type: AccountType | undefined;
  private readonly accounts = new Map<string, Account>();
  private readonly currencies = new Map<string, Currency>();
  private readonly holds = new HoldBook();
  private readonly terms = new TermsBook();

  constructor(private readonly path: string) {}

  /** Count of the account's lines: postings and what holds set aside or release. */
  get lines(): number {
    return this.accounts.get(this.path)?.lines ?? 0;
  }

  /**
   * @throws JournalFault where the entry says what cannot be
   * @throws ExportIncomplete PostingMissing where an entry before it was left out
   */
  take(seq: number, entry: Entry): void {
    switch (entry.type) {
      case 'AccountOpened':
        return this.open(seq, entry);
      case 'TransactionPosted':
        return this.post(seq, entry);
      case 'HoldPlaced':
      case 'HoldIncremented':
      case 'HoldVoided':
      case 'HoldExpired':
        return this.hold(seq, entry);
      case 'StatementIssued':
        return this.statement(seq, entry);
      default:
    }
  }

  /** An entry that opens another account may speak of this one all the same. */
  private open(seq: number, { body: { path, type } }: Extract<Entry, { type: 'AccountOpened' }>): void {
    if (path !== this.path) return;
    if (this.type !== undefined) throw new JournalFault('NotAllowedByBooks', seq, `${path} is already open.`);
    this.type = type;
  }

  private post(seq: number, { body: { captures, postings } }: Transaction): void {
    const changes = this.changesOf(seq, postings);
    requireBalanced(seq, changes);
    if (captures) {
      const hold = this.holdAt(seq, captures);
      if (captures.remaining.length !== hold.lines.length)
        throw new JournalFault('NotAllowedByBooks', seq, `${hold.id} holds ${hold.lines.length} postings.`);
      const remaining = hold.lines.map(({ balance }, i) =>
        amountIn(seq, captures.remaining[i], balance.currency),
      );
      this.holds.capture(hold, seq, changes, remaining);
    }
    for (const change of changes) {
      change.balance.add(change.posting.side, change.units);
      if (change.posting.account === this.path) this.postings += 1;
      this.requireLine(seq, change);
    }
  }

  private hold(seq: number, entry: HoldEntry): void {
    const { type, id, recordedAt, body } = entry;
    const changes = this.changesOf(seq, body.postings);
    if (type === 'HoldPlaced') this.holds.place(id, seq, changes);
    const hold = this.holdAt(seq, type === 'HoldPlaced' ? { id, seq: String(seq) } : entry.body.hold);
    if (type === 'HoldPlaced' || type === 'HoldIncremented') {
      requireBalanced(seq, changes);
      if (entry.body.expiresAt !== undefined) hold.expiresAt = entry.body.expiresAt;
    }
    if (type === 'HoldExpired') this.holds.requireDue(hold, seq, recordedAt);
    const isEnd = type === 'HoldVoided' || type === 'HoldExpired';
    for (const change of changes) {
      if (isEnd) this.holds.release(hold, seq, change);
      else this.holds.add(hold, seq, change);
      this.requireLine(seq, change);
    }
    if (isEnd) this.holds.end(hold, seq);
  }

  private statement(seq: number, { body }: Statement): void {
    if (body.path !== this.path) return;
    const { next } = this.terms.statementAfter(body.path);
    if (Number(body.number) > next)
      throw new ExportIncomplete(
        'PostingMissing',
        `Entry ${seq} issues statement ${body.number}, ${next} is missing.`,
      );
    this.terms.statementIssued(seq, body);
    requireClosing(seq, this.accountOf(this.path), body);
  }

  /** Lines and versions count without gaps: what is left out is missed. */
  private requireLine(seq: number, change: Change): void {
    const { posting, account, balance } = change;
    if (posting.account !== this.path) return;
    account.lines += 1;
    for (const [what, said, next] of [
      ['line', posting.line, account.lines],
      [`posting in ${posting.currency}`, posting.version, balance.version],
    ] as const) {
      if (Number(said) > next)
        throw new ExportIncomplete(
          'PostingMissing',
          `Entry ${seq} has ${what} ${said} of the account, ${next} is missing.`,
        );
    }
    requireFigures(seq, change);
  }

  /** A hold on the account whose placement is not there was left out. */
  private holdAt(seq: number, pointer: HoldPointer): OpenHold {
    if (!this.holds.has(pointer.id))
      throw new ExportIncomplete(
        'PostingMissing',
        `Entry ${pointer.seq}, to which entry ${seq} refers, is missing.`,
      );
    return this.holds.at(seq, pointer);
  }

  private changesOf(seq: number, postings: readonly PostedPosting[]): Change[] {
    return postings.map((posting) => {
      const account = this.accountOf(posting.account);
      const balance = this.balanceOf(account, posting);
      return { posting, account, balance, units: amountIn(seq, posting.amount, balance.currency) };
    });
  }

  private accountOf(path: string): Account {
    if (path === this.path && this.type === undefined)
      throw new ExportIncomplete('PostingMissing', 'The entry that opens the account is missing.');
    const account = this.accounts.get(path) ?? { path, lines: 0, balances: [] };
    this.accounts.set(path, account);
    return account;
  }

  private balanceOf({ path, balances }: Account, posting: PostedPosting): RunningBalance {
    const currency = this.currencyOf(posting);
    const known = balances.find((balance) => balance.currency === currency);
    if (known) return known;
    const isDebit = path === this.path && this.type !== undefined && isDebitNormal(this.type);
    const balance = new RunningBalance(currency, isDebit);
    balances.push(balance);
    return balance;
  }

  /** One scale per code: that of ISO 4217, or else the one that its first amount is written with. */
  private currencyOf({ amount, currency: code }: PostedPosting): Currency {
    const known = isoCurrencies.get(code) ?? this.currencies.get(code);
    if (known) return known;
    const [, fraction = ''] = amount.split('.');
    const currency = { code, decimals: fraction.length, name: code };
    this.currencies.set(code, currency);
    return currency;
  }
}
