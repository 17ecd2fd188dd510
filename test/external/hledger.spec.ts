import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerState } from '@ledger/state';
import type { ExportedEvent } from '@export/until';
import { recordCardDesk } from '../support/card-desk';
import { temporaryExportFolder } from '../support/exported';
import { credit, currency, debit, opened, paid, post } from '../support/given';
import { balancesOf, plainExport } from '../support/plain-export';
import { amlsimBooks, booksInMemory, ethereumBooks, eventsOf } from '../support/real-books';
import type { RecordedBooks } from '../support/recorded-books';
import { RecordedJournal } from '../support/recorded-journal';

let folder: ReturnType<typeof temporaryExportFolder>;
let file: string;
beforeEach(() => {
  folder = temporaryExportFolder();
  file = join(folder.path, 'ledger.journal');
});
afterEach(() => folder.remove());

function hledger(...words: string[]) {
  const { status, stdout, stderr, error } = spawnSync('hledger', ['-f', file, ...words], {
    encoding: 'utf8',
    env: { ...process.env, LANG: 'C.UTF-8' },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw error;
  return { status, stdout, stderr };
}

const check = () => hledger('check', '--strict', 'balancednoautoconversion', 'ordereddates');

/** What hledger says that each account has, in minor units, by `<account> <currency>`; nothing where it is zero. */
function balancesInHledger(): Map<string, bigint> {
  const { stdout } = hledger('balance', '--flat', '--no-total', '--layout=bare', '-O', 'csv');
  const [, ...rows] = stdout.trim().split('\n');
  return new Map(
    rows.map((row) => {
      const [account, commodity, balance] = row.slice(1, -1).split('","');
      return [`${account} ${commodity}`, BigInt(balance!.replace('.', ''))] as const;
    }),
  );
}

function notZero(balances: ReadonlyMap<string, bigint>): Map<string, bigint> {
  return new Map([...balances].filter(([, units]) => units !== 0n));
}

const hostileWords = [
  '; date:2020-01-01',
  '* ! (code) [2020-01-01=2020-02-02]',
  'type: A, date2:2020-01-01 | payee',
  'include /etc/passwd',
  '  @@ 5 = 3 {2} ',
  '“Ωmega” 北京 😀 é \u2028 \u00a0',
];

/** Words and names that mean something to hledger, amounts of every size, and entries that came late. */
function hostileBooks(): RecordedBooks {
  const books = booksInMemory();
  books.perform(currency('T-0A.B_C', 18));
  const paths = ['account', 'include', '2026-01-01', '0', 'comment:end', 'assets:a-_'];
  for (const path of paths) books.perform(opened(path, 'equity'));
  hostileWords.forEach((words, at) => {
    const details = {
      description: words,
      tags: [words],
      metadata: { date: words, type: words, 'x.y-z': '' },
    };
    const [from, to] = [paths[at % paths.length]!, paths[(at + 1) % paths.length]!];
    books.perform(paid('1.10', from, to, { ...details, reference: `${words} ${at}` }));
    books.perform(paid('0.00', to, from, { effectiveAt: `201${at}-02-28T23:59:59.999Z` }));
  });
  const most = `${'9'.repeat(20)}.${'9'.repeat(17)}8`;
  books.perform(post(debit('0', most, 'T-0A.B_C'), credit('include', most, 'T-0A.B_C')));
  books.perform(
    post(debit('0', `${'8'.repeat(38)}`, 'JPY'), credit('2026-01-01', `${'8'.repeat(38)}`, 'JPY')),
  );
  books.perform(paid('5.00', 'account', 'comment:end', { effectiveAt: '0001-01-01T00:00:00.000Z' }));
  return books;
}

/** A journal as an export reads it, and the rules' own state at its end. */
interface Journalled {
  readonly events: readonly ExportedEvent[];
  readonly state: LedgerState;
}

const ofBooks = (books: RecordedBooks): Journalled => ({ events: eventsOf(books), state: books.state });

function cardDesk(): Journalled {
  const journal = new RecordedJournal();
  recordCardDesk(journal);
  return { events: journal.events.map((event, revision) => ({ ...event, revision })), state: journal.state };
}

describe.each([
  ['hostile names, words and amounts', () => ofBooks(hostileBooks()), 10],
  ['imported history, holds and partial reversals', cardDesk, 5],
  ['transfers of AMLSim', () => ofBooks(amlsimBooks(1_500)), 500],
  ['token transfers of Ethereum', () => ofBooks(ethereumBooks()), 250],
])('a journal of %s', (_, journalOf, transactionsLeast) => {
  let journal: Journalled;
  beforeAll(() => {
    journal = journalOf();
  });
  beforeEach(() => plainExport(folder.path, journal.events));

  it('is accepted by hledger in its strictest mode', () => {
    expect(check()).toEqual({ status: 0, stdout: '', stderr: '' });
    const transactions = journal.events.filter(({ data }) => isTransaction(data)).length;
    expect(transactions).toBeGreaterThan(transactionsLeast);
    expect(hledger('stats').stdout).toMatch(new RegExp(`^Transactions +: ${transactions + 1} `, 'm'));
  });

  it('has the same balances in hledger, to the last digit', () => {
    expect(balancesInHledger()).toEqual(notZero(balancesOf(journal.state)));
  });

  it('is refused by hledger once a digit of a balance is another', () => {
    const text = readFileSync(file, 'utf8');
    const last = text.lastIndexOf('\n    ', text.length - 2);
    writeFileSync(file, text.slice(0, last) + text.slice(last).replace(/(\d)( "[^"]+")$/m, changedDigit));
    expect(readFileSync(file, 'utf8')).not.toBe(text);
    const { status, stderr } = check();
    expect(status).not.toBe(0);
    expect(stderr).toContain('balance assertion');
  });
});

function isTransaction(data: Uint8Array): boolean {
  return Buffer.from(data).includes('"type":"TransactionPosted"');
}

function changedDigit(_: string, digit: string, rest: string): string {
  return `${(Number(digit) + 1) % 10}${rest}`;
}

it('dates in words move no transaction', async () => {
  await plainExport(folder.path, eventsOf(hostileBooks()));
  const dates = hledger('print', '-O', 'csv').stdout.match(/"2020-0[12]-\d\d"/g);
  expect(dates).toBeNull();
});
