import { Refusal, invariant } from '../refusal';

/** Most digits an amount or a total may have, counted in minor units. */
const digitsMax = 38;

const minorUnitsEnd = 10n ** BigInt(digitsMax);

/** A currency: ISO 4217 or registered. `decimals` (0 to 18) fixes how its amounts are written. */
export interface Currency {
  readonly code: string;
  readonly decimals: number;
  readonly name: string;
}

/** Shape of an amount before its currency is known: no sign, no exponent, no leading zero. */
export const amountPattern = /^(?:0|[1-9][0-9]{0,37})(?:\.[0-9]{1,18})?$/;

/** Shape of a limit or a balance: an amount that may be negative, `-0` excepted. */
export const signedAmountPattern = /^(?!-0(?:\.0+)?$)-?(?:0|[1-9][0-9]{0,37})(?:\.[0-9]{1,18})?$/;

/**
 * Where an amount or a currency stands: in the nth posting, condition, rate or amount of a tolerance; in a limit, which may be
 * one of a chart's pattern; in the nth velocity limit of a node, where `limit` is its name; or on a side of a conversion.
 */
export interface InputPlace {
  readonly condition?: number;
  readonly posting?: number;
  readonly tolerance?: number;
  readonly rate?: number;
  readonly limit?: string;
  readonly index?: number;
  readonly path?: string;
  readonly pattern?: string;
  readonly side?: 'debit' | 'credit';
}

/**
 * Reads decimal text as minor units of `currency`, exactly.
 * @throws Refusal AmountHasWrongDecimals, AmountTooLarge
 */
export function parseAmount(text: string, currency: Currency, place: InputPlace = {}): bigint {
  const point = text.indexOf('.');
  const decimals = point === -1 ? 0 : text.length - point - 1;
  if (decimals !== currency.decimals) {
    throw new Refusal(
      'AmountHasWrongDecimals',
      `${named(text, place)} has ${counted(decimals)}, ${currency.code} has exactly ${currency.decimals}.`,
      { ...place, amount: text, currency: currency.code, decimals: String(currency.decimals) },
    );
  }
  const units = unitsOf(text);
  if (!fits(units)) {
    throw new Refusal(
      'AmountTooLarge',
      `${named(`${text} ${currency.code}`, place)} has more than ${digitsMax} digits.`,
      { ...place, amount: text, currency: currency.code, digitsMax: String(digitsMax) },
    );
  }
  return units;
}

/** A text and where it stands. A posting is identified by its number in the facts; limits and tolerances by words too. */
export function named(text: string, { index, limit, path, pattern, tolerance }: InputPlace): string {
  if (tolerance !== undefined) return `${text}, in amount ${tolerance} of the tolerance,`;
  if (limit === undefined) return text;
  if (index !== undefined) return `${text}, in the limit ${limit} of ${path} (${index} in the list),`;
  return `${text}, the ${limit} balance${pattern === undefined ? '' : ` in the pattern ${pattern}`},`;
}

/** A number of decimals in words. */
export function counted(decimals: number): string {
  return `${decimals} ${decimals === 1 ? 'decimal' : 'decimals'}`;
}

/** Minor units of decimal text whose shape and decimals are known to be right, as in a stored entry. */
export function unitsOf(text: string): bigint {
  const point = text.indexOf('.');
  return BigInt(point === -1 ? text : text.slice(0, point) + text.slice(point + 1));
}

/** Writes minor units as decimal text with exactly `decimals` decimals; the inverse of {@link unitsOf}. */
export function formatUnits(units: bigint, decimals: number): string {
  if (decimals === 0) return units.toString();
  const negative = units < 0n;
  const digits = (negative ? -units : units).toString().padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  return `${negative ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** Whether a figure in minor units, of either sign, keeps to {@link digitsMax} digits. */
export function fits(units: bigint): boolean {
  return units < minorUnitsEnd && units > -minorUnitsEnd;
}

/** The lesser of two figures in minor units. */
export function lesser(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** The decimals of a currency as the journal writes them: text, because the journal has no JSON numbers. */
export function parseDecimals(text: string): number {
  const decimals = Number(text);
  invariant(/^(?:[0-9]|1[0-8])$/.test(text), `decimals ${text} are not 0 to 18`);
  return decimals;
}
