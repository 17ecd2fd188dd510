import { formatUnits, type Currency } from '../money/amount';
import type { Posting } from '../transactions/posting';
import { opposite } from '../transactions/posting';
import type { Deal, DealtAmounts } from './deal';
import type { DealRates } from './deal-rates';
import type { Exchange } from './exchange';
import type { ExchangeDeclaration } from './exchange-declaration';
import { line } from './line';
import { amountsBy, type Amounts, type Sides } from './price';

/** What a deal comes to: its postings, and what the entry says of it. */
export interface Converted {
  readonly postings: readonly Posting[];
  readonly exchange: Pick<Exchange, 'legs' | 'moves' | 'spread' | 'spreadIn'>;
  /** Minor units of what the house earns by the price; below 0 where it pays. */
  readonly spread: bigint;
}

/**
 * A conversion over the liquidity account: it takes and gives what the deal comes to at mid, and the difference in the
 * currency that was not fixed is the spread.
 */
export function isolatedConversion(
  { liquidity, results }: ExchangeDeclaration,
  { debit, credit, fixed }: Deal,
  rates: DealRates,
): Converted {
  const { pair } = rates;
  const sides = { debit: debit.currency, credit: credit.currency };
  const { mids, spread, spreadIn } = atMid(sides, { debit: debit.units, credit: credit.units, fixed }, rates);
  return {
    postings: [
      ...line(debit.account, debit.currency, debit.units),
      ...line(liquidity!, debit.currency, -mids.debit),
      ...line(liquidity!, credit.currency, mids.credit),
      ...line(results.spread, spreadIn, -spread),
      ...line(credit.account, credit.currency, -credit.units),
    ],
    exchange: { legs: pair.legs, spread: formatUnits(spread, spreadIn.decimals), spreadIn: spreadIn.code },
    spread,
  };
}

/** What a deal comes to at mid, in minor units, and by how much the house does better, in the currency that was not fixed. */
export function atMid(
  sides: Sides,
  { debit, credit, fixed }: DealtAmounts,
  { pair }: Pick<DealRates, 'pair'>,
): { readonly mids: Amounts; readonly spread: bigint; readonly spreadIn: Currency } {
  const mids = amountsBy(pair.mid, sides, fixed, fixed === 'debit' ? debit : credit);
  const spread = debit - mids.debit + (mids.credit - credit);
  return { mids, spread, spreadIn: sides[opposite[fixed]] };
}

/** With a bank, at cost: the liquidity account takes and gives both amounts as they are. */
export function isolatedCover({ liquidity }: ExchangeDeclaration, { debit, credit }: Deal): Converted {
  return {
    postings: [
      ...line(debit.account, debit.currency, debit.units),
      ...line(liquidity!, debit.currency, -debit.units),
      ...line(liquidity!, credit.currency, credit.units),
      ...line(credit.account, credit.currency, -credit.units),
    ],
    exchange: { spread: '0' },
    spread: 0n,
  };
}
