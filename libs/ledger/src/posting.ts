import { openByChart, termsOf, type AccountOpened } from './account';
import { fits, formatUnits, parseAmount, unitsOf, type Currency } from './amount';
import { requireCurrency } from './currency';
import { Refusal, invariant } from './refusal';
import { isDebitNormal, type Account, type Balance, type LedgerState, type Side } from './state';

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
  readonly posted: string;
  /** Count of the account's postings in this currency, this one included. */
  readonly version: string;
}

/** A balance while a transaction is being decided; the account may not be open yet. */
interface Draft {
  readonly account: Account;
  readonly currency: Currency;
  readonly before: bigint;
  debits: bigint;
  credits: bigint;
  version: number;
}

interface ParsedPosting {
  readonly posting: Posting;
  readonly account: Account;
  readonly currency: Currency;
  readonly units: bigint;
}

export function parsePostings(
  state: LedgerState,
  postings: readonly Posting[],
  opened: AccountOpened[],
): ParsedPosting[] {
  invariant(postings.length >= postingsMin && postings.length <= postingsMax, 'the edge counts postings');
  const drafts = new Map<string, Account>();
  return postings.map((posting, index) => {
    const account =
      state.accounts.get(posting.account) ??
      drafts.get(posting.account) ??
      draftAccount(state, posting, index, opened);
    drafts.set(account.path, account);
    requirePostable(account, posting.side, index);
    const currency = requireCurrency(state, posting.currency, { posting: index });
    requireAccepted(account, currency, index);
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
  return { path, terms: termsOf(event.body), status: 'open', balances: [] };
}

function requirePostable({ path, status }: Account, side: Side, posting: number): void {
  if (status === 'open') return;
  if (status === 'closed')
    throw new Refusal('AccountIsClosed', `${path} was closed for good.`, { posting, account: path });
  if (status === 'frozen' || status === `${side}-frozen`) {
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

/** Runs the postings over drafts of the balances, then judges where each balance ends. */
export function settle(parsed: readonly ParsedPosting[]): PostedPosting[] {
  const drafts: Draft[] = [];
  const postings = parsed.map((line): PostedPosting => {
    const draft = draftOf(drafts, line);
    if (line.posting.side === 'debit') draft.debits += line.units;
    else draft.credits += line.units;
    draft.version += 1;
    const { account, amount, currency, side } = line.posting;
    const figure = formatUnits(onNormalSide(draft), draft.currency.decimals);
    return {
      account,
      amount,
      available: figure,
      currency,
      posted: figure,
      side,
      version: String(draft.version),
    };
  });
  for (const draft of drafts) requireWithinLimits(draft, parsed);
  return postings;
}

function draftOf(drafts: Draft[], { account, currency }: ParsedPosting): Draft {
  const known = drafts.find((draft) => draft.account === account && draft.currency === currency);
  if (known) return known;
  const { debits, credits, version } = balanceOf(account, currency) ?? {
    debits: 0n,
    credits: 0n,
    version: 0,
  };
  const draft = { account, currency, before: signed(account, debits, credits), debits, credits, version };
  drafts.push(draft);
  return draft;
}

export function balanceOf(account: Account, currency: Currency): Balance | undefined {
  return account.balances.find((balance) => balance.currency.code === currency.code);
}

function onNormalSide({ account, debits, credits }: Draft): bigint {
  return signed(account, debits, credits);
}

function signed(account: Account, debits: bigint, credits: bigint): bigint {
  return isDebitNormal(account.terms.type) ? debits - credits : credits - debits;
}

/** A balance that is already beyond a limit may come nearer to it, as when a credit line was lowered. */
function requireWithinLimits(draft: Draft, parsed: readonly ParsedPosting[]): void {
  const { account, currency, before } = draft;
  const after = onNormalSide(draft);
  const facts = () => ({
    posting: parsed.findIndex((line) => line.account === account && line.currency === currency),
    account: account.path,
    currency: currency.code,
  });
  if (!fits(draft.debits) || !fits(draft.credits)) {
    throw new Refusal(
      'AmountTooLarge',
      `The total of ${account.path} in ${currency.code} would have more than 38 digits.`,
      facts(),
    );
  }
  const limit = account.terms.limits.find((each) => each.currency === currency.code);
  if (!limit) return;
  const { least, greatest } = limit;
  const text = (units: bigint) => formatUnits(units, currency.decimals);
  if (least !== undefined && after < before && after < unitsOf(least)) {
    const figures = { available: text(before), needed: text(before - after), least };
    throw new Refusal(
      'BalanceBelowLeast',
      `${account.path} has ${figures.available} ${currency.code} available, ${figures.needed} ${currency.code} are needed, its least balance is ${least} ${currency.code}.`,
      { ...facts(), ...figures },
    );
  }
  if (greatest !== undefined && after > before && after > unitsOf(greatest)) {
    const figures = { available: text(before), added: text(after - before), greatest };
    throw new Refusal(
      'BalanceAboveGreatest',
      `${account.path} has ${figures.available} ${currency.code}, ${figures.added} ${currency.code} would come in, its greatest balance is ${greatest} ${currency.code}.`,
      { ...facts(), ...figures },
    );
  }
}
