import { formatUnits } from '../money/amount';
import type { Posting } from '../transactions/posting';
import { opposite } from '../transactions/posting';
import type { Deal } from './deal';
import type { DealRates } from './deal-rates';
import type { Exchange } from './exchange';
import type { ExchangeDeclaration } from './exchange-declaration';
import { line } from './line';
import { amountsBy } from './price';

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
  { pair }: DealRates,
): Converted {
  const sides = { debit: debit.currency, credit: credit.currency };
  const dealt = { debit: debit.units, credit: credit.units };
  const atMid = amountsBy(pair.mid, sides, fixed, dealt[fixed]);
  const spread = dealt.debit - atMid.debit + (atMid.credit - dealt.credit);
  const spreadIn = sides[opposite[fixed]];
  return {
    postings: [
      ...line(debit.account, debit.currency, debit.units),
      ...line(liquidity!, debit.currency, -atMid.debit),
      ...line(liquidity!, credit.currency, atMid.credit),
      ...line(results.spread, spreadIn, -spread),
      ...line(credit.account, credit.currency, -credit.units),
    ],
    exchange: { legs: pair.legs, spread: formatUnits(spread, spreadIn.decimals), spreadIn: spreadIn.code },
    spread,
  };
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
