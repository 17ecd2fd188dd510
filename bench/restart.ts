import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectEventStore } from '@streams/eventstore-stream';
import { Journal } from '@journal/journal';
import type { Keyed } from '@journal/journals';
import type { LedgerCommand } from '@ledger/ledger';
import { silentObserver } from '@journal/observer';
import { journalOf } from '@streams/stream';
import { systemWorld } from '@journal/system-world';
import { figure, type Figure } from './figures';
import { accountCount, accountOf, transaction, type System } from './system';
import { fileKeys } from '@signers/open-keys';

const entriesWanted = 100_000;

/** A ledger of 100,000 entries: how long until a new process takes a write, and what one entry weighs in the store. */
export async function restart(system: System): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ledger-restart-'));
  const ledger = `restart-${randomUUID().slice(0, 8)}`;
  try {
    await fill(system, ledger, folder);
    const withSnapshot = await timeToWrite(system, ledger, folder);
    await rm(join(folder, 'snapshots'), { recursive: true });
    const without = await timeToWrite(system, ledger, folder);
    return [
      figure('restart.100k', without, 'ms'),
      figure('restart.100k.snapshot', withSnapshot, 'ms'),
      figure('journal.bytes_per_entry', await bytesPerEntry(system, ledger), 'bytes'),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function journalOn(system: System, folder: string): Journal {
  return new Journal({
    ...systemWorld,
    stream: connectEventStore(system.eventStore),
    keys: fileKeys(join(folder, 'keys'), 'bench.local'),
    observer: silentObserver,
    limits: {
      appendBytesMax: 1_048_576,
      queueMax: entriesWanted,
      patienceMs: 10_000,
      retryMs: { first: 50, longest: 1_000 },
    },
    snapshots: { folder: join(folder, 'snapshots'), everyEntries: entriesWanted },
  });
}

const actor = { at: '203', grant: '21', sub: 'bench' };

async function fill(system: System, ledger: string, folder: string): Promise<void> {
  const journal = journalOn(system, folder);
  const chart = [{ pattern: 'customers:*:wallet', type: 'liability' as const }];
  await journal.openLedger(ledger, { actor, key: 'open', opening: { name: 'Restart', chart } });
  await journal.submit(ledger, {
    actor,
    key: 'bank',
    command: { type: 'OpenAccount', path: 'bank', accountType: 'asset' },
  });
  for (let first = 0; first < entriesWanted - accountCount; first += 1_000) {
    await journal.submitIndependent(
      ledger,
      Array.from({ length: 1_000 }, (_, i) => topUp(first + i)),
    );
  }
  await journal.close();
}

function topUp(number: number): Keyed<LedgerCommand> {
  const { postings, category } = transaction('bank', accountOf(number % accountCount), '1.00');
  const sides = postings.map((posting) => ({ ...posting, side: posting.side as 'debit' | 'credit' }));
  return { actor, key: `top-up-${number}`, command: { type: 'PostTransaction', postings: sides, category } };
}

async function timeToWrite(system: System, ledger: string, folder: string): Promise<number> {
  const begin = performance.now();
  const journal = journalOn(system, folder);
  const accountType = 'asset';
  const path = `vault:v${Math.round(begin)}`;
  await journal.submit(ledger, { actor, key: path, command: { type: 'OpenAccount', path, accountType } });
  return performance.now() - begin;
}

async function bytesPerEntry(system: System, ledger: string): Promise<number> {
  const stream = connectEventStore(system.eventStore);
  let [bytes, entries] = [0, 0];
  for await (const { data, metadata } of stream.read(journalOf(ledger), 0)) {
    bytes += data.length + metadata.length;
    entries += 1;
  }
  await stream.close();
  return bytes / entries;
}
