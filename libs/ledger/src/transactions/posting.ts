import { openByChart, termsOf, type AccountOpened } from '../accounts/account';
import { isFrozenOn } from '../accounts/account-status';
import { formatUnits, parseAmount, type Currency } from '../money/amount';
import { requireCurrency } from '../money/currency';
import { requireEquityOf } from '../exchange/equity';
import { Refusal, invariant } from '../refusal';
import { noSides, type Account, type LedgerState, type Side } from '../state';

/** Fewest and most postings of one transaction. */
export const postingsMin = 2;
export const postingsMax = 256;

/** One line of a transaction; the amount is zero or more, in decimal text. */
export interface Posting {
  readonly account: string;
  readonly amount: string;
  readonly currency: string;
  readonly side: Side;
}

/** A posting with the account's figures in that currency right after it, on the account's normal side. */
export interface PostedPosting extends Posting {
  readonly available: string;
  /**
   * Count of the account's lines so far, this one included: postings and what holds set aside or release, in every
   * currency. It has no gap, so a line that somebody leaves out is missed.
   */
  readonly line: string;
  readonly posted: string;
  /** Count of the account's postings in this currency, this one included. */
  readonly version: string;
}

/** A posting whose account, which may not be open yet, currency and amount were found to be right. */
export interface ParsedPosting {
  readonly posting: Posting;
  readonly account: Account;
  readonly currency: Currency;
  readonly units: bigint;
}

export const opposite: Record<Side, Side> = { debit: 'credit', credit: 'debit' };

/** Of a transaction, and of a hold. */
export function requireCounted(postings: readonly Posting[]): void {
  invariant(postings.length >= postingsMin && postings.length <= postingsMax, 'the edge counts postings');
}

/**
 * Opens by the chart what is not open, in `opened`. A capture is let through where a freeze excepts holds, an exchange
 * on accounts of positions.
 * @throws Refusal, posting by posting, those of an account that takes no posting, or not this one
 */
export function parsePostings(
  state: LedgerState,
  postings: readonly Posting[],
  {
    opened = [],
    isCapture = false,
    isExchange = false,
  }: {
    readonly opened?: AccountOpened[];
    readonly isCapture?: boolean;
    readonly isExchange?: boolean;
  } = {},
): ParsedPosting[] {
  const drafts = new Map<string, Account>();
  return postings.map((posting, index) => {
    const account =
      state.accounts.get(posting.account) ??
      drafts.get(posting.account) ??
      draftAccount(state, posting, index, opened);
    drafts.set(account.path, account);
    requirePostable(account, { side: posting.side, isCapture, index });
    const currency = requireCurrency(state, posting.currency, { posting: index });
    requireAccepted(account, currency, index);
    if (account.terms.type === 'equity' && state.exchange)
      requireEquityOf(state, { account: posting.account, currency: posting.currency, index, isExchange });
    return { posting, account, currency, units: parseAmount(posting.amount, currency, { posting: index }) };
  });
}

function draftAccount(
  state: LedgerState,
  { account: path }: Posting,
  index: number,
  opened: AccountOpened[],
): Account {
  const event = openByChart(state, path, opened);
  if (!event) {
    throw new Refusal(
      'AccountNotOpen',
      `Open ${path} first, or declare a pattern of the chart that matches it.`,
      {
        posting: index,
        account: path,
      },
    );
  }
  opened.push(event);
  return { path, terms: termsOf(event.body), status: 'open', exceptHolds: noSides, lines: 0, balances: [] };
}

function requirePostable(
  { path, status, exceptHolds }: Account,
  { side, isCapture, index: posting }: { side: Side; isCapture: boolean; index: number },
): void {
  if (status === 'open') return;
  if (status === 'closed')
    throw new Refusal('AccountIsClosed', `${path} is permanently closed.`, { posting, account: path });
  if (isFrozenOn(status, side) && !(isCapture && exceptHolds.includes(side))) {
    throw new Refusal('AccountIsFrozen', `${path} takes no ${side}s while it is ${status}.`, {
      posting,
      account: path,
      side,
      accountStatus: status,
    });
  }
}

function requireAccepted({ path, terms }: Account, { code }: Currency, posting: number): void {
  if (terms.currencies === null || terms.currencies.includes(code)) return;
  throw new Refusal('CurrencyNotAccepted', `${path} accepts ${terms.currencies.join(', ')}, not ${code}.`, {
    posting,
    account: path,
    currency: code,
    accepted: terms.currencies,
  });
}

/** Counts the lines of an entry on their accounts. */
export function countLines({ accounts, undo }: LedgerState, postings: readonly Posting[]): void {
  for (const { account } of postings) undo.keep(accounts.get(account)!).lines += 1;
}

export function requireBalanced(parsed: readonly ParsedPosting[]): void {
  const sums = new Map<Currency, { debit: bigint; credit: bigint }>();
  for (const { posting, currency, units } of parsed) {
    const sum = sums.get(currency) ?? { debit: 0n, credit: 0n };
    sum[posting.side] += units;
    sums.set(currency, sum);
  }
  for (const [{ code, decimals }, { debit, credit }] of sums) {
    if (debit === credit) continue;
    const debits = formatUnits(debit, decimals);
    const credits = formatUnits(credit, decimals);
    throw new Refusal(
      'PostingsDoNotBalance',
      `In ${code} the debits are ${debits} and the credits ${credits}.`,
      {
        currency: code,
        debits,
        credits,
      },
    );
  }
}
