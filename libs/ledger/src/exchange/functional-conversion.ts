import { formatUnits, type Currency } from '../money/amount';
import { requireCurrency } from '../money/currency';
import { Refusal, invariant } from '../refusal';
import type { LedgerState } from '../state';
import type { Posting } from '../transactions/posting';
import type { Deal, Dealt } from './deal';
import type { DealRates } from './deal-rates';
import type { PositionMove } from './exchange';
import type { DeclaredPosition, FunctionalExchange } from './exchange-declaration';
import type { Converted } from './isolated-conversion';
import { line } from './line';
import { moved, type Moved, type Position } from './position';
import { valueOf, type Amounts, type Sides } from './price';
import type { RateFound } from './rates/rate-lookup';

/** What both sides of a deal are worth, in minor units of the functional currency. */
interface Values {
  readonly debit: bigint;
  readonly credit: bigint;
}

/** A foreign side of a deal: the position that it moves. */
interface ForeignSide {
  readonly currency: Currency;
  readonly declared: DeclaredPosition;
  readonly found: RateFound;
  readonly before: Position;
  readonly after: Moved;
  /** Minor units, above 0 where the house gets some. */
  readonly by: bigint;
  readonly value: bigint;
}

/**
 * A conversion over positions: each foreign side moves the position of its currency at its value, at mid; what the debit
 * is worth more than the credit is the spread. A cover has none: its sides are worth the same.
 * @throws Refusal ExchangeNotDeclared of a currency without a position
 */
export function functionalConversion(
  state: LedgerState,
  declaration: FunctionalExchange,
  { deal, rates, isCover }: { readonly deal: Deal; readonly rates: DealRates; readonly isCover: boolean },
): Converted {
  const functional = requireCurrency(state, declaration.functional);
  const { debit, credit } = deal;
  const sides = { debit: debit.currency, credit: credit.currency };
  const amounts = { debit: debit.units, credit: credit.units };
  const atMid = valuesAtMid(sides, amounts, { rates, functional });
  const values = isCover ? atCost(atMid, credit.currency === functional) : atMid;
  const sideOf = (dealt: Dealt, by: bigint, value: bigint) =>
    dealt.currency === functional
      ? []
      : [foreignSide(state, declaration, { currency: dealt.currency, rates, by, value })];
  const foreign = [
    ...sideOf(debit, debit.units, values.debit),
    ...sideOf(credit, -credit.units, values.credit),
  ];
  const spread = values.debit - values.credit;
  return {
    postings: [
      ...line(debit.account, debit.currency, debit.units),
      ...foreign.flatMap((side) => postingsOf(side, functional, declaration)),
      ...line(declaration.results.spread, functional, -spread),
      ...line(credit.account, credit.currency, -credit.units),
    ],
    exchange: {
      moves: foreign
        .map((side) => moveOf(side, functional))
        .sort((a, b) => (a.currency < b.currency ? -1 : 1)),
      spread: formatUnits(spread, functional.decimals),
    },
    spread,
  };
}

/** What both amounts are worth at mid. */
export function valuesAtMid(
  sides: Sides,
  { debit, credit }: Amounts,
  { rates: { inFunctional }, functional }: { readonly rates: DealRates; readonly functional: Currency },
): Values {
  const worth = (units: bigint, currency: Currency) => {
    const rate = inFunctional.get(currency.code);
    return rate ? valueOf(units, currency, rate.mid, functional) : units;
  };
  return { debit: worth(debit, sides.debit), credit: worth(credit, sides.credit) };
}

/** What a bank takes for it is what it costs: the functional side, else the debit. */
function atCost({ debit, credit }: Values, isCreditFunctional: boolean): Values {
  const value = isCreditFunctional ? credit : debit;
  return { debit: value, credit: value };
}

function foreignSide(
  state: LedgerState,
  declaration: FunctionalExchange,
  {
    currency,
    rates,
    by,
    value,
  }: Pick<ForeignSide, 'currency' | 'by' | 'value'> & { readonly rates: DealRates },
): ForeignSide {
  const declared = requirePosition(declaration, currency.code);
  const before = openPosition(state, declared, declaration.functional);
  const found = rates.inFunctional.get(currency.code);
  invariant(found, 'each foreign currency of a deal was rated');
  return { currency, declared, found, before, after: moved(before, by, value), by, value };
}

/** @throws Refusal ExchangeNotDeclared */
export function requirePosition({ positions }: FunctionalExchange, currency: string): DeclaredPosition {
  const declared = positions.find((each) => each.currency === currency);
  if (declared) return declared;
  throw new Refusal('ExchangeNotDeclared', `Declare first a position in ${currency}.`, { currency });
}

/** What the house is open in a currency, and what that cost: the balances of its pair of accounts. */
export function openPosition(
  { accounts }: Pick<LedgerState, 'accounts'>,
  { currency, equivalent, position }: DeclaredPosition,
  functional: string,
): Position {
  const net = (path: string, code: string) => {
    const balance = accounts.get(path)?.balances.find((each) => each.currency.code === code);
    return balance ? balance.credits - balance.debits : 0n;
  };
  return { position: net(position, currency), equivalent: -net(equivalent, functional) };
}

function postingsOf(
  { currency, declared, before, after, by }: ForeignSide,
  functional: Currency,
  { results }: FunctionalExchange,
): Posting[] {
  return [
    ...line(declared.position, currency, -by),
    ...line(declared.equivalent, functional, after.equivalent - before.equivalent),
    ...line(results.realised, functional, -after.gain),
  ];
}

function moveOf({ currency, found, after, value }: ForeignSide, functional: Currency): PositionMove {
  const inFunctional = (units: bigint) => formatUnits(units, functional.decimals);
  return {
    closed: formatUnits(after.closed, currency.decimals),
    cost: inFunctional(after.cost),
    currency: currency.code,
    equivalent: inFunctional(after.equivalent),
    gain: inFunctional(after.gain),
    legs: found.legs,
    position: formatUnits(after.position, currency.decimals),
    value: inFunctional(value),
  };
}
