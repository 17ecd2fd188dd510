import type { Leg } from './chosen-rate';
import { fractionOf, one, product, quotient, type Fraction } from './fraction';

/** What one unit of the base costs in the counter currency, over these legs; undefined where they do not lead there. */
export function midOver(legs: readonly Leg[], base: string, counter: string): Fraction | undefined {
  let [mid, at] = [one, base];
  for (const leg of legs) {
    if (leg.base === at) [mid, at] = [product(mid, fractionOf(leg.mid)), leg.counter];
    else if (leg.counter === at) [mid, at] = [quotient(mid, fractionOf(leg.mid)), leg.base];
    else return undefined;
  }
  return at === counter ? mid : undefined;
}
