import { invariant } from '../refusal';

/**
 * An exact fraction; what is below the line is above 0. It is not reduced. Rates, prices and values are fractions until
 * an amount is made of them, so that each figure is rounded once.
 */
export interface Ratio {
  readonly above: bigint;
  readonly below: bigint;
}

/** Decimal text as a fraction. */
export function ratioOf(text: string): Ratio {
  const point = text.indexOf('.');
  if (point === -1) return { above: BigInt(text), below: 1n };
  return {
    above: BigInt(text.slice(0, point) + text.slice(point + 1)),
    below: powerOfTen(text.length - point - 1),
  };
}

/** A whole number of units of a currency, as a fraction of its major unit. @param decimals of the currency */
export function ratioOfUnits(units: bigint, decimals: number): Ratio {
  return { above: units, below: powerOfTen(decimals) };
}

export function times(a: Ratio, b: Ratio): Ratio {
  return { above: a.above * b.above, below: a.below * b.below };
}

/** @param ratio above 0 */
export function inverse({ above, below }: Ratio): Ratio {
  invariant(above > 0n, 'a fraction above 0 has an inverse');
  return { above: below, below: above };
}

export function dividedBy(a: Ratio, b: Ratio): Ratio {
  return times(a, inverse(b));
}

/** Below 0 where a is less than b, above 0 where it is more. */
export function compare(a: Ratio, b: Ratio): number {
  const difference = a.above * b.below - b.above * a.below;
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

/** How a fraction becomes a whole number: towards less, towards more, or to the nearest, of two equally near the even one. */
export type Rounding = 'floor' | 'ceil' | 'half-even';

/** The fraction as a whole number of units. @param decimals how many decimals the units are of */
export function unitsIn(ratio: Ratio, decimals: number, rounding: Rounding): bigint {
  return rounded({ above: ratio.above * powerOfTen(decimals), below: ratio.below }, rounding);
}

export function rounded({ above, below }: Ratio, rounding: Rounding): bigint {
  const floor = above >= 0n || above % below === 0n ? above / below : above / below - 1n;
  const rest = above - floor * below;
  if (rest === 0n || rounding === 'floor') return floor;
  if (rounding === 'ceil') return floor + 1n;
  const half = rest * 2n;
  return half > below || (half === below && floor % 2n !== 0n) ? floor + 1n : floor;
}

/**
 * Decimal text of a fraction above 0 with at most so many significant digits and no zeros at its end.
 * @returns the text in plain notation, such as `0.00909` or `164.9027`
 */
export function significantText(ratio: Ratio, digits: number, rounding: 'floor' | 'ceil'): string {
  const decimals = digits - magnitude(ratio);
  if (decimals <= 0) {
    const step = powerOfTen(-decimals);
    return String(rounded({ above: ratio.above, below: ratio.below * step }, rounding) * step);
  }
  const units = unitsIn(ratio, decimals, rounding);
  const text = units.toString().padStart(decimals + 1, '0');
  const point = text.length - decimals;
  return `${text.slice(0, point)}.${text.slice(point)}`.replace(/\.?0+$/, '');
}

/** Digits before the point; 0 or less where there is nothing but zeros: 1 for 9.5, 0 for 0.95, -1 for 0.095. */
function magnitude({ above, below }: Ratio): number {
  const guess = above.toString().length - below.toString().length;
  const isLess = guess >= 0 ? above < below * powerOfTen(guess) : above * powerOfTen(-guess) < below;
  return isLess ? guess : guess + 1;
}

const powers: bigint[] = Array.from({ length: 64 }, (_, exponent) => 10n ** BigInt(exponent));

function powerOfTen(exponent: number): bigint {
  return powers[exponent] ?? 10n ** BigInt(exponent);
}
