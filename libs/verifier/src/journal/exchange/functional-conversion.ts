import type { PositionMove } from '@ledger/exchange/exchange';
import { formatUnits, type Currency } from '@ledger/money/amount';
import type { Posting } from '@ledger/transactions/posting';
import type { Leg } from './chosen-rate';
import { worth, type Deal } from './dealt-amounts';
import type { Fraction } from './fraction';
import { lineOf } from './line';
import { movedPosition, type MovedPosition, type Open } from './moved-position';

/** Accounts on which the house keeps what it is open in a currency. */
export interface Pair {
  readonly currency: Currency;
  readonly equivalent: string;
  readonly position: string;
}

/** A ledger that counts what it is open in its functional currency. */
export interface House {
  readonly functional: Currency;
  /** @throws JournalFault where none are declared */
  pairOf(code: string): Pair;
  readonly results: { readonly realised: string; readonly spread: string };
}

/** What a customer is debited or credited. */
export interface Dealt {
  readonly account: string;
  readonly currency: Currency;
  /** Minor units. */
  readonly units: bigint;
}

/** The mid of a foreign currency in the functional one, and what it was made of. */
export interface Mid {
  readonly legs: readonly Leg[];
  readonly mid: Fraction;
}

/** A foreign side of a deal. */
interface ForeignMove {
  readonly pair: Pair;
  readonly before: Open;
  readonly after: MovedPosition;
  readonly legs: readonly Leg[];
  readonly movement: bigint;
  readonly value: bigint;
}

/** What a conversion comes to. */
export interface Conversion {
  /** Ascending by currency. */
  readonly moves: readonly PositionMove[];
  /** Minor units of the functional currency. */
  readonly spread: bigint;
  readonly lines: readonly Posting[];
}

/** How positions are before a deal, and by which mids it is valued. */
export interface Situation {
  openIn(pair: Pair): Open;
  midOf(code: string): Mid;
}

/** A conversion in functional mode: values, positions and postings (nos. 4 to 6 of the method). */
export function functionalConversion(
  house: House,
  deal: Deal<Dealt>,
  values: Deal<bigint>,
  situation: Situation,
): Conversion {
  const foreign = [
    ...movesOf(house, deal.debit.currency, { movement: deal.debit.units, value: values.debit }, situation),
    ...movesOf(
      house,
      deal.credit.currency,
      { movement: -deal.credit.units, value: values.credit },
      situation,
    ),
  ];
  const spread = values.debit - values.credit;
  return {
    moves: foreign.map((each) => moveOf(house, each)).sort((a, b) => (a.currency < b.currency ? -1 : 1)),
    spread,
    lines: [
      ...lineOf(deal.debit.account, deal.debit.currency, deal.debit.units),
      ...foreign.flatMap((each) => pairLines(house, each)),
      ...lineOf(house.results.spread, house.functional, -spread),
      ...lineOf(deal.credit.account, deal.credit.currency, -deal.credit.units),
    ],
  };
}

/** What both sides are worth, each at its mid. */
export function valuesAt(house: House, deal: Deal<Dealt>, { midOf }: Pick<Situation, 'midOf'>): Deal<bigint> {
  const valueOf = ({ currency, units }: Dealt) =>
    currency.code === house.functional.code
      ? units
      : worth(units, currency, midOf(currency.code).mid, house.functional);
  return { debit: valueOf(deal.debit), credit: valueOf(deal.credit) };
}

/** At cost, both sides are worth what the functional one is, or else the debit at its mid. */
export function valuesAtCost(
  house: House,
  deal: Deal<Dealt>,
  situation: Pick<Situation, 'midOf'>,
): Deal<bigint> {
  const values = valuesAt(house, deal, situation);
  const value = deal.credit.currency.code === house.functional.code ? values.credit : values.debit;
  return { debit: value, credit: value };
}

function movesOf(
  { functional, pairOf }: House,
  { code }: Currency,
  { movement, value }: Pick<ForeignMove, 'movement' | 'value'>,
  { midOf, openIn }: Situation,
): ForeignMove[] {
  if (code === functional.code) return [];
  const pair = pairOf(code);
  const before = openIn(pair);
  const after = movedPosition(before, movement, value);
  return [{ pair, before, after, legs: midOf(code).legs, movement, value }];
}

function moveOf(
  { functional }: House,
  { pair: { currency }, after, legs, value }: ForeignMove,
): PositionMove {
  const inFunctional = (units: bigint) => formatUnits(units, functional.decimals);
  return {
    closed: formatUnits(after.closed, currency.decimals),
    cost: inFunctional(after.cost),
    currency: currency.code,
    equivalent: inFunctional(after.equivalent),
    gain: inFunctional(after.gain),
    legs,
    position: formatUnits(after.position, currency.decimals),
    value: inFunctional(value),
  };
}

function pairLines(
  { functional, results }: House,
  { pair, before, after, movement }: ForeignMove,
): Posting[] {
  return [
    ...lineOf(pair.position, pair.currency, -movement),
    ...lineOf(pair.equivalent, functional, after.equivalent - before.equivalent),
    ...lineOf(results.realised, functional, -after.gain),
  ];
}
