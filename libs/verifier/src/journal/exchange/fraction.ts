/** An exact fraction; the denominator is above 0. It is not in lowest terms. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export const one: Fraction = { numerator: 1n, denominator: 1n };

/** Of decimal text without a sign. */
export function fractionOf(text: string): Fraction {
  const point = text.indexOf('.');
  if (point === -1) return { numerator: BigInt(text), denominator: 1n };
  const digits = text.slice(0, point) + text.slice(point + 1);
  return { numerator: BigInt(digits), denominator: tenTo(text.length - point - 1) };
}

/** Of minor units, in major units. @param decimals of the currency */
export function majorUnits(minor: bigint, decimals: number): Fraction {
  return { numerator: minor, denominator: tenTo(decimals) };
}

export function product(a: Fraction, b: Fraction): Fraction {
  return { numerator: a.numerator * b.numerator, denominator: a.denominator * b.denominator };
}

/** @param b above 0 */
export function quotient(a: Fraction, b: Fraction): Fraction {
  return { numerator: a.numerator * b.denominator, denominator: a.denominator * b.numerator };
}

export function isAbove(a: Fraction, b: Fraction): boolean {
  return a.numerator * b.denominator > b.numerator * a.denominator;
}

export function isSame(a: Fraction, b: Fraction): boolean {
  return a.numerator * b.denominator === b.numerator * a.denominator;
}

/** The largest whole number that is not above it. */
export function floor({ numerator, denominator }: Fraction): bigint {
  const towardsZero = numerator / denominator;
  return numerator < 0n && towardsZero * denominator !== numerator ? towardsZero - 1n : towardsZero;
}

/** The smallest whole number that is not below it. */
export function ceiling({ numerator, denominator }: Fraction): bigint {
  return -floor({ numerator: -numerator, denominator });
}

/** The nearest whole number; of two equally near, the even one. */
export function nearestEven({ numerator, denominator }: Fraction): bigint {
  const doubled = { numerator: 2n * numerator + denominator, denominator: 2n * denominator };
  const nearest = floor(doubled);
  const isHalfway = nearest * doubled.denominator === doubled.numerator;
  return isHalfway && nearest % 2n !== 0n ? nearest - 1n : nearest;
}

/** Minor units of an amount in major units. */
export function minorUnits(
  major: Fraction,
  decimals: number,
  rounded: (fraction: Fraction) => bigint,
): bigint {
  return rounded({ numerator: major.numerator * tenTo(decimals), denominator: major.denominator });
}

/** Cut to so many digits from the first that is not 0. @param exact above 0 */
export function significant(
  exact: Fraction,
  digits: number,
  rounded: (fraction: Fraction) => bigint,
): Fraction {
  const [from, to] = [tenTo(digits - 1), tenTo(digits)];
  // An estimate by the lengths of both, which is at most one off.
  let shift = digits - (String(exact.numerator).length - String(exact.denominator).length);
  while (floor(shifted(exact, shift)) >= to) shift -= 1;
  while (floor(shifted(exact, shift)) < from) shift += 1;
  return shifted({ numerator: rounded(shifted(exact, shift)), denominator: 1n }, -shift);
}

/** Times ten to the power of `by`. */
function shifted({ numerator, denominator }: Fraction, by: number): Fraction {
  return by >= 0
    ? { numerator: numerator * tenTo(by), denominator }
    : { numerator, denominator: denominator * tenTo(-by) };
}

/** Of the exponents that rates and currencies have. */
const powersOfTen = Array.from({ length: 64 }, (_, exponent) => 10n ** BigInt(exponent));

function tenTo(exponent: number): bigint {
  return powersOfTen[exponent] ?? 10n ** BigInt(exponent);
}
