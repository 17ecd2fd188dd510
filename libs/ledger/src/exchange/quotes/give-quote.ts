import { formatUnits } from '../../money/amount';
import { requireCurrency } from '../../money/currency';
import { Refusal } from '../../refusal';
import type { LedgerState, Side } from '../../state';
import { requireLive } from '../../transactions/importing';
import { amountsOf, sidesOf, type DealtAmounts, type WantedAmounts } from '../deal';
import { dealRates, type DealRates } from '../deal-rates';
import { requireDeclared } from '../declare-exchange';
import type { AmountOf } from '../exchange';
import { isFunctional, type ExchangeDeclaration } from '../exchange-declaration';
import { requirePosition, valuesAtMid } from '../functional-conversion';
import { atMid } from '../isolated-conversion';
import type { Price, Sides } from '../price';
import type { QuotedDeal, QuotedMid, QuotedPrice } from './quoted-deal';
import { keepQuote } from './quotes';
import { requireTwo } from '../rates/rate-lookup';
import { requireSpread } from '../spread';

/** How long a quote can be used, in milliseconds: 24 hours. */
const quoteMs = 24 * 3_600_000;

/** Offers a deal: both amounts are firm until it expires. */
export interface GiveQuote extends WantedAmounts {
  readonly type: 'GiveQuote';
  /** Path of a node: one of both accounts of the conversion is it, or below it. Absent where anybody may use it. */
  readonly account?: string;
  /** RFC 3339, UTC, milliseconds; from then on nobody can use it. */
  readonly expiresAt: string;
  /** The customer may get more than at mid. */
  readonly promotional?: true;
}

/** A deal was offered. */
export interface QuoteGiven {
  readonly type: 'QuoteGiven';
  readonly body: QuotedDeal;
}

/**
 * Offers a deal at the rates that are known now. Nothing is held: accounts and limits are checked when it is used.
 * @param now RFC 3339, UTC, milliseconds
 * @throws Refusal, in this order: LedgerIsImporting, ExchangeNotDeclared, ExpiryInPast, ExpiryTooLate;
 * CurrencyNotRegistered, PairOfOneCurrency, ExchangeNotDeclared of a currency without a position, RateNotFound, RateTooOld;
 * AmountHasWrongDecimals, AmountTooLarge, AmountIsZero; SpreadIsNegative
 */
export function giveQuote(state: LedgerState, command: GiveQuote, now: string): QuoteGiven[] {
  const { account, expiresAt, promotional } = command;
  requireLive(state);
  const declaration = requireDeclared(state);
  requireSoon(expiresAt, now);
  const sides = sidesOf(state, command);
  requireTwo(sides.debit.code, sides.credit.code);
  if (isFunctional(declaration))
    for (const { code } of [sides.debit, sides.credit])
      if (code !== declaration.functional) requirePosition(declaration, code);
  const rates = dealRates(state, declaration, sides, now);
  const amounts = amountsOf(command, sides, rates);
  if (!promotional) requireSpread(...spreadOf(state, declaration, { amounts, rates, sides }));
  const amountOf = (side: Side): AmountOf => ({
    amount: formatUnits(amounts[side], sides[side].decimals),
    currency: sides[side].code,
  });
  const body = {
    ...(account !== undefined && { account }),
    credit: amountOf('credit'),
    debit: amountOf('debit'),
    expiresAt,
    fixed: amounts.fixed,
    mids: midsOf(rates, sides),
    ...(amounts.price && { price: priceOf(command, amounts.price) }),
    ...(promotional && { promotional }),
  };
  return [{ type: 'QuoteGiven', body }];
}

/** @throws Refusal ExpiryInPast, ExpiryTooLate */
function requireSoon(expiresAt: string, now: string): void {
  if (expiresAt <= now)
    throw new Refusal('ExpiryInPast', `${expiresAt} must be later than now: it is ${now}.`, {
      expiresAt,
      now,
    });
  const latest = new Date(Date.parse(now) + quoteMs).toISOString();
  if (expiresAt > latest)
    throw new Refusal('ExpiryTooLate', `A quote is firm for 24 hours at most, until ${latest}.`, {
      expiresAt,
      latest,
    });
}

/** What the house would earn: minor units, and as text. */
function spreadOf(
  state: LedgerState,
  declaration: ExchangeDeclaration,
  {
    amounts,
    rates,
    sides,
  }: { readonly amounts: DealtAmounts; readonly rates: DealRates; readonly sides: Sides },
): [units: bigint, text: string] {
  if (!isFunctional(declaration)) {
    const { spread, spreadIn } = atMid(sides, amounts, rates);
    return [spread, formatUnits(spread, spreadIn.decimals)];
  }
  const functional = requireCurrency(state, declaration.functional);
  const { debit, credit } = valuesAtMid(sides, amounts, { rates, functional });
  return [debit - credit, formatUnits(debit - credit, functional.decimals)];
}

function midsOf({ inFunctional, pair }: DealRates, { debit }: Sides): QuotedMid[] {
  if (inFunctional.size === 0) return [{ currency: debit.code, legs: pair.legs }];
  return [...inFunctional]
    .map(([currency, { legs }]) => ({ currency, legs }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

function priceOf({ from, price, spreadBps = '0' }: GiveQuote, { base, counter, value }: Price): QuotedPrice {
  if (price) return { base, counter, value };
  return { base, counter, ...(from === 'side' && { from }), spreadBps, value };
}

/** By a quote, currencies were exchanged as it is declared: what it counts on stays. */
export function quoteGiven(
  state: LedgerState,
  body: QuoteGiven['body'],
  { id, recordedAt, seq }: { readonly id: string; readonly recordedAt: string; readonly seq: number },
): void {
  state.isExchangeUsed = true;
  keepQuote(state.quotes, { ...body, id, seq }, recordedAt);
}
