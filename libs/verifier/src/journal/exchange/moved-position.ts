import { nearestEven } from './fraction';

/** What the house has more (above 0) or less of a currency than it owes, and what that cost; in minor units. */
export interface Open {
  readonly position: bigint;
  readonly equivalent: bigint;
}

export interface MovedPosition extends Open {
  /** Units of the currency, 0 or more, by which the movement brought the position nearer to 0. */
  readonly closed: bigint;
  /** Units of the functional currency that these had cost. */
  readonly cost: bigint;
  readonly gain: bigint;
}

/**
 * A position after a movement, at average cost. A short position is judged as the long one that it mirrors.
 * @param movement above 0 where the house gets the currency
 * @param value of the movement, 0 or more
 */
export function movedPosition(before: Open, movement: bigint, value: bigint): MovedPosition {
  if (movement < 0n) {
    const mirrored = movedPosition(negative(before), -movement, value);
    return { ...mirrored, ...negative(mirrored), gain: -mirrored.gain };
  }
  const short = before.position < 0n ? -before.position : 0n;
  const closed = movement < short ? movement : short;
  if (closed === 0n) {
    const { position, equivalent } = before;
    return { position: position + movement, equivalent: equivalent + value, closed, cost: 0n, gain: 0n };
  }
  const received = -before.equivalent;
  const cost = closed === short ? received : shareOf(received, closed, short);
  const paid = closed === movement ? value : shareOf(value, closed, movement);
  return {
    position: before.position + movement,
    equivalent: before.equivalent + cost + (value - paid),
    closed,
    cost,
    gain: cost - paid,
  };
}

function negative({ position, equivalent }: Open): Open {
  return { position: -position, equivalent: -equivalent };
}

function shareOf(whole: bigint, part: bigint, of: bigint): bigint {
  return nearestEven({ numerator: whole * part, denominator: of });
}
