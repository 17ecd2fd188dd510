import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectEventStore } from '@streams/eventstore-stream';
import type { Accepted } from '@journal/answer';
import { Journal } from '@journal/journal';
import type { LedgerEvent } from '@ledger/ledger';
import type { JournalOptions } from '@journal/journals';
import { silentObserver } from '@journal/observer';
import { journalOf, type Stream } from '@streams/stream';
import { systemWorld } from '@journal/system-world';
import { readEntry, type Entry } from '@entries/entry';
import { fileKeys } from '@signers/open-keys';
import { caller } from './caller';

/** A folder for keys and snapshots that goes with the test. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'ledger-journal-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A journal on a real store, as the API has one, with short time-outs. */
export function journalAt(url: string, folder: string, change: Partial<JournalOptions> = {}): Journal {
  return new Journal({
    ...systemWorld,
    stream: connectEventStore(url, { appendTimeoutMs: 500 }),
    keys: fileKeys(join(folder, 'keys'), 'test.local'),
    observer: silentObserver,
    limits: {
      appendBytesMax: 1_048_576,
      queueMax: 10_000,
      patienceMs: 300_000,
      retryMs: { first: 10, longest: 200 },
    },
    snapshots: undefined,
    ...change,
  });
}

/** Opens a ledger with a bank and wallets that may not be overdrawn. */
export async function openBooks(journal: Journal, ledger: string): Promise<void> {
  const limits = [{ currency: 'EUR', minimum: '0.00' }];
  await journal.openLedger(ledger, {
    actor: caller,
    key: 'open',
    opening: { name: 'Books', chart: [{ pattern: 'wallets:*', type: 'liability', limits }] },
  });
  const bank = { type: 'OpenAccount', path: 'bank', accountType: 'asset' } as const;
  await journal.submit(ledger, { actor: caller, key: 'bank', command: bank });
}

/** Pays into, or between, wallets. */
export function pay(
  journal: Journal,
  ledger: string,
  payment: { key: string; from?: string; to: string; amount: string },
): Promise<Accepted<LedgerEvent>> {
  const { key, from = 'bank', to, amount } = payment;
  const posting = (account: string, side: 'debit' | 'credit') => ({ account, amount, currency: 'EUR', side });
  const postings = [posting(from, 'debit'), posting(to, 'credit')];
  return journal.submit(ledger, { actor: caller, key, command: { type: 'PostTransaction', postings } });
}

export async function entriesOf(stream: Pick<Stream, 'read'>, ledger: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const stored of stream.read(journalOf(ledger), 0)) entries.push(readEntry(stored.data));
  return entries;
}
