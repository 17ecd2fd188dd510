import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatUnits } from '@ledger/money/amount';
import { Refusal } from '@ledger/refusal';
import type { PostTransaction } from '@ledger/transactions/transaction';
import { entryBytes } from '@entries/entry';
import type { ExportedEvent } from '@export/until';
import { cents, linesOf } from './amlsim';
import { chart, credit, currency, debit, opened, openLedger, post } from './given';
import { RecordedBooks } from './recorded-books';

/** A ledger whose entries are kept in memory alone. */
export function booksInMemory(): RecordedBooks {
  const books = new RecordedBooks({ append: () => Promise.resolve() }, 'books');
  books.perform(openLedger());
  return books;
}

/** Its entries as an export reads them. */
export function eventsOf({ entries }: RecordedBooks): ExportedEvent[] {
  return entries.map((entry, revision) => ({ revision, data: entryBytes(entry), metadata: Buffer.alloc(0) }));
}

/** The first transfers of AMLSim, between accounts that may not be overdrawn: some are refused. */
export function amlsimBooks(transfersMax: number): RecordedBooks {
  const books = booksInMemory();
  const limits = [{ currency: 'USD', minimum: '0.00' }];
  books.perform(opened('bank:funding'));
  books.perform(chart({ pattern: 'customers:*', type: 'liability', limits }));
  const transfers = linesOf('transactions.csv').slice(0, transfersMax);
  const nodes = new Set(transfers.flatMap(([source, target]) => [source, target]));
  for (const [node, , amount] of linesOf('nodes.csv')) {
    if (nodes.has(node)) books.perform(moved('bank:funding', `customers:${node}`, amount!));
  }
  for (const [source, target, value] of transfers)
    performIfCovered(books, moved(`customers:${source}`, `customers:${target}`, value!));
  return books;
}

function moved(from: string, to: string, dollars: string): PostTransaction {
  const amount = formatUnits(cents(dollars), 2);
  return post(debit(from, amount, 'USD'), credit(to, amount, 'USD'));
}

function performIfCovered(books: RecordedBooks, transfer: PostTransaction): void {
  try {
    books.perform(transfer);
  } catch (error) {
    if (!(error instanceof Refusal && error.code === 'BalanceBelowMinimum')) throw error;
  }
}

const tokenTransfers = join(__dirname, '../../examples/data/ethereum-blocks-17173049/token-transfers.ndjson');

/** The token transfers of two Ethereum blocks: each token a currency of 18 decimals, each address an account. */
export function ethereumBooks(): RecordedBooks {
  const books = booksInMemory();
  books.perform(chart({ pattern: 'addresses:*', type: 'equity' }));
  const known = new Set<string>();
  for (const line of readFileSync(tokenTransfers, 'utf8').trim().split('\n')) {
    const code = `T-${fieldOf(line, 'token_address').slice(2, 32).toUpperCase()}`;
    if (!known.has(code)) books.perform(currency(code, 18));
    known.add(code);
    const amount = formatUnits(BigInt(fieldOf(line, 'value')), 18);
    const [from, to] = ['from_address', 'to_address'].map((name) => `addresses:${fieldOf(line, name)}`);
    books.perform({
      ...post(debit(from!, amount, code), credit(to!, amount, code)),
      reference: fieldOf(line, 'item_id'),
      metadata: { transaction_hash: fieldOf(line, 'transaction_hash') },
    });
  }
  return books;
}

/** A field in its own digits: JSON.parse would round the values. */
function fieldOf(line: string, name: string): string {
  return new RegExp(`"${name}": "?([^",}]+)`).exec(line)![1]!;
}
