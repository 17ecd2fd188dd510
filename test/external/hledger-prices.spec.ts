import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { PublishRates } from '@ledger/exchange/rates/publish-rates';
import { formatUnits } from '@ledger/money/amount';
import { isoCurrencies } from '@ledger/money/iso4217';
import { lookUp, value, type Wanted } from '../property/naive-dealing';
import { temporaryExportFolder } from '../support/exported';
import { credit, currency, debit, opened, post } from '../support/given';
import { monthlyRates } from '../support/monthly-rates';
import { plainExport } from '../support/plain-export';
import { booksInMemory, eventsOf } from '../support/real-books';
import type { RecordedBooks } from '../support/recorded-books';

/** Rates of what no central bank publishes, so that currencies have 0 to 18 decimals. */
const registered = [
  { code: 'BTC', decimals: 8, usd: '62345.678901' },
  { code: 'ETH', decimals: 18, usd: '2345.678901234567' },
  { code: 'KAU', decimals: 5, usd: '0.000123456789' },
];

const months = [...monthlyRates()].filter(([day]) => day >= '2000-01-01' && day < '2026-01-01');
const codes = [...new Set(months.flatMap(([, rates]) => rates.map(({ counter }) => counter)))].sort();

const decimalsOf = (code: string) =>
  isoCurrencies.get(code)?.decimals ?? registered.find((each) => each.code === code)!.decimals;

/** Ascending by month, as a feed of closing rates would have published them. */
function rateSets(): PublishRates[] {
  return months.map(([day, rates]) => ({
    type: 'PublishRates',
    source: 'fred',
    rateType: 'closing',
    observedAt: `${day}T17:00:00.000Z`,
    rates: [
      ...rates.map(({ counter, mid }) => ({ base: 'USD', counter, mid })),
      ...registered.map(({ code, usd }) => ({ base: code, counter: 'USD', mid: usd })),
    ],
  }));
}

/** Each account has an amount of one currency, with digits in every place. */
function books(): RecordedBooks {
  const found = booksInMemory();
  for (const { code, decimals } of registered) found.perform(currency(code, decimals));
  found.perform(opened('equity', 'equity'));
  [...codes, ...registered.map(({ code }) => code)].forEach((code, at) => {
    for (const [nth, units] of [1n, 5n, 123_456_789_012_345_677n * BigInt(at + 1)].entries()) {
      const path = `held:${code.toLowerCase()}:${nth}`;
      const amount = formatUnits(units, decimalsOf(code));
      found.perform(opened(path));
      const postings = post(debit(path, amount, code), credit('equity', amount, code));
      found.perform({ ...postings, effectiveAt: '2000-01-01T00:00:00.000Z' });
    }
  });
  for (const set of rateSets()) found.perform(set);
  return found;
}

describe('an export with the monthly rates of 2000 to 2025', () => {
  let folder: ReturnType<typeof temporaryExportFolder>;
  let journal: RecordedBooks;
  beforeAll(async () => {
    folder = temporaryExportFolder();
    journal = books();
    await plainExport(folder.path, eventsOf(journal));
  });
  afterAll(() => folder.remove());

  const hledger = (...words: string[]) =>
    spawnSync('hledger', ['-f', join(folder.path, 'ledger.journal'), ...words], {
      encoding: 'utf8',
      env: { ...process.env, LANG: 'C.UTF-8' },
      maxBuffer: 64 * 1024 * 1024,
    });

  it('is accepted by hledger in its strictest mode', () => {
    const { status, stderr } = hledger('check', '--strict', 'balancednoautoconversion', 'ordereddates');
    expect([status, stderr]).toEqual([0, '']);
    expect(codes).toHaveLength(20);
  });

  /** What hledger values each account at on a day, in minor units of the currency. */
  function valuesAt(day: string, into: string): Map<string, string> {
    const words = ['balance', 'held', '--flat', '--empty', '--no-total', `--value=${day},${into}`];
    const { stdout, stderr } = hledger(...words, '--layout=bare', '-O', 'csv');
    expect(stderr).toBe('');
    const rows = stdout
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => row.slice(1, -1).split('","'));
    // A value that rounds to nothing is written without decimals.
    return new Map(
      rows.map(([account, code, amount]) => [account!, `${amount === '0' ? '0.00' : amount} ${code}`]),
    );
  }

  it.each(['2001-06-30', '2008-12-15', '2015-02-01', '2025-12-31'])(
    'has in hledger, account by account, the values that our own rule gives on %s',
    (day) => {
      const sets = rateSets().map(({ rateType: type, ...set }, seq) => ({ ...set, type, seq }));
      const wanted = { counter: 'USD', type: 'closing', at: `${day}T23:59:59.999Z` } as const;
      const terms: Pick<Wanted, 'sources' | 'pivots' | 'maxAge'> = {
        sources: ['fred'],
        pivots: [],
        maxAge: Infinity,
      };
      const expected = [...journal.state.accounts.values()]
        .filter(({ path }) => path.startsWith('held:'))
        .flatMap(({ path, balances }) =>
          balances.map(({ currency: { code, decimals }, debits, credits }): [string, string] => {
            const found = lookUp(sets, { ...wanted, ...terms, base: code });
            if (typeof found === 'string') throw new Error(`${code} has no rate`);
            return [path, `${formatUnits(value(debits - credits, decimals, found.mid, 2), 2)} USD`];
          }),
        );
      expect(expected).toHaveLength(69);
      expect(valuesAt(day, 'USD')).toEqual(new Map(expected));
    },
  );
});
