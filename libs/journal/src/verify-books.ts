import { amountPattern, formatUnits, parseAmount, parseDecimals, type Currency } from '@ledger/amount';
import { isoCurrencies } from '@ledger/iso4217';
import type { LedgerEvent } from '@ledger/ledger';
import { isDebitNormal, type AccountType } from '@ledger/state';
import type { PostedPosting } from '@ledger/posting';
import { JournalFault } from './verify-fault';

/** What all postings of an account in one currency add up to, in minor units. */
export interface BookBalance {
  readonly currency: Currency;
  debits: bigint;
  credits: bigint;
  /** Count of postings. */
  version: number;
  /** Sum of the posted figures after each posting: it changes when any of them does. */
  postedSum: bigint;
}

export interface BookAccount {
  readonly path: string;
  readonly type: AccountType;
  readonly balances: BookBalance[];
}

/** A posting and what it changes. */
interface Change {
  readonly posting: PostedPosting;
  readonly account: BookAccount;
  readonly balance: BookBalance;
  readonly units: bigint;
}

/**
 * The books as the postings of a journal make them, added up anew and without the product's own rules, so that a
 * fault in those does not hide itself.
 */
export class Books {
  readonly accounts = new Map<string, BookAccount>();
  transactions = 0;
  postings = 0;
  private readonly currencies = new Map<string, Currency>();

  /** @throws JournalFault PostingsDoNotBalance, FiguresDiffer, NotAllowedByBooks */
  take(seq: number, event: LedgerEvent): void {
    switch (event.type) {
      case 'LedgerOpened':
      case 'KeyRegistered':
      case 'ChartDeclared':
      case 'PeriodClosed':
      case 'PeriodReopened':
      case 'ImportEnded':
      case 'VelocityLimitsSet':
        return;
      case 'CurrencyRegistered': {
        const { code, decimals, name } = event.body;
        if (this.currencies.has(code))
          throw new JournalFault('NotAllowedByBooks', seq, `${code} is registered already.`);
        this.currencies.set(code, { code, decimals: parseDecimals(decimals), name });
        return;
      }
      case 'AccountOpened': {
        const { path, type } = event.body;
        if (this.accounts.has(path))
          throw new JournalFault('NotAllowedByBooks', seq, `${path} is open already.`);
        this.accounts.set(path, { path, type, balances: [] });
        return;
      }
      case 'AccountChanged':
      case 'AccountFrozen':
      case 'AccountUnfrozen':
      case 'AccountClosed':
      case 'StatementIssued':
        this.accountAt(seq, event.body.path);
        return;
      case 'TransactionPosted':
        return this.post(seq, event.body.postings);
    }
    throw new JournalFault('MalformedEntry', seq, 'The entry is of an unknown type.');
  }

  private post(seq: number, postings: readonly PostedPosting[]): void {
    const sums = new Map<string, bigint>();
    const changes = postings.map((posting): Change => {
      const account = this.accountAt(seq, posting.account);
      const balance = this.balanceOf(seq, account, posting.currency);
      const units = unitsIn(seq, posting, balance.currency);
      const sum = sums.get(posting.currency) ?? 0n;
      sums.set(posting.currency, posting.side === 'debit' ? sum + units : sum - units);
      return { posting, account, balance, units };
    });
    for (const [code, sum] of sums) {
      if (sum !== 0n)
        throw new JournalFault('PostingsDoNotBalance', seq, `The postings in ${code} do not balance.`);
    }
    for (const change of changes) apply(seq, change);
    this.transactions += 1;
    this.postings += postings.length;
  }

  private balanceOf(seq: number, { balances }: BookAccount, code: string): BookBalance {
    const known = balances.find((balance) => balance.currency.code === code);
    if (known) return known;
    const currency = this.currencyOf(code);
    if (!currency) throw new JournalFault('NotAllowedByBooks', seq, `${code} is not registered.`);
    const balance = { currency, debits: 0n, credits: 0n, version: 0, postedSum: 0n };
    balances.push(balance);
    return balance;
  }

  private accountAt(seq: number, path: string): BookAccount {
    const account = this.accounts.get(path);
    if (!account) throw new JournalFault('NotAllowedByBooks', seq, `${path} is not open.`);
    return account;
  }

  /** The journal's own registration first: an ISO list that came later may have the code too. */
  private currencyOf(code: string): Currency | undefined {
    return this.currencies.get(code) ?? isoCurrencies.get(code);
  }
}

/** @throws JournalFault FiguresDiffer where the entry kept other figures than come out */
function apply(seq: number, { posting, account, balance, units }: Change): void {
  if (posting.side === 'debit') balance.debits += units;
  else balance.credits += units;
  balance.version += 1;
  const { debits, credits, version, currency } = balance;
  const posted = isDebitNormal(account.type) ? debits - credits : credits - debits;
  balance.postedSum += posted;
  const text = formatUnits(posted, currency.decimals);
  if (posting.posted !== text || posting.available !== text || posting.version !== String(version)) {
    throw new JournalFault(
      'FiguresDiffer',
      seq,
      `${posting.account} has ${text} ${currency.code} after ${version} postings, ` +
        `the entry says ${posting.posted}, ${posting.available} available, after ${posting.version}.`,
    );
  }
}

function unitsIn(seq: number, { amount, side }: PostedPosting, currency: Currency): bigint {
  if ((side !== 'debit' && side !== 'credit') || typeof amount !== 'string' || !amountPattern.test(amount)) {
    throw new JournalFault(
      'MalformedEntry',
      seq,
      'A posting has a side, debit or credit, and an exact amount.',
    );
  }
  try {
    return parseAmount(amount, currency);
  } catch (error) {
    throw new JournalFault('MalformedEntry', seq, error instanceof Error ? error.message : String(error));
  }
}
