import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { formatUnits } from '@ledger/money/amount';
import { lookUp, value } from '../property/naive-dealing';
import {
  dealingBooks,
  foreignIn,
  leapingHouse,
  monthlyHouse,
  pairOf,
  source,
} from '../support/dealing-books';
import { temporaryExportFolder } from '../support/exported';
import { balancesOf, plainExport } from '../support/plain-export';
import { eventsOf } from '../support/real-books';
import type { RecordedBooks } from '../support/recorded-books';

describe.each([
  ['23 currencies over the monthly rates of 2000 to 2025', monthlyHouse, 1_000],
  ['9 currencies of 0 to 18 decimals at rates that leap every day', leapingHouse, 500],
])('books of conversions in %s', (_, houseOf, conversionsMin) => {
  const house = houseOf();
  const { functional, markets } = house;
  const foreign = foreignIn(house);
  let folder: ReturnType<typeof temporaryExportFolder>;
  let books: RecordedBooks;
  beforeAll(async () => {
    folder = temporaryExportFolder();
    books = dealingBooks(house);
    await plainExport(folder.path, eventsOf(books));
  });
  afterAll(() => folder.remove());

  function hledger(...words: string[]): string {
    const { status, stdout, stderr } = spawnSync(
      'hledger',
      ['-f', join(folder.path, 'ledger.journal'), ...words],
      {
        encoding: 'utf8',
        env: { ...process.env, LANG: 'C.UTF-8' },
        maxBuffer: 64 * 1024 * 1024,
      },
    );
    expect([status, stderr]).toEqual([0, '']);
    return stdout;
  }

  /** Account, currency and figure of each line of a report. */
  function figures(...words: string[]): [account: string, code: string, figure: string][] {
    const report = hledger('balance', '--flat', '--no-total', '--layout=bare', '-O', 'csv', ...words);
    const rows = report.trim().split('\n').slice(1);
    return rows.map((row) => row.slice(1, -1).split('","') as [string, string, string]);
  }

  it('have conversions enough, and positions in every currency', () => {
    const conversions = books.entries.filter(({ body }) => 'exchange' in body && body.exchange);
    expect(conversions.length).toBeGreaterThan(conversionsMin);
    const open = foreign.filter(
      (code) => (balancesOf(books.state).get(`${pairOf(code).position} ${code}`) ?? 0n) !== 0n,
    );
    expect(open).toEqual(foreign);
  });

  it('are accepted by hledger in its strictest mode', () => {
    hledger('check', '--strict', 'balancednoautoconversion', 'ordereddates');
  });

  it('have the same balances in hledger, account by account, to the last digit', () => {
    const found = figures().map(([account, code, figure]) => [
      `${account} ${code}`,
      BigInt(figure.replace('.', '')),
    ]);
    const expected = [...balancesOf(books.state)].filter(([, units]) => units !== 0n);
    expect(new Map(found as [string, bigint][])).toEqual(new Map(expected));
  });

  it('have positions on what hledger takes for conversion accounts', () => {
    const pairs = foreign.flatMap((code) => [pairOf(code).equivalent, pairOf(code).position]);
    expect(hledger('accounts', 'type:v').trim().split('\n')).toEqual(pairs);
  });

  it('have positions that hledger values, account by account, as our own rule does', () => {
    const last = markets.at(-1)!;
    const set = { seq: 0, source, type: 'closing', observedAt: last.day, rates: last.rates };
    const decimals = 2;
    const expected = foreign.map((code) => {
      const terms = { type: 'closing', at: last.day, sources: [source], pivots: [], maxAge: Infinity };
      const found = lookUp([set], { ...terms, base: code, counter: functional });
      if (typeof found === 'string') throw new Error(`${code} has no rate`);
      const account = books.state.accounts.get(pairOf(code).position)!;
      const { currency, debits, credits } = account.balances[0]!;
      const units = value(debits - credits, currency.decimals, found.mid, decimals);
      return [account.path, formatUnits(units, decimals)];
    });
    const found = figures('equity:fx:.*:position', '--empty', `--value=${last.day},${functional}`);
    const figure = (text: string) => (text === '0' ? '0.00' : text);
    expect(found.map(([account, , text]) => [account, figure(text)])).toEqual(expected);
  });
});
