import { linesOf, type Line as TextLine } from '@files/lines';
import { shown } from '@files/decimal';
import { decodeText } from './bytes/decode';
import { FileNotReadable } from './bytes/file-not-readable';
import { idsOf } from './values/ids';
import { amountOf } from './values/money';
import type { Advice, FileRecord, Way } from './record';

const width = 94;
const currency = 'USD';
const decimals = 2;

/** What a batch or the file adds up. */
class Totals {
  entries = 0;
  hash = 0n;
  readonly sums: Record<'debit' | 'credit', bigint> = { debit: 0n, credit: 0n };

  add(other: Totals): void {
    this.entries += other.entries;
    this.hash += other.hash;
    this.sums.debit += other.sums.debit;
    this.sums.credit += other.sums.credit;
  }
}

/** An entry until its addendum is read. */
interface Entry {
  readonly line: number;
  readonly text: string;
  isExplained: boolean;
}

/**
 * NACHA files of returns and of notifications of change: 94 columns a line. They book nothing; each is an advice by the
 * trace number of what we sent.
 * @see https://achdevguide.nacha.org/ach-file-details
 */
export async function* readNacha(
  chunks: AsyncIterable<Uint8Array>,
  encodings: readonly string[],
): AsyncGenerator<FileRecord> {
  const reader = new NachaReader();
  let last = 1;
  for await (const line of linesOf(decodeText(chunks, encodings))) {
    last = line.number;
    yield* reader.push(line);
  }
  reader.end(last);
}

class NachaReader {
  private batch = new Totals();
  private readonly file = new Totals();
  private batches = 0;
  private entry: Entry | undefined;
  private isClosed = false;

  push({ isTooLong, number, text }: TextLine): FileRecord[] {
    if (text.trim() === '') return [];
    if (isTooLong || text.trimEnd().length > width || !/^[156789]/.test(text))
      throw new FileNotReadable(`has a record that is none of NACHA: ${JSON.stringify(shown(text))}`, number);
    if (this.isClosed) return this.padding(text, number);
    const record = text.padEnd(width);
    const type = record[0];
    if (type === '7') return this.addendum(record, number);
    const left = this.unexplained();
    if (type === '6') this.begin(record, number);
    else if (type === '5') this.batch = new Totals();
    else if (type === '8') return [...left, ...this.closeBatch(record)];
    else if (type === '9') return [...left, ...this.closeFile(record)];
    return left;
  }

  end(line: number): void {
    if (!this.isClosed) throw new FileNotReadable('ends without its record 9', line);
  }

  private begin(text: string, line: number): void {
    this.batch.entries += 1;
    this.batch.hash += digits(text.slice(3, 11));
    this.batch.sums[isDebit(text) ? 'debit' : 'credit'] += digits(text.slice(29, 39));
    this.entry = { line, text, isExplained: false };
  }

  private addendum(text: string, line: number): FileRecord[] {
    this.batch.entries += 1;
    const { entry } = this;
    const isReturn = text.startsWith('799');
    if (!entry || entry.isExplained) return [unreadable(line, 'It follows no entry.', text)];
    entry.isExplained = true;
    if (!isReturn && !text.startsWith('798'))
      return [unreadable(line, 'It is neither a return nor a notification of change.', text)];
    if (!/^\d{10}$/.test(entry.text.slice(29, 39)))
      return [unreadable(entry.line, 'Its amount is not ten digits.', entry.text)];
    return [{ kind: 'advice', advice: adviceOf(entry.text, text, isReturn) }];
  }

  /** An entry whose addendum is not there says nothing of what we sent. */
  private unexplained(): FileRecord[] {
    const { entry } = this;
    this.entry = undefined;
    if (!entry || entry.isExplained) return [];
    return [unreadable(entry.line, 'It is neither a return nor a notification of change.', entry.text)];
  }

  private closeBatch(text: string): FileRecord[] {
    const { batch } = this;
    this.batches += 1;
    this.file.add(batch);
    this.batch = new Totals();
    return compared('batch', batch, [
      text.slice(4, 10),
      text.slice(10, 20),
      text.slice(20, 32),
      text.slice(32, 44),
    ]);
  }

  private closeFile(text: string): FileRecord[] {
    this.isClosed = true;
    const { batches, file } = this;
    return [
      ...counted('file', 'batches', text.slice(1, 7), batches),
      ...compared('file', file, [
        text.slice(13, 21),
        text.slice(21, 31),
        text.slice(31, 43),
        text.slice(43, 55),
      ]),
    ];
  }

  /** Lines of nines fill the last block of ten. */
  private padding(text: string, line: number): FileRecord[] {
    if (/^9+$/.test(text.trim())) return [];
    return [unreadable(line, 'It stands behind the end of the file.', text)];
  }
}

/** Transaction codes end with 1 for the return of a credit and with 6 for that of a debit; 5 to 9 are debits. */
function isDebit(entry: string): boolean {
  return Number(entry[2]) >= 5;
}

function adviceOf(entry: string, addendum: string, isReturn: boolean): Advice {
  const ids = idsOf({ trace: addendum.slice(6, 21), customer: entry.slice(39, 54) });
  const reason = addendum.slice(3, 6);
  const name = entry.slice(54, 76).trim();
  const account = entry.slice(12, 29).trim();
  const party = { ...(name && { name }), ...(account && { account }) };
  if (!isReturn) {
    const text = addendum.slice(35, 64).trim();
    return { ids, party, reason, ...(text && { text }), why: 'changed' };
  }
  // A credit of ours that is returned brings money back, a debit of ours takes it out again.
  const way: Way = isDebit(entry) ? 'out' : 'in';
  const text = addendum.slice(35, 79).trim();
  return {
    amount: amountOf(digits(entry.slice(29, 39)), decimals),
    currency,
    ids,
    party,
    reason,
    ...(text && { text }),
    way,
    why: 'returned',
  };
}

/** Compares entries, hash, debits and credits. A hash is the sum of routing numbers, of which ten digits are kept. */
function compared(
  of: string,
  found: Totals,
  [entries = '', hash = '', debits = '', credits = '']: string[],
): FileRecord[] {
  return [
    ...counted(of, 'entries', entries, found.entries),
    ...counted(of, 'hash', hash, found.hash % 10_000_000_000n),
    ...summed(of, 'debits', debits, found.sums.debit),
    ...summed(of, 'credits', credits, found.sums.credit),
  ];
}

function counted(of: string, what: string, stated: string, found: number | bigint): FileRecord[] {
  return digits(stated) === BigInt(found) ? [] : [mismatch(of, `${what} ${digits(stated)}`, String(found))];
}

function summed(of: string, what: string, stated: string, found: bigint): FileRecord[] {
  const units = digits(stated);
  return units === found
    ? []
    : [mismatch(of, `${what} ${amountOf(units, decimals)}`, amountOf(found, decimals))];
}

function mismatch(of: string, stated: string, found: string): FileRecord {
  return { kind: 'break', break: { kind: 'ControlTotalMismatch', of, stated, found } };
}

/** 0 for what is no number; a control total then shows it. */
function digits(text: string): bigint {
  return /^\d+$/.test(text) ? BigInt(text) : 0n;
}

function unreadable(line: number, reason: string, text: string): FileRecord {
  return {
    kind: 'break',
    break: { kind: 'LineUnreadable', fileLine: String(line), reason, text: shown(text.trim()) },
  };
}
