import type { AccountOpened } from '../accounts/account';
import { formatUnits } from '../money/amount';
import { Refusal } from '../refusal';
import { sides, type LedgerState } from '../state';
import { requireLive } from '../transactions/importing';
import { postTransaction, requireTimely } from '../transactions/transaction';
import type { TransactionDetails, TransactionPosted } from '../transactions/transaction';
import { dealOf, sidesOf, type Deal, type Dealt, type WantedDeal } from './deal';
import { dealRates, type DealRates } from './deal-rates';
import { requireDeclared } from './declare-exchange';
import type { AmountOf } from './exchange';
import { isFunctional, type ExchangeDeclaration } from './exchange-declaration';
import { requireTwo } from './rate-lookup';
import { functionalConversion } from './functional-conversion';
import { isolatedConversion, isolatedCover, type Converted } from './isolated-conversion';

/** Debits a customer in one currency and credits him in another. */
export interface Convert extends TransactionDetails, WantedDeal {
  readonly type: 'Convert';
  /** With a bank, at cost: the price of the bank is what it cost. */
  readonly cover?: true;
  /** The customer may get more than at mid. */
  readonly promotional?: true;
}

/**
 * Posts a conversion by the rates that are known now, also where it is effective earlier.
 * @param now RFC 3339, UTC, milliseconds
 * @throws Refusal, in this order: LedgerIsImporting, those of details (see {@link requireTimely}); ExchangeNotDeclared,
 * AccountIsReserved; CurrencyNotRegistered, PairOfOneCurrency, RateNotFound, RateTooOld; AmountHasWrongDecimals, AmountTooLarge, AmountIsZero;
 * SpreadIsNegative; then those of postings and limits
 */
export function convert(
  state: LedgerState,
  command: Convert,
  now: string,
): (AccountOpened | TransactionPosted)[] {
  const { type: _, debit: __, credit: ___, from: ____, price: _____, ...rest } = command;
  const { spreadBps: ______, cover, promotional, ...details } = rest;
  requireLive(state);
  requireTimely(state, details, now);
  const declaration = requireDeclared(state);
  requireOwn(declaration, command);
  const currencies = sidesOf(state, command);
  requireTwo(currencies.debit.code, currencies.credit.code);
  const isPlainCover = cover === true && !isFunctional(declaration);
  const rates = isPlainCover ? undefined : dealRates(state, declaration, currencies, now);
  const deal = dealOf(command, currencies, rates);
  const converted = rates
    ? rated(state, declaration, { deal, rates, isCover: cover ?? false })
    : isolatedCover(declaration, deal);
  if (!promotional) requireSpread(converted);
  const { legs, moves, spread, spreadIn } = converted.exchange;
  const exchange = {
    credit: amountOf(deal.credit),
    debit: amountOf(deal.debit),
    kind: cover ? ('cover' as const) : ('conversion' as const),
    ...(legs && { legs }),
    ...(moves && { moves }),
    ...(promotional && { promotional }),
    spread,
    ...(spreadIn !== undefined && { spreadIn }),
  };
  const post = { ...details, type: 'PostTransaction' as const, postings: converted.postings };
  return postTransaction(state, post, now, { exchange });
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
function requireOwn({ liquidity, positions = [] }: ExchangeDeclaration, wanted: WantedDeal): void {
  for (const side of sides) {
    const { account } = wanted[side];
    const isOfHouse =
      account === liquidity ||
      positions.some(({ equivalent, position }) => account === position || account === equivalent);
    if (isOfHouse)
      throw new Refusal('AccountIsReserved', `${account} is the other side of each conversion.`, {
        side,
        account,
      });
  }
}

/** No customer gets more than at mid unless somebody wants that. @throws Refusal SpreadIsNegative */
function requireSpread({ exchange: { spread }, spread: units }: Converted): void {
  if (units >= 0n) return;
  throw new Refusal(
    'SpreadIsNegative',
    `The price is better for the customer than the mid: the house would lose ${spread.slice(1)}.`,
    { spread },
  );
}

function amountOf({ currency, units }: Dealt): AmountOf {
  return { amount: formatUnits(units, currency.decimals), currency: currency.code };
}
