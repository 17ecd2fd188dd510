import { isAhead } from '../../effective-now';
import { requireCurrency } from '../../money/currency';
import { Refusal } from '../../refusal';
import type { LedgerState } from '../../state';
import type { Rate, RateSet, RateType } from './rate';
import { requireTwo } from './rate-lookup';
import { compare, ratioOf, times, type Ratio } from '../ratio';

export interface PublishRates {
  readonly type: 'PublishRates';
  readonly source: string;
  readonly rateType: RateType;
  /** RFC 3339, UTC, milliseconds. */
  readonly observedAt: string;
  readonly rates: readonly Rate[];
  /** Somebody has looked at rates that leap out of the declared band. */
  readonly confirmed?: true;
}

/** What a source observed. A correction is a later set of the same source, type and time. */
export interface RatesPublished {
  readonly type: 'RatesPublished';
  readonly body: Omit<RateSet, 'seq'> & Pick<PublishRates, 'confirmed'>;
}

/**
 * @param now RFC 3339, UTC, milliseconds
 * @param callersAheadMs by how much the clocks of callers may be ahead of that
 * @throws Refusal ObservedInFuture, CurrencyNotRegistered, PairOfOneCurrency, RatesContradict, RateOutOfBand
 */
export function publishRates(
  state: LedgerState,
  command: PublishRates,
  now: string,
  callersAheadMs: number,
): RatesPublished[] {
  const { source, rateType: type, observedAt, rates, confirmed } = command;
  if (isAhead(observedAt, now, callersAheadMs)) {
    throw new Refusal('ObservedInFuture', `${observedAt} has not come yet: it is ${now}.`, {
      observedAt,
      now,
    });
  }
  rates.forEach((rate, index) => requirePossible(state, rate, index));
  requireOncePerPair(rates);
  if (!confirmed) rates.forEach((rate, index) => requireInBand(state, command, { rate, index }));
  const body = {
    ...(confirmed && { confirmed }),
    observedAt: observedAt > now ? now : observedAt,
    rates: rates.map(({ ask, base, bid, counter, mid }) => ({
      ...(ask !== undefined && { ask }),
      base,
      ...(bid !== undefined && { bid }),
      counter,
      mid,
    })),
    source,
    type,
  };
  return [{ type: 'RatesPublished', body }];
}

function requirePossible(state: LedgerState, { ask, base, bid, counter, mid }: Rate, index: number): void {
  for (const code of [base, counter]) requireCurrency(state, code, { rate: index });
  requireTwo(base, counter, { rate: index });
  if (isInOrder(bid ?? mid, mid) && isInOrder(mid, ask ?? mid)) return;
  throw new Refusal(
    'RatesContradict',
    `A bid is at most the mid, and that at most the ask: ${base}/${counter}.`,
    {
      rate: index,
      base,
      counter,
      ...(bid !== undefined && { bid }),
      mid,
      ...(ask !== undefined && { ask }),
    },
  );
}

/** Whether the first rate is at most the second. */
export function isInOrder(less: string, more: string): boolean {
  return less === more || compare(ratioOf(less), ratioOf(more)) <= 0;
}

function requireOncePerPair(rates: readonly Rate[]): void {
  const seen = new Set<string>();
  rates.forEach(({ base, counter }, index) => {
    const pair = `${base}/${counter}`;
    if (seen.has(pair)) {
      throw new Refusal('RatesContradict', `${pair} stands in the set twice.`, {
        rate: index,
        base,
        counter,
      });
    }
    seen.add(pair);
  });
}

/** A slip of the keyboard moves a rate by more than a day does. */
function requireInBand(
  { exchange, rates }: LedgerState,
  { observedAt, rateType: type, source }: PublishRates,
  { rate: { base, counter, mid }, index }: { readonly rate: Rate; readonly index: number },
): void {
  const { band } = exchange ?? {};
  const last =
    band !== undefined && rates.newest({ base, counter, type, sources: [source], at: observedAt })?.rate.mid;
  if (!last) return;
  const [now, before] = [ratioOf(mid), ratioOf(last)];
  const allowed = times(before, { above: ratioOf(band).above, below: ratioOf(band).below * 100n });
  if (compare(distance(now, before), allowed) <= 0) return;
  throw new Refusal(
    'RateOutOfBand',
    `${base}/${counter} was ${last} and would be ${mid}, a change of more than ${band} %: check it, then publish it as confirmed.`,
    { rate: index, base, counter, last, mid, band },
  );
}

function distance(a: Ratio, b: Ratio): Ratio {
  const difference = a.above * b.below - b.above * a.below;
  return { above: difference < 0n ? -difference : difference, below: a.below * b.below };
}

export function ratesPublished(
  { rates }: LedgerState,
  { confirmed: _, ...set }: RatesPublished['body'],
  seq: number,
): void {
  rates.add({ seq, ...set });
}
