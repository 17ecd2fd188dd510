/** A count and what is counted, as `1 row` or `1,200 rows`. */
export function inWords(count: number, thing: string): string {
  return `${count.toLocaleString('en')} ${thing}${count === 1 ? '' : 's'}`;
}
