import { setImmediate } from 'node:timers/promises';
import type { Entry } from '@entries/entry';
import type { Journal } from '@journal/journal';
import { connectEventStore } from '@streams/eventstore-stream';
import { durableEventStore } from '../support/event-store';
import { credit, debit } from '../support/given';
import { held } from '../support/given-holds';
import { entriesOf, journalAt, openBooks, pay, temporaryFolder } from '../support/journals';
import { caller } from '../support/caller';

const hourMs = 3_600_000;

describe('expiry on a real store', () => {
  const folder = temporaryFolder();
  let store: Awaited<ReturnType<typeof durableEventStore>>;
  let reader: ReturnType<typeof connectEventStore>;
  /** How far the clock of the test is ahead of that of the machine. */
  let aheadMs = 0;
  let ledgers = 0;
  const journals: Journal[] = [];

  beforeAll(async () => {
    store = await durableEventStore();
    reader = connectEventStore(store.url);
  });
  afterEach(async () => {
    for (const journal of journals.splice(0)) await journal.close();
  });
  afterAll(async () => {
    await reader.close();
    await store.stop();
    folder.remove();
  });

  const now = () => Date.now() + aheadMs;

  /** Looks at the clock at every turn. */
  async function delay(milliseconds: number, signal?: AbortSignal): Promise<void> {
    const until = now() + milliseconds;
    while (now() < until) await setImmediate(undefined, { ...(signal && { signal }) });
  }

  /** A process of its own, so to speak, on the clock of the test. */
  function started(): Journal {
    const journal = journalAt(store.url, folder.path, { now, delay });
    journals.push(journal);
    return journal;
  }

  /** A ledger in which so many holds of 10.00 each expire in an hour. */
  async function withHolds(journal: Journal, count: number): Promise<string> {
    ledgers += 1;
    const ledger = `expiry-${ledgers}`;
    await openBooks(journal, ledger);
    await pay(journal, ledger, { key: 'in', to: 'wallets:a', amount: `${count}0.00` });
    const expiresAt = new Date(now() + hourMs).toISOString();
    const holds = Array.from({ length: count }, (_, i) => {
      return {
        actor: caller,
        key: `hold-${i}`,
        command: held('10.00', 'wallets:a', 'wallets:b', { expiresAt }),
      };
    });
    await journal.submitIndependent(ledger, holds);
    return ledger;
  }

  async function expiredIn(ledger: string, count: number): Promise<Entry[]> {
    for (;;) {
      const expired = (await entriesOf(reader, ledger)).filter(({ type }) => type === 'HoldExpired');
      if (expired.length >= count) return expired;
    }
  }

  it('is found again by a process that starts later, in ledgers that nobody asks it for', async () => {
    const before = started();
    const ledgers = [await withHolds(before, 2), await withHolds(before, 1)];
    aheadMs += hourMs;
    started().writeDue();

    expect(await expiredIn(ledgers[0]!, 2)).toHaveLength(2);
    expect(await expiredIn(ledgers[1]!, 1)).toHaveLength(1);
  });

  it('of a ledger that is opened while a process watches is written by that process', async () => {
    started().writeDue();
    const ledger = await withHolds(started(), 1);
    aheadMs += hourMs;

    expect(await expiredIn(ledger, 1)).toHaveLength(1);
  });

  it('happens once where two processes watch, and before what a third decides', async () => {
    const [first, second, third] = [started(), started(), started()];
    first.writeDue();
    second.writeDue();
    const ledger = await withHolds(third, 20);
    aheadMs += hourMs;
    await third.submit(ledger, {
      actor: caller,
      key: 'all',
      command: {
        type: 'PostTransaction',
        postings: [debit('wallets:a', '200.00'), credit('wallets:b', '200.00')],
      },
    });
    const types = (await entriesOf(reader, ledger)).map(({ type }) => type);

    expect(types.filter((type) => type === 'HoldExpired')).toHaveLength(20);
    expect(types.slice(-2)).toEqual(['HoldExpired', 'TransactionPosted']);
  });
});
