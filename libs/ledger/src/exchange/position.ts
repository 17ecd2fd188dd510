import { rounded } from './ratio';

/**
 * What the house is open in a currency, and what that cost in the functional currency; minor units, long and cost are
 * positive. Where nothing is open it cost nothing, else both have the same sign.
 */
export interface Position {
  readonly position: bigint;
  readonly equivalent: bigint;
}

/** What a movement does to a position, in minor units of the functional currency. */
export interface Moved extends Position {
  /** Of the currency, how much of the movement closed what was open; 0 or more. */
  readonly closed: bigint;
  /** What that had cost, at average cost. */
  readonly cost: bigint;
  /** Value less cost of what was closed, seen from the house. */
  readonly gain: bigint;
}

/**
 * Moves a position at average cost (finance: IAS 21 leaves the method open; the last unit takes the rest, so nothing
 * remains where nothing is open).
 * @param by minor units of the currency, above 0 where the house gets some
 * @param value of the movement in the functional currency, 0 or more
 */
export function moved({ position, equivalent }: Position, by: bigint, value: bigint): Moved {
  const isOpening = position === 0n || position > 0n === by > 0n;
  if (isOpening) {
    const added = by > 0n ? value : -value;
    return { position: position + by, equivalent: equivalent + added, closed: 0n, cost: 0n, gain: 0n };
  }
  const isLong = position > 0n;
  const [open, amount] = [magnitude(position), magnitude(by)];
  const closed = amount < open ? amount : open;
  const closedValue = closed === amount ? value : share(value, closed, amount);
  const whole = magnitude(equivalent);
  const cost = closed === open ? whole : share(whole, closed, open);
  const rest = value - closedValue;
  return {
    position: position + by,
    equivalent: equivalent + (isLong ? -(cost + rest) : cost + rest),
    closed,
    cost,
    gain: isLong ? closedValue - cost : cost - closedValue,
  };
}

function share(whole: bigint, part: bigint, of: bigint): bigint {
  return rounded({ above: whole * part, below: of }, 'half-even');
}

function magnitude(units: bigint): bigint {
  return units < 0n ? -units : units;
}
