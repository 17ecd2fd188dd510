import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentObserver, type JournalObserver } from '@journal/observer';
import type { Journal } from '@journal/journal';
import { durableEventStore } from '../support/event-store';
import { journalAt, openBooks, pay, temporaryFolder } from '../support/journals';

type Load = Parameters<JournalObserver['loaded']>[1];

describe('a writer that starts again', () => {
  const folder = temporaryFolder();
  const snapshots = { folder: join(folder.path, 'snapshots'), everyEntries: 1_000 };
  const ledger = 'books';
  let store: Awaited<ReturnType<typeof durableEventStore>>;
  let url: string;

  beforeAll(async () => {
    store = await durableEventStore();
    url = store.url;
    await using(async (journal) => {
      await openBooks(journal, ledger);
      for (let number = 0; number < 20; number += 1) {
        await pay(journal, ledger, { key: `in-${number}`, to: `wallets:w${number % 3}`, amount: '10.00' });
      }
    });
  });
  afterAll(async () => {
    await store.stop();
    folder.remove();
  });

  /** Runs a process of its own, so to speak, and answers how it loaded the ledger and what it could not use. */
  async function using(
    work: (journal: Journal) => Promise<unknown>,
  ): Promise<{ loads: Load[]; failures: unknown[] }> {
    const [loads, failures]: [Load[], unknown[]] = [[], []];
    const observer: JournalObserver = {
      ...silentObserver,
      loaded: (_, load) => loads.push(load),
      snapshotFailed: (_, error) => failures.push(error),
    };
    const journal = journalAt(url, folder.path, { snapshots, observer });
    await work(journal);
    await journal.close();
    return { loads, failures };
  }

  const snapshotFile = () => join(snapshots.folder, readdirSync(snapshots.folder)[0]!);
  const spendAll = (key: string) => (journal: Journal) =>
    pay(journal, ledger, { key, from: 'wallets:w0', to: 'wallets:w1', amount: '70.00' }).catch(
      (error: unknown) => error,
    );

  it('reads only what came after its snapshot, and knows every balance and key', async () => {
    const { loads } = await using(async (journal) => {
      expect(
        (await pay(journal, ledger, { key: 'in-3', to: 'wallets:w0', amount: '10.00' })).isReplayed,
      ).toBe(true);
      await pay(journal, ledger, { key: 'spend', from: 'wallets:w0', to: 'wallets:w1', amount: '70.00' });
      expect(await spendAll('spend more')(journal)).toMatchObject({ code: 'BalanceBelowMinimum' });
    });
    expect(loads).toMatchObject([{ entries: 0, fromSnapshot: true }]);
  });

  it('finds the snapshot that was being written when the one before it was closed', async () => {
    const eager = { ...snapshots, everyEntries: 1 };
    const journal = journalAt(url, folder.path, { snapshots: eager });
    const payments = Array.from({ length: 50 }, (_, number) =>
      pay(journal, ledger, { key: `late-${number}`, to: 'wallets:w2', amount: '0.01' }),
    );
    await Promise.all(payments);
    await journal.close();
    const { loads } = await using((next) =>
      pay(next, ledger, { key: 'late-0', to: 'wallets:w2', amount: '0.01' }),
    );
    expect(loads).toMatchObject([{ entries: 0, fromSnapshot: true }]);
  });

  it('folds the whole journal where the snapshot was changed by a byte', async () => {
    const bytes = readFileSync(snapshotFile());
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(snapshotFile(), bytes);
    const { loads } = await using(async (journal) => {
      expect(await spendAll('after the flip')(journal)).toMatchObject({ code: 'BalanceBelowMinimum' });
    });
    expect(loads[0]).toMatchObject({ fromSnapshot: false });
    expect(loads[0]!.entries).toBeGreaterThan(20);
  });

  it('folds the whole journal where the snapshot is of another one', async () => {
    const other = await durableEventStore();
    url = other.url;
    const { loads, failures } = await using((journal) => openBooks(journal, ledger));
    url = store.url;
    expect(loads[0]).toMatchObject({ entries: 0, fromSnapshot: false });
    expect(String(failures[0])).toContain('another entry');
    await other.stop();
  });
});
