import { open, type FileHandle } from 'node:fs/promises';
import { Books, type BookAccount } from '@verifier/journal/books';
import type { Entry } from '@entries/entry';
import { ClosingPrices } from './closing-prices';
import {
  accountDirective,
  closingText,
  commodityDirective,
  dayOf,
  transactionText,
  type TransactionEntry,
} from './hledger-text';
import type { ReadEvent } from './until';

/** Reads the same events of a journal each time. */
export type ReadAgain = () => AsyncIterable<ReadEvent>;

/** What was written. */
export interface HledgerSummary {
  readonly entries: number;
  readonly transactions: number;
  readonly accounts: number;
  readonly assertions: number;
}

/** Bytes gathered before they are written. */
const portionBytes = 65_536;

/** An entry whose bytes cannot be read. */
export class UnreadableEntry extends Error {
  constructor(seq: number) {
    super(`Entry ${seq} cannot be read; verify the journal.`);
    this.name = 'UnreadableEntry';
  }
}

/**
 * Writes the transactions of a journal as an hledger journal, ordered by effective day and then by seq, as hledger
 * wants it, with every balance asserted at the end. The journal is read twice: the first time shows how much room each
 * day needs, the second puts each transaction into its place. So nothing is sorted, and no transaction is held.
 * @throws UnreadableEntry, JournalFault where the books do not hold, and the errors of the journal
 */
export async function writeHledger(path: string, read: ReadAgain): Promise<HledgerSummary> {
  const surveyed = await survey(read());
  const { books, roomOfDay, entries } = surveyed;
  const accounts = [...books.accounts.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  const file = await open(path, 'wx');
  try {
    const begin = await writeLines(file, preambleOf(surveyed, accounts), 0);
    const end = await placeTransactions(file, read(), roomOfDay, begin);
    const lastDay = [...roomOfDay.keys()].sort().at(-1);
    if (lastDay !== undefined) await writeLines(file, closingText(lastDay, accounts), end);
  } finally {
    await file.close();
  }
  const assertions = accounts.reduce((sum, { balances }) => sum + balances.length, 0);
  return { entries, transactions: books.transactions, accounts: accounts.length, assertions };
}

/** Bytes that the transactions of each day take. */
type Room = Map<string, number>;

/** What the first reading of a journal shows. */
interface Survey {
  readonly books: Books;
  readonly prices: ClosingPrices;
  /** Paths of the accounts of positions. */
  readonly ofPositions: ReadonlySet<string>;
  readonly roomOfDay: Room;
  readonly entries: number;
}

async function survey(events: AsyncIterable<ReadEvent>): Promise<Survey> {
  const books = new Books();
  const prices = new ClosingPrices();
  const ofPositions = new Set<string>();
  const roomOfDay: Room = new Map();
  let entries = 0;
  for await (const event of events) {
    const entry = entryOf(event);
    books.take(event.seq, entry);
    prices.take(entry);
    if (entry.type === 'ExchangeDeclared')
      for (const { equivalent, position } of entry.body.positions ?? [])
        ofPositions.add(equivalent).add(position);
    entries += 1;
    if (!isTransaction(entry)) continue;
    const day = dayOf(entry);
    roomOfDay.set(day, (roomOfDay.get(day) ?? 0) + Buffer.byteLength(transactionText(entry)));
  }
  return { books, prices, ofPositions, roomOfDay, entries };
}

/** @returns where the last of them ends */
async function placeTransactions(
  file: FileHandle,
  events: AsyncIterable<ReadEvent>,
  roomOfDay: Room,
  begin: number,
): Promise<number> {
  const placeOfDay: Room = new Map();
  let end = begin;
  for (const day of [...roomOfDay.keys()].sort()) {
    placeOfDay.set(day, end);
    end += roomOfDay.get(day)!;
  }
  let [today, portions] = ['', new Portions(file, begin)];
  for await (const event of events) {
    const entry = entryOf(event);
    if (!isTransaction(entry)) continue;
    if (dayOf(entry) !== today) {
      if (today !== '') placeOfDay.set(today, await portions.end());
      today = dayOf(entry);
      portions = new Portions(file, placeOfDay.get(today)!);
    }
    await portions.add(transactionText(entry));
  }
  await portions.end();
  return end;
}

function isTransaction(entry: Entry): entry is TransactionEntry {
  return entry.type === 'TransactionPosted';
}

function entryOf({ seq, entry }: ReadEvent): Entry {
  if (!entry) throw new UnreadableEntry(seq);
  return entry;
}

function* preambleOf(
  { books, ofPositions, prices }: Survey,
  accounts: readonly BookAccount[],
): Generator<string> {
  const used = accounts.flatMap(({ balances }) => balances.map(({ currency }) => currency.code));
  yield 'decimal-mark .\n\n';
  for (const code of [...new Set([...used, ...prices.codes])].sort())
    yield commodityDirective(books.currencyOf(code)!);
  yield '\n';
  for (const { path, type } of accounts) yield accountDirective(path, type, ofPositions.has(path));
  yield '\n';
  yield* prices.lines();
}

async function writeLines(file: FileHandle, lines: Iterable<string>, begin: number): Promise<number> {
  const portions = new Portions(file, begin);
  for (const line of lines) await portions.add(line);
  return portions.end();
}

/** Text that goes into a file from some place on. */
class Portions {
  private waiting: string[] = [];
  private waitingLength = 0;

  constructor(
    private readonly file: FileHandle,
    private at: number,
  ) {}

  async add(text: string): Promise<void> {
    this.waiting.push(text);
    this.waitingLength += text.length;
    if (this.waitingLength >= portionBytes) await this.end();
  }

  /** Writes what waits; answers where the next text would go. */
  async end(): Promise<number> {
    const bytes = Buffer.from(this.waiting.join(''));
    this.waiting = [];
    this.waitingLength = 0;
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await this.file.write(bytes, done, bytes.length - done, this.at);
      done += bytesWritten;
      this.at += bytesWritten;
    }
    return this.at;
  }
}
