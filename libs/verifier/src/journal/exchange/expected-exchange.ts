import {
  isFunctional,
  type ExchangeDeclaration,
  type FunctionalExchange,
} from '@ledger/exchange/exchange-declaration';
import { formatUnits } from '@ledger/money/amount';
import { JournalFault } from '../fault';
import { chosenRate, type ChosenRate } from './chosen-rate';
import type { Deal } from './dealt-amounts';
import {
  functionalConversion,
  valuesAt,
  valuesAtCost,
  type Dealt,
  type House,
  type Mid,
  type Situation,
} from './functional-conversion';
import { isolatedConversion, isolatedCover } from './isolated-conversion';
import { netOf, type Expected, type Known, type PlacedExchange } from './placed-exchange';
import { midOver } from './mid-over';
import type { RateBook } from './rate-book';

/** What is known where an exchange is decided. */
export interface Circumstances {
  readonly declaration: ExchangeDeclaration;
  readonly known: Known;
  readonly rates: RateBook;
}

/** What a conversion or a cover comes to. @throws JournalFault where that cannot be said */
export function expectedExchange(
  placed: PlacedExchange,
  deal: Deal<Dealt>,
  circumstances: Circumstances,
): Expected {
  const { declaration } = circumstances;
  return isFunctional(declaration)
    ? functional(placed, deal, circumstances, declaration)
    : isolated(placed, deal, circumstances);
}

function functional(
  placed: PlacedExchange,
  deal: Deal<Dealt>,
  circumstances: Circumstances,
  declaration: FunctionalExchange,
): Expected {
  const house = houseOf(placed.seq, declaration, circumstances.known);
  const situation = situationOf(placed, house, circumstances);
  const isCover = placed.exchange.kind === 'cover';
  const values = (isCover ? valuesAtCost : valuesAt)(house, deal, situation);
  const { lines, moves, spread } = functionalConversion(house, deal, values, situation);
  return { exchange: { moves, spread: formatUnits(spread, house.functional.decimals) }, lines, spread };
}

function isolated(placed: PlacedExchange, deal: Deal<Dealt>, circumstances: Circumstances): Expected {
  const { liquidity = '', results } = circumstances.declaration;
  const office = { liquidity, results };
  if (placed.exchange.kind === 'cover')
    return { exchange: { spread: '0' }, lines: isolatedCover(office, deal), spread: 0n };
  const [debit, credit] = [deal.debit.currency, deal.credit.currency];
  const { legs, mid } = midOf(placed, circumstances, debit.code, credit.code);
  const { exchange, quote } = placed;
  const isCreditFixed = quote ? quote.fixed === 'credit' : exchange.spreadIn === debit.code;
  const { lines, spread } = isolatedConversion(office, deal, mid, isCreditFixed ? 'credit' : 'debit');
  const spreadIn = isCreditFixed ? debit : credit;
  return {
    exchange: { legs, spread: formatUnits(spread, spreadIn.decimals), spreadIn: spreadIn.code },
    lines,
    spread,
  };
}

function houseOf(
  seq: number,
  { functional: code, positions, results }: FunctionalExchange,
  known: Known,
): House {
  return {
    functional: known.requireCurrency(seq, code),
    pairOf: (currency) => {
      const pair = positions.find((each) => each.currency === currency);
      if (!pair) throw new JournalFault('NotAllowedByBooks', seq, `No position in ${currency} is declared.`);
      return { ...pair, currency: known.requireCurrency(seq, currency) };
    },
    results,
  };
}

/** The pair accounts have the positions: what is open on one, what it cost on the other. */
function situationOf(
  placed: PlacedExchange,
  { functional: { code } }: House,
  circumstances: Circumstances,
): Situation {
  const { known } = circumstances;
  const found = new Map<string, Mid>();
  return {
    openIn: ({ currency, equivalent, position }) => ({
      position: -netOf(known, position, currency.code),
      equivalent: netOf(known, equivalent, code),
    }),
    midOf: (currency) => {
      let rate = found.get(currency);
      if (!rate) found.set(currency, (rate = midOf(placed, circumstances, currency, code)));
      return rate;
    },
  };
}

/** By a quote, the mid that it names; it was judged when the quote was given. */
function midOf(placed: PlacedExchange, circumstances: Circumstances, base: string, counter: string): Mid {
  const { quote, seq } = placed;
  if (!quote) return rateAt(placed, circumstances, base, counter);
  const legs = quote.mids.find(({ currency }) => currency === base)?.legs;
  const mid = legs && midOver(legs, base, counter);
  if (mid) return { legs, mid };
  throw new JournalFault('ExchangeDiffers', seq, `The quote has no mid of ${base}/${counter}.`);
}

/** The rate that counts at a time. @throws JournalFault ExchangeDiffers where there is none */
export function rateAt(
  { seq, at }: Pick<PlacedExchange, 'seq' | 'at'>,
  { declaration, rates }: Pick<Circumstances, 'declaration' | 'rates'>,
  base: string,
  counter: string,
): ChosenRate {
  const { maxAge, pivots = [], rateType: type, sources } = declaration;
  const rate = chosenRate(rates, { maxAge: Number(maxAge), pivots, sources }, { base, counter, type, at });
  if (rate) return rate;
  const time = new Date(at).toISOString();
  throw new JournalFault('ExchangeDiffers', seq, `No ${type} rate of ${base}/${counter} counts at ${time}.`);
}
