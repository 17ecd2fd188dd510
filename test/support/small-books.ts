import type { Stream } from '@streams/stream';
import { opened, openLedger, paid } from './given';
import { RecordedBooks } from './recorded-books';

/** A ledger with two accounts and so many transactions between them, not stored yet. */
export function smallBooks(
  stream: Pick<Stream, 'append'>,
  ledger: string,
  transactions: number,
): RecordedBooks {
  const books = new RecordedBooks(stream, ledger, ledger.length * 1_000_000);
  for (const command of [openLedger(), opened('cash'), opened('sales', 'income')]) books.perform(command);
  for (let i = 0; i < transactions; i += 1) books.perform(paid('1.50', 'cash', 'sales'));
  return books;
}
