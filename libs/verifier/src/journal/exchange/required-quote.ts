import type { BodyOf } from '@ledger/ledger';
import type { Currency } from '@ledger/money/amount';
import { formatUnits } from '@ledger/money/amount';
import { opposite } from '@ledger/transactions/posting';
import { JournalFault } from '../fault';
import { amountIn } from '../figure-checks';
import { crossed, inverted, type ChosenRate } from './chosen-rate';
import { dealtAt, priceAt, type Deal } from './dealt-amounts';
import { requireSame } from './differing';
import { rateAt, type Circumstances } from './expected-exchange';
import { fractionOf, isSame, one, quotient, type Fraction } from './fraction';

interface PlacedQuote {
  readonly seq: number;
  readonly quote: BodyOf<'QuoteGiven'>;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** The rates of a quote: of each foreign currency in the functional one, or in isolated mode of the debit in the credit. */
interface Rates {
  readonly named: readonly { readonly currency: string; readonly rate: ChosenRate }[];
  /** Of the debit currency in the credit currency. */
  readonly pair: ChosenRate;
}

const same: ChosenRate = { ask: one, bid: one, mid: one, legs: [] };

/** Mids, price and amounts of a quote are what comes out of the rates of its time. @throws JournalFault ExchangeDiffers */
export function requireQuote(placed: PlacedQuote, circumstances: Circumstances): void {
  const { seq, quote } = placed;
  const { known } = circumstances;
  const currencies = {
    debit: known.requireCurrency(seq, quote.debit.currency),
    credit: known.requireCurrency(seq, quote.credit.currency),
  };
  const { named, pair } = ratesOf(placed, circumstances, currencies);
  const mids = named.map(({ currency, rate: { legs } }) => ({ currency, legs }));
  requireSame(seq, 'mids', quote.mids, mids);
  const { price, fixed } = quote;
  if (!price) return;
  requirePrice(seq, quote, pair);
  const value = fractionOf(price.value);
  const perDebit = price.base === currencies.debit.code ? value : quotient(one, value);
  const units = amountIn(seq, quote[fixed].amount, currencies[fixed]);
  const other = opposite[fixed];
  const dealt = dealtAt(perDebit, currencies, fixed, units);
  requireSame(
    seq,
    `${other}.amount`,
    quote[other].amount,
    formatUnits(dealt[other], currencies[other].decimals),
  );
}

function ratesOf(
  placed: PlacedQuote,
  circumstances: Circumstances,
  { debit, credit }: Deal<Currency>,
): Rates {
  const { functional } = circumstances.declaration;
  if (functional === undefined) {
    const pair = rateAt(placed, circumstances, debit.code, credit.code);
    return { named: [{ currency: debit.code, rate: pair }], pair };
  }
  const of = (code: string) => (code === functional ? same : rateAt(placed, circumstances, code, functional));
  const [first, second] = [of(debit.code), of(credit.code)];
  const named = [
    { currency: debit.code, rate: first },
    { currency: credit.code, rate: second },
  ]
    .filter(({ currency }) => currency !== functional)
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
  return { named, pair: crossed(first, inverted(second)) };
}

/** A price that is made of a rate is along the published pair, and so many basis points worse. */
function requirePrice(seq: number, { price, debit, credit }: BodyOf<'QuoteGiven'>, pair: ChosenRate): void {
  const { base, counter, from, spreadBps, value } = price!;
  if (spreadBps === undefined) return;
  const [leg, ...more] = pair.legs;
  const isOfCredit = more.length === 0 && leg?.base === credit.currency && leg.counter === debit.currency;
  const side = isOfCredit ? 'credit' : 'debit';
  const currency = { debit: debit.currency, credit: credit.currency };
  requireSame(seq, 'price', { base, counter }, { base: currency[side], counter: currency[opposite[side]] });
  const start: Fraction = from === 'side' ? pair.bid : pair.mid;
  const rate = side === 'debit' ? start : quotient(one, start);
  if (isSame(fractionOf(value), priceAt(rate, BigInt(spreadBps), side))) return;
  const detail = `The price of ${value} is not ${spreadBps} basis points from the rate of its time.`;
  throw new JournalFault('ExchangeDiffers', seq, detail);
}
