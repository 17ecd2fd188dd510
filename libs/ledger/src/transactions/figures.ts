import { fits, formatUnits, unitsOf, type Currency } from '../money/amount';
import type { ParsedPosting, PostedPosting, Posting } from './posting';
import { Refusal } from '../refusal';
import { isDebitNormal, postedBalance, setAside } from '../accounts/normal-side';
import type { Account, Balance, LedgerState } from '../state';

/** One line of a transaction or a hold as the rules know it. */
type Line = ParsedPosting;

/** A balance while a command is being decided; the account may not be open yet. Minor units. */
interface Draft {
  readonly account: Account;
  readonly currency: Currency;
  readonly isDebitNormal: boolean;
  readonly before: { readonly posted: bigint; readonly available: bigint };
  debits: bigint;
  credits: bigint;
  heldDebits: bigint;
  heldCredits: bigint;
  version: number;
  /** Shared by all balances of the account. */
  readonly counter: { lines: number };
}

/**
 * The balances that a command touches, as they will be. Nothing is judged before {@link requireWithinLimits}: only
 * where a balance ends counts.
 */
export class Figures {
  private readonly drafts: Draft[] = [];

  /** Adds a posting. */
  post(line: Line): PostedPosting {
    const draft = this.draftOf(line);
    if (line.posting.side === 'debit') draft.debits += line.units;
    else draft.credits += line.units;
    draft.version += 1;
    draft.counter.lines += 1;
    return figuresAfter(line.posting, draft);
  }

  /** Sets the line's units aside; where they are negative, releases as many. */
  hold(line: Line, units: bigint): PostedPosting {
    const draft = this.keepBack(line, units);
    draft.counter.lines += 1;
    return figuresAfter(line.posting, draft);
  }

  /** Releases what a line of a hold keeps back where no line of an entry says so, as in a capture. */
  release(line: Line): void {
    this.keepBack(line, -line.units);
  }

  /** @throws Refusal AmountTooLarge, BalanceBelowMinimum, BalanceAboveMaximum; `lines` show which posting it is about */
  requireWithinLimits(lines: readonly Line[]): void {
    for (const draft of this.drafts) requireWithinLimits(draft, lines);
  }

  private keepBack(line: Line, units: bigint): Draft {
    const draft = this.draftOf(line);
    if (line.posting.side === 'debit') draft.heldDebits += units;
    else draft.heldCredits += units;
    return draft;
  }

  private draftOf({ account, currency }: Line): Draft {
    let counter: Draft['counter'] | undefined;
    for (const draft of this.drafts) {
      if (draft.account !== account) continue;
      if (draft.currency === currency) return draft;
      counter = draft.counter;
    }
    const balance = balanceOf(account, currency) ?? { ...untouched, currency };
    const { debits, credits, held, version } = balance;
    const draft: Draft = {
      account,
      currency,
      isDebitNormal: isDebitNormal(account.terms.type),
      before: { posted: postedOf(account, balance), available: availableOf(account, balance) },
      debits,
      credits,
      heldDebits: held?.debits ?? 0n,
      heldCredits: held?.credits ?? 0n,
      version,
      counter: counter ?? { lines: account.lines },
    };
    this.drafts.push(draft);
    return draft;
  }
}

const untouched: Omit<Balance, 'currency'> = { debits: 0n, credits: 0n, held: null, version: 0 };

export function balanceOf(account: Account, currency: Currency): Balance | undefined {
  return account.balances.find((balance) => balance.currency.code === currency.code);
}

/** On the normal side, in minor units. */
export function postedOf(account: Account, { debits, credits }: Balance): bigint {
  return postedBalance(isDebitNormal(account.terms.type), debits, credits);
}

/** What is posted less what holds would take out, on the normal side, in minor units. What they would bring never counts. */
export function availableOf(account: Account, balance: Balance): bigint {
  const posted = postedOf(account, balance);
  if (balance.held === null) return posted;
  const { debits, credits } = balance.held;
  return posted - setAside(isDebitNormal(account.terms.type), debits, credits);
}

function figuresAfter({ account, amount, currency, side }: Posting, draft: Draft): PostedPosting {
  const { decimals } = draft.currency;
  const posted = postedIn(draft);
  const available = availableIn(draft);
  const text = formatUnits(posted, decimals);
  return {
    account,
    amount,
    available: available === posted ? text : formatUnits(available, decimals),
    currency,
    line: String(draft.counter.lines),
    posted: text,
    side,
    version: String(draft.version),
  };
}

function postedIn(draft: Draft): bigint {
  return postedBalance(draft.isDebitNormal, draft.debits, draft.credits);
}

function availableIn(draft: Draft): bigint {
  return postedIn(draft) - setAside(draft.isDebitNormal, draft.heldDebits, draft.heldCredits);
}

/**
 * The minimum balance is judged by what is available, the maximum by what is posted, which is never less. A balance
 * that is already beyond a limit may come nearer to it, as when a credit line was lowered.
 */
function requireWithinLimits(draft: Draft, lines: readonly Line[]): void {
  const { account, currency, before, debits, heldDebits, credits, heldCredits } = draft;
  const facts = () => ({
    posting: lines.findIndex((line) => line.account === account && line.currency === currency),
    account: account.path,
    currency: currency.code,
  });
  if (!fits(debits + heldDebits) || !fits(credits + heldCredits)) {
    throw new Refusal(
      'AmountTooLarge',
      `The total of ${account.path} in ${currency.code} would have more than 38 digits.`,
      facts(),
    );
  }
  const limit = account.terms.limits.find((each) => each.currency === currency.code);
  if (!limit) return;
  const { minimum, maximum } = limit;
  const text = (units: bigint) => formatUnits(units, currency.decimals);
  const available = availableIn(draft);
  if (minimum !== undefined && available < before.available && available < unitsOf(minimum)) {
    const figures = {
      available: text(before.available),
      needed: text(before.available - available),
      minimum,
    };
    throw new Refusal(
      'BalanceBelowMinimum',
      `Insufficient funds: ${account.path} has ${figures.available} ${currency.code} available, ${figures.needed} ${currency.code} needed, minimum balance ${minimum} ${currency.code}.`,
      { ...facts(), ...figures, headroom: text(headroom(before.available - unitsOf(minimum))) },
    );
  }
  const posted = postedIn(draft);
  if (maximum !== undefined && posted > before.posted && posted > unitsOf(maximum)) {
    const figures = { posted: text(before.posted), added: text(posted - before.posted), maximum };
    throw new Refusal(
      'BalanceAboveMaximum',
      `Balance limit exceeded: ${account.path} has ${figures.posted} ${currency.code}, ${figures.added} ${currency.code} would be added, maximum balance ${maximum} ${currency.code}.`,
      { ...facts(), ...figures, headroom: text(headroom(unitsOf(maximum) - before.posted)) },
    );
  }
}

function headroom(units: bigint): bigint {
  return units > 0n ? units : 0n;
}

/** The account's balance in the state, to be changed; where there is none yet, a new one. */
export function changedBalance({ undo }: LedgerState, account: Account, currency: Currency): Balance {
  const known = balanceOf(account, currency);
  if (known) return undo.keep(known);
  const balance = { currency, debits: 0n, credits: 0n, version: 0, held: null };
  // Concatenated, because a spread leaves room for sixteen more: 136 bytes an account.
  undo.keep(account).balances = account.balances.concat(balance);
  return balance;
}
