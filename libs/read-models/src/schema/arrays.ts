/** Values that need no quoting inside an array literal: numbers, amounts, booleans, UUIDs. */
type Plain = string | number | bigint | boolean;

/** An array of nothing, of any type. */
export const emptyArray = '{}';

/** Text of a Postgres array, about ten times cheaper than the driver's own, which quotes every element. */
export function plainArray(values: readonly (Plain | null | undefined)[]): string {
  let text = '{';
  for (let i = 0; i < values.length; i++) text += `${i === 0 ? '' : ','}${values[i] ?? 'NULL'}`;
  return `${text}}`;
}

/** Text of a Postgres array of any text. */
export function textArray(values: readonly (string | null | undefined)[]): string {
  let text = '{';
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    text += `${i === 0 ? '' : ','}${value === null || value === undefined ? 'NULL' : quoted(value)}`;
  }
  return `${text}}`;
}

function quoted(value: string): string {
  const isEasy = !value.includes('"') && !value.includes('\\');
  return isEasy ? `"${value}"` : `"${value.replace(/["\\]/g, '\\$&')}"`;
}

let lastText = '';
let lastSeconds = 0;

/** Seconds since 1970 of RFC 3339 text, for `to_timestamp`. Entries of one append have the same time: parsed once. */
export function seconds(text: string): number {
  if (text !== lastText) {
    lastSeconds = Date.parse(text) / 1000;
    lastText = text;
  }
  return lastSeconds;
}
