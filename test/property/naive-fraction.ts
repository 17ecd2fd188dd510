/** An exact fraction in lowest terms, its denominator above 0: the naive model of exchange counts in nothing else. */
export interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

export function fraction(n: bigint, d = 1n): Fraction {
  const common = divisor(n < 0n ? -n : n, d < 0n ? -d : d);
  const sign = d < 0n ? -1n : 1n;
  return { n: (sign * n) / common, d: (sign * d) / common };
}

/** Of decimal text. */
export function fractionOf(text: string): Fraction {
  const [whole = '', decimals = ''] = text.split('.');
  return fraction(BigInt(whole + decimals), 10n ** BigInt(decimals.length));
}

export const times = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.n, a.d * b.d);
export const over = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.d, a.d * b.n);
export const isAbove = (a: Fraction, b: Fraction): boolean => a.n * b.d > b.n * a.d;

export type Rounding = 'down' | 'up' | 'half-even';

/** The whole number next to it. */
export function whole({ n, d }: Fraction, rounding: Rounding): bigint {
  const down = n % d === 0n ? n / d : n < 0n ? n / d - 1n : n / d;
  const rest = n - down * d;
  if (rest === 0n || rounding === 'down') return down;
  if (rounding === 'up') return down + 1n;
  if (2n * rest === d) return down % 2n === 0n ? down : down + 1n;
  return 2n * rest > d ? down + 1n : down;
}

/** A fraction above 0 that has at most so many significant digits. */
export function shortened(exact: Fraction, digits: number, rounding: 'down' | 'up'): Fraction {
  const [least, most] = [10n ** BigInt(digits - 1), 10n ** BigInt(digits)];
  const ten = fraction(10n);
  let [scaled, unit] = [exact, fraction(1n)];
  while (scaled.n >= most * scaled.d) [scaled, unit] = [over(scaled, ten), times(unit, ten)];
  while (scaled.n < least * scaled.d) [scaled, unit] = [times(scaled, ten), over(unit, ten)];
  return times(fraction(whole(scaled, rounding)), unit);
}

function divisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a || 1n : divisor(b, a % b);
}
