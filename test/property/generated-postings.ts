import fc from 'fast-check';
import type { Posting } from '@ledger/transactions/posting';
import { accountTypes, sides, type Limit } from '@ledger/state';

/** ISO 4217 with two and no decimals, one that may get registered, with few or many decimals, and one that never is. */
export const codes = ['EUR', 'JPY', 'PTS', 'NIL'];

export const mostly = <T>(usual: fc.Arbitrary<T>, weight: number, rare: fc.Arbitrary<T>) =>
  fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: rare });

/** Some of the fields, those that are required always. */
export const optional = <T extends object>(
  model: { [K in keyof T]: fc.Arbitrary<T[K]> },
  required: (keyof T)[],
) => fc.record(model, { requiredKeys: required });

const segment = fc.constantFrom('a', 'b', 'c');
export const path = mostly(
  segment,
  2,
  fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(':')),
);
/** One of the accounts that there are most likely. */
export const someAccount = fc.constantFrom('a', 'b', 'c', 'a:b');
export const pattern = fc
  .array(fc.oneof(segment, fc.constant('*')), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join(':'));
export const type = fc.constantFrom(...accountTypes);
export const code = mostly(fc.constantFrom('EUR', 'EUR', 'JPY'), 8, fc.constantFrom(...codes));

/** Round figures, so that sums, limits and holds often meet to the unit. */
const round = fc.constantFrom(0n, 1n, 10n, 100n, 200n, 1_000n);

/** Few digits most of the time, all 38 now and then. */
const units = fc.oneof(
  { weight: 8, arbitrary: round },
  { weight: 8, arbitrary: fc.bigInt({ min: 0n, max: 2_000n }) },
  { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: 10n ** 38n - 1n }) },
);

/** Of limits: round, or beside it, or any. */
export const bound = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(round, fc.constantFrom(-1n, 0n, 0n, 1n)).map(([near, off]) => near + off),
  },
  { weight: 4, arbitrary: fc.bigInt({ min: 0n, max: 3_000n }) },
);

export const figure = bound.map((each) => (each < 0n ? 0n : each));

export function amountOf(figure: bigint, decimals: number): string {
  const digits = (figure < 0n ? -figure : figure).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  return `${figure < 0n ? '-' : ''}${whole}${decimals === 0 ? '' : `.${digits.slice(-decimals)}`}`;
}

/** Amounts with the right decimals where the currency is built in, and any up to 18 elsewhere. */
export const amount = (currency: string, figure: bigint, off = 0) =>
  amountOf(figure, currency === 'EUR' ? 2 + off : currency === 'JPY' ? off : 3 + off);

export const off = mostly(fc.constant(0), 40, fc.nat(15));

const limit: fc.Arbitrary<Limit> = fc
  .record({
    currency: code,
    low: mostly(
      bound.map((units) => -units),
      3,
      fc.bigInt({ min: 0n, max: 500n }),
    ),
    room: mostly(
      bound.map((units) => (units < 0n ? 0n : units * 2n)),
      12,
      fc.constant(-1n),
    ),
    which: fc.constantFrom('minimum', 'maximum', 'both'),
    off,
  })
  .map(({ currency, low, room, which, off: wrong }) => ({
    currency,
    ...(which !== 'minimum' && { maximum: amount(currency, low + room, wrong) }),
    ...(which !== 'maximum' && { minimum: amount(currency, low, 0) }),
  }));

export const limits = fc.uniqueArray(limit, { maxLength: 2, selector: ({ currency }) => currency });
export const currencies = fc.uniqueArray(code, { minLength: 1, maxLength: 3 });

/** Any postings; most often completed by one more that makes those of the first currency balance. */
export const postings = fc
  .record({
    lines: fc.array(
      fc.record({ account: path, currency: code, side: fc.constantFrom(...sides), figure: units, off }),
      { minLength: 1, maxLength: 4 },
    ),
    isOneCurrency: mostly(fc.constant(true), 6, fc.constant(false)),
    counter: fc.option(path, { freq: 12 }),
  })
  .map(({ lines, isOneCurrency, counter }) => balanced(lines, isOneCurrency, counter));

interface Line {
  account: string;
  currency: string;
  side: 'debit' | 'credit';
  figure: bigint;
  off: number;
}

function balanced(lines: Line[], isOneCurrency: boolean, counter: string | null): Posting[] {
  const currency = lines[0]!.currency;
  const all = lines.map((line) => (isOneCurrency ? { ...line, currency } : line));
  const counters = [...new Set(all.map((line) => line.currency))].map((each): Line => {
    const net = all
      .filter((line) => line.currency === each)
      .reduce((sum, { side, figure }) => (side === 'debit' ? sum + figure : sum - figure), 0n);
    const side = net > 0n ? 'credit' : 'debit';
    const figure = counter === null ? 7n : net < 0n ? -net : net;
    return { account: counter ?? 'a', currency: each, side, figure, off: 0 };
  });
  return [...all, ...counters].map(({ account, currency: each, side, figure, off: wrong }) => ({
    account,
    amount: amount(each, figure, wrong),
    currency: each,
    side,
  }));
}
