import type { AccountOpened } from '../accounts/account';
import { covers } from '../accounts/path';
import { formatUnits } from '../money/amount';
import { Refusal } from '../refusal';
import { sides, type LedgerState } from '../state';
import { requireLive } from '../transactions/importing';
import { postTransaction, requireTimely } from '../transactions/transaction';
import type { TransactionDetails, TransactionPosted } from '../transactions/transaction';
import { dealOf, sidesOf, type Deal, type Dealt, type WantedDeal, type WantedSide } from './deal';
import { dealRates, quotedRates, type DealRates } from './deal-rates';
import { requireDeclared } from './declare-exchange';
import type { AmountOf, Exchange } from './exchange';
import { isFunctional, isOfPosition, type ExchangeDeclaration } from './exchange-declaration';
import { requireTwo } from './rates/rate-lookup';
import { functionalConversion } from './functional-conversion';
import { pointerTo, requireOpenQuote, type Quote } from './quotes/quotes';
import { requireSpread } from './spread';
import { isolatedConversion, isolatedCover, type Converted } from './isolated-conversion';

/** One side of a conversion; by a quote, the account alone. */
export type ConvertSide = Omit<WantedSide, 'currency'> & Partial<Pick<WantedSide, 'currency'>>;

/** Debits a customer in one currency and credits him in another. */
export interface Convert extends TransactionDetails, Omit<WantedDeal, 'debit' | 'credit'> {
  readonly type: 'Convert';
  readonly debit: ConvertSide;
  readonly credit: ConvertSide;
  /** Id of the quote that has both amounts and currencies; nothing else is then said of them. */
  readonly quote?: string;
  /** With a bank, at cost: the price of the bank is what it cost. */
  readonly cover?: true;
  /** The customer may get more than at mid. */
  readonly promotional?: true;
}

/**
 * Posts a conversion by the rates that are known now, also where it is effective earlier.
 * @param now RFC 3339, UTC, milliseconds
 * @throws Refusal, in this order: LedgerIsImporting, those of details (see {@link requireTimely}); ExchangeNotDeclared,
 * AccountIsReserved; those of a quote (see {@link requireOpenQuote}), QuoteNotForAccount;
 * CurrencyNotRegistered, PairOfOneCurrency, RateNotFound, RateTooOld; AmountHasWrongDecimals, AmountTooLarge, AmountIsZero;
 * SpreadIsNegative; then those of postings and limits
 */
export function convert(
  state: LedgerState,
  command: Convert,
  now: string,
): (AccountOpened | TransactionPosted)[] {
  const { type: _, debit: __, credit: ___, from: ____, price: _____, ...rest } = command;
  const { spreadBps: ______, cover, promotional: isWanted, quote: quoted, ...details } = rest;
  requireLive(state);
  requireTimely(state, details, now);
  const declaration = requireDeclared(state);
  requireOwn(declaration, command);
  const quote = quoted === undefined ? undefined : requireQuoteFor(state, command, now);
  const { deal, rates } = quote
    ? quotedDeal(state, declaration, { quote, to: command })
    : askedDeal(state, declaration, { command, now });
  const converted = rates
    ? rated(state, declaration, { deal, rates, isCover: cover ?? false })
    : isolatedCover(declaration, deal);
  const promotional = quote ? quote.promotional : isWanted;
  if (!promotional) requireSpread(converted.spread, converted.exchange.spread);
  const exchange = exchangeOf(deal, converted, {
    kind: cover ? 'cover' : 'conversion',
    ...(promotional && { promotional }),
    ...(quote && { quote: pointerTo(quote) }),
  });
  const post = { ...details, type: 'PostTransaction' as const, postings: converted.postings };
  return postTransaction(state, post, now, { exchange });
}

/** A deal, and the rates by which it is valued: none of a cover in isolated mode. */
interface RatedDeal {
  readonly deal: Deal;
  readonly rates: DealRates | undefined;
}

/** What the caller asks for, at the rates that are known now. @throws Refusal */
function askedDeal(
  state: LedgerState,
  declaration: ExchangeDeclaration,
  { command, now }: { readonly command: Convert; readonly now: string },
): RatedDeal {
  // Only by a quote are the currencies left out.
  const wanted = command as WantedDeal;
  const currencies = sidesOf(state, wanted);
  requireTwo(currencies.debit.code, currencies.credit.code);
  const isPlainCover = command.cover === true && !isFunctional(declaration);
  const rates = isPlainCover ? undefined : dealRates(state, declaration, currencies, now);
  return { deal: dealOf(wanted, currencies, rates), rates };
}

/** What a quote says, between the accounts of the caller. */
function quotedDeal(
  state: LedgerState,
  declaration: ExchangeDeclaration,
  { quote, to }: { readonly quote: Quote; readonly to: Convert },
): RatedDeal {
  const wanted = {
    debit: { ...quote.debit, account: to.debit.account },
    credit: { ...quote.credit, account: to.credit.account },
  };
  const currencies = sidesOf(state, wanted);
  const rates = quotedRates(declaration, quote.mids, currencies);
  return { deal: { ...dealOf(wanted, currencies, rates), fixed: quote.fixed }, rates };
}

function exchangeOf(
  { credit, debit }: Deal,
  { exchange: { legs, moves, spread, spreadIn } }: Converted,
  { kind, promotional, quote }: Pick<Exchange, 'kind' | 'promotional' | 'quote'>,
): Exchange {
  return {
    credit: amountOf(credit),
    debit: amountOf(debit),
    kind,
    ...(legs && { legs }),
    ...(moves && { moves }),
    ...(promotional && { promotional }),
    ...(quote && { quote }),
    spread,
    ...(spreadIn !== undefined && { spreadIn }),
  };
}

function rated(
  state: LedgerState,
  declaration: ExchangeDeclaration,
  { deal, rates, isCover }: { readonly deal: Deal; readonly rates: DealRates; readonly isCover: boolean },
): Converted {
  return isFunctional(declaration)
    ? functionalConversion(state, declaration, { deal, rates, isCover })
    : isolatedConversion(declaration, deal, rates);
}

/** What the house is open in is moved by the deal, and by nothing that the caller names. @throws Refusal AccountIsReserved */
function requireOwn(declaration: ExchangeDeclaration, wanted: Convert): void {
  for (const side of sides) {
    const { account } = wanted[side];
    if (account === declaration.liquidity || isOfPosition(declaration, account))
      throw new Refusal('AccountIsReserved', `${account} is the other side of each conversion.`, {
        side,
        account,
      });
  }
}

/** @throws Refusal those of a quote, QuoteNotForAccount */
function requireQuoteFor({ quotes }: LedgerState, { debit, credit, quote: id }: Convert, now: string): Quote {
  const quote = requireOpenQuote(quotes, id!, now);
  const { account } = quote;
  if (account === undefined || [debit, credit].some((side) => covers(account, side.account))) return quote;
  throw new Refusal('QuoteNotForAccount', `The quote ${quote.id} was given for ${account}.`, {
    quote: quote.id,
    account,
  });
}

function amountOf({ currency, units }: Dealt): AmountOf {
  return { amount: formatUnits(units, currency.decimals), currency: currency.code };
}
