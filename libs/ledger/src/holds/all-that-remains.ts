import { allocate } from '../money/allocation';
import { lesser, type Currency } from '../money/amount';
import { toleranceIn } from './open-hold';
import { invariant } from '../refusal';
import { sides, type Hold } from '../state';

/**
 * What can still be captured of a hold without going beyond what remains, by currency, in minor units: what both sides
 * have left, as far as the currency as a whole allows it. Captures beyond single lines leave more on one side than on
 * the other, or more than is allowed.
 */
function capturableOf(hold: Hold): Map<Currency, bigint> {
  const sums = new Map<Currency, { allowed: bigint; debit: bigint; credit: bigint }>();
  for (const { currency, side, held, captured, remaining } of hold.lines) {
    const sum = sums.get(currency) ?? { allowed: toleranceIn(hold, currency), debit: 0n, credit: 0n };
    sum[side] += remaining;
    if (side === 'debit') sum.allowed += held - captured;
    sums.set(currency, sum);
  }
  const capturable = new Map<Currency, bigint>();
  for (const [currency, { allowed, debit, credit }] of sums)
    capturable.set(currency, lesser(allowed, lesser(debit, credit)));
  return capturable;
}

/** Whether what remains of a hold can no longer be captured: then the capture before was its last. */
export function isUsedUp(hold: Hold): boolean {
  return [...capturableOf(hold).values()].every((units) => units === 0n);
}

/** All that remains of an open hold as far as it can be captured, line by line, in minor units; never nothing. */
export function allThatRemains(hold: Hold): bigint[] {
  const units = hold.lines.map(() => 0n);
  for (const [currency, total] of capturableOf(hold)) {
    for (const side of sides) {
      const places = [...hold.lines.keys()].filter(
        (i) => hold.lines[i]!.currency === currency && hold.lines[i]!.side === side,
      );
      const parts = allocate(
        total,
        places.map((place) => hold.lines[place]!.remaining),
      );
      places.forEach((place, i) => (units[place] = parts[i]!));
    }
  }
  invariant(
    units.some((each) => each > 0n),
    `something of ${hold.id} can be captured`,
  );
  return units;
}
