import fc from 'fast-check';
import type { LedgerCommand } from '@ledger/ledger';
import { accountTypes, sides, type Limit } from '@ledger/state';
import type { Posting } from '@ledger/posting';
import { noon, reversed, type TestLedger, type Wish } from '../support/given';

/** ISO 4217 with two and no decimals, one that may get registered, with few or many decimals, and one that never is. */
const codes = ['EUR', 'JPY', 'PTS', 'NIL'];

const mostly = <T>(usual: fc.Arbitrary<T>, weight: number, rare: fc.Arbitrary<T>) =>
  fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: rare });

const segment = fc.constantFrom('a', 'b', 'c');
const path = mostly(
  segment,
  2,
  fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(':')),
);
const pattern = fc
  .array(fc.oneof(segment, fc.constant('*')), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join(':'));
const type = fc.constantFrom(...accountTypes);
const code = mostly(fc.constantFrom('EUR', 'JPY'), 8, fc.constantFrom(...codes));

/** Few digits most of the time, all 38 now and then. */
const units = mostly(fc.bigInt({ min: 0n, max: 2_000n }), 12, fc.bigInt({ min: 0n, max: 10n ** 38n - 1n }));

function amountOf(figure: bigint, decimals: number): string {
  const digits = (figure < 0n ? -figure : figure).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  return `${figure < 0n ? '-' : ''}${whole}${decimals === 0 ? '' : `.${digits.slice(-decimals)}`}`;
}

/** Amounts with the right decimals where the currency is built in, and any up to 18 elsewhere. */
const amount = (currency: string, figure: bigint, off: number) =>
  amountOf(figure, currency === 'EUR' ? 2 + off : currency === 'JPY' ? off : 3 + off);

const off = mostly(fc.constant(0), 40, fc.nat(15));

const limit: fc.Arbitrary<Limit> = fc
  .record({
    currency: code,
    low: fc.bigInt({ min: -3_000n, max: 500n }),
    room: fc.bigInt({ min: -100n, max: 6_000n }),
    which: fc.constantFrom('least', 'greatest', 'both'),
    off,
  })
  .map(({ currency, low, room, which, off: wrong }) => ({
    currency,
    ...(which !== 'least' && { greatest: amount(currency, low + room, wrong) }),
    ...(which !== 'greatest' && { least: amount(currency, low, 0) }),
  }));

const limits = fc.uniqueArray(limit, { maxLength: 2, selector: ({ currency }) => currency });
const currencies = fc.uniqueArray(code, { minLength: 1, maxLength: 3 });
const optional = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }, required: (keyof T)[]) =>
  fc.record(model, { requiredKeys: required });

const instant = fc.constantFrom('2026-01-31T00:00:00.000Z', noon, '2026-11-23T12:00:00.001Z');
const details = optional(
  {
    category: fc.constant('sale.pos'),
    description: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
    effectiveAt: mostly(fc.constant('2026-01-31T00:00:00.000Z'), 8, instant),
    reference: fc.nat(30).map((n) => `r${n}`),
    tags: fc.array(fc.constantFrom('card', 'cash'), { maxLength: 2 }),
  },
  [],
);

/** Any postings; most often completed by one more that makes those of the first currency balance. */
const postings = fc
  .record({
    lines: fc.array(
      fc.record({ account: path, currency: code, side: fc.constantFrom(...sides), figure: units, off }),
      { minLength: 1, maxLength: 4 },
    ),
    isOneCurrency: mostly(fc.constant(true), 6, fc.constant(false)),
    counter: fc.option(path, { freq: 8 }),
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
  const net = all
    .filter((line) => line.currency === currency)
    .reduce((sum, { side, figure }) => (side === 'debit' ? sum + figure : sum - figure), 0n);
  const last: Line = {
    account: counter ?? 'a',
    currency,
    side: net > 0n ? 'credit' : 'debit',
    figure: counter === null ? 7n : net < 0n ? -net : net,
    off: 0,
  };
  return [...all, last].map(({ account, currency: each, side, figure, off: wrong }) => ({
    account,
    amount: amount(each, figure, wrong),
    currency: each,
    side,
  }));
}

const command: fc.Arbitrary<LedgerCommand> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('RegisterCurrency' as const),
      code: fc.constantFrom(...codes),
      decimals: mostly(fc.constant(3), 3, fc.nat(18)),
      name: fc.constant('Any'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('DeclareChart' as const),
      patterns: fc.array(optional({ pattern, type, currencies, limits }, ['pattern', 'type']), {
        maxLength: 5,
      }),
    }),
  },
  {
    weight: 4,
    arbitrary: optional(
      { type: fc.constant('OpenAccount' as const), path, accountType: type, currencies, limits },
      ['type', 'path'],
    ),
  },
  {
    weight: 1,
    arbitrary: optional(
      { type: fc.constant('ChangeAccount' as const), path, currencies: fc.option(currencies), limits },
      ['type', 'path'],
    ),
  },
  {
    weight: 3,
    arbitrary: optional(
      {
        type: fc.constantFrom('FreezeAccount' as const, 'UnfreezeAccount' as const),
        path,
        side: fc.constantFrom(...sides),
        reason: fc.constant('order'),
      },
      ['type', 'path', 'reason'],
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('CloseAccount' as const), path, reason: fc.constant('left') }),
  },
  {
    weight: 10,
    arbitrary: fc
      .tuple(postings, details)
      .map(([lines, more]) => ({ ...more, type: 'PostTransaction' as const, postings: lines })),
  },
);

/** Reverses one of the transactions so far; where there is none, one that does not exist. */
const reversal: fc.Arbitrary<Wish> = fc
  .tuple(fc.nat(5), details)
  .map(([back, more]): Wish => (ledger: TestLedger) => {
    const transactions = ledger.events.filter((event) => event.type === 'TransactionPosted').length;
    if (transactions > 0)
      return (reversed(-1 - (back % transactions), more) as (ledger: TestLedger) => LedgerCommand)(ledger);
    return { type: 'ReverseTransaction', transaction: 'none', original: undefined, reason: 'mistake' };
  });

/** So that much of what follows can succeed: three accounts, and a chart for those below them. */
const beginning = fc.tuple(type, type, type, fc.nat(9)).map(([a, b, c, which]) => {
  const types = Object.entries({ a, b, c });
  const accounts = types.map(([each, accountType]): Wish => ({
    type: 'OpenAccount',
    path: each,
    accountType,
  }));
  const patterns = types.map(([each, below]) => ({ pattern: `${each}:*`, type: below }));
  return which === 0 ? [] : [...accounts, { type: 'DeclareChart' as const, patterns }];
});

const anything = fc.array(fc.oneof({ weight: 12, arbitrary: command }, { weight: 1, arbitrary: reversal }), {
  minLength: 1,
  maxLength: 30,
  size: 'max',
});

/** What callers might ask of one ledger, one after the other, sense or nonsense. */
export const wishes = fc.tuple(beginning, anything).map(([first, then]): Wish[] => [...first, ...then]);
