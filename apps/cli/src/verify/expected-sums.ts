import type { BookAccount, Books } from '@verifier/journal/books';

/** Debits and credits in minor units. */
export interface Sum {
  readonly decimals: number;
  debits: bigint;
  credits: bigint;
}

/** What all accounts strictly below each node of the tree add up to, by `<path> <currency>`. */
export function sumsBelow(books: Books): Map<string, Sum> {
  const sums = new Map<string, Sum>();
  for (const account of books.accounts.values()) addAbove(sums, account);
  return sums;
}

function addAbove(sums: Map<string, Sum>, { path, balances }: BookAccount): void {
  for (const { currency, debits, credits, version } of balances) {
    if (version === 0) continue;
    for (let end = path.lastIndexOf(':'); end !== -1; end = path.lastIndexOf(':', end - 1)) {
      const key = `${path.slice(0, end)} ${currency.code}`;
      const sum = sums.get(key) ?? { decimals: currency.decimals, debits: 0n, credits: 0n };
      sum.debits += debits;
      sum.credits += credits;
      sums.set(key, sum);
    }
  }
}

/**
 * Minor units of a Postgres numeric, however many zeros it writes behind the point; undefined where it has digits
 * that the currency has not, or is no number.
 */
export function unitsOfNumeric(text: string | null, decimals: number): bigint | undefined {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text ?? '') ?? [];
  if (whole === undefined || /[^0]/.test(fraction.slice(decimals))) return undefined;
  const units = BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));
  return sign === '-' ? -units : units;
}
