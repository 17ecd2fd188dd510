import { randomUUID } from 'node:crypto';
import { connectEventStore } from '@streams/eventstore-stream';
import type { Journal } from '@journal/journal';
import { silentObserver } from '@journal/observer';
import type { Stream } from '@streams/stream';
import type { Fault } from '../../apps/event-store/src/faults';
import { durableEventStore } from '../support/event-store';
import { entriesOf, journalAt, openBooks, pay, temporaryFolder } from '../support/journals';

type Store = Awaited<ReturnType<typeof durableEventStore>>;

const faults: [string, Fault][] = [
  ['does not answer what it has committed', { kind: 'swallow-answer' }],
  ['commits and drops the connection', { kind: 'drop-connection' }],
  ['drops the connection before it commits', { kind: 'drop-connection', commits: false }],
  ['answers late', { kind: 'delay', delayMs: 800 }],
  ['commits and ends the call with OK', { kind: 'close-call' }],
  ['ends the call with OK before it commits', { kind: 'close-call', commits: false }],
  ['is busy', { kind: 'server-busy' }],
  ['is not ready', { kind: 'not-ready' }],
  ['times out and commits', { kind: 'timeout', commits: true }],
  ['times out and does not commit', { kind: 'timeout', commits: false }],
];

describe('a writer whose event store', () => {
  const folder = temporaryFolder();
  let store: Store;
  let journal: Journal;
  let stream: Stream;
  let ledger: string;
  let whenUnknown: () => void = () => undefined;

  beforeAll(async () => {
    store = await durableEventStore();
    const observer = { ...silentObserver, outcomeUnknown: () => whenUnknown() };
    journal = journalAt(store.url, folder.path, { observer });
    stream = connectEventStore(store.url);
  });
  beforeEach(async () => {
    ledger = `l-${randomUUID()}`;
    await openBooks(journal, ledger);
  });
  afterEach(() => store.running.faults.clear());
  afterAll(async () => {
    await journal.close();
    await stream.close();
    await store.stop();
    folder.remove();
  });

  async function expectPaidOnce(): Promise<void> {
    const entries = await entriesOf(stream, ledger);
    expect(entries.filter(({ type }) => type === 'TransactionPosted').map(({ idem }) => idem)).toEqual([
      'pay',
    ]);
  }

  it.each(faults)('%s, twice, still answers its caller, and pays once', async (_, fault) => {
    store.running.faults.next(fault, 2);
    const { entry } = await pay(journal, ledger, { key: 'pay', to: 'wallets:a', amount: '1.00' });
    expect(store.running.faults.struck[fault.kind]).toBeGreaterThan(0);
    expect((await entriesOf(stream, ledger)).find(({ seq }) => seq === entry.seq)).toEqual(entry);
    await expectPaidOnce();
  });

  it('denies an append refuses the command, has done nothing, and says so until an append is let in', async () => {
    store.running.faults.next({ kind: 'access-denied' });
    const payment = { key: 'pay', to: 'wallets:a', amount: '1.00' };
    await expect(pay(journal, ledger, payment)).rejects.toMatchObject({
      code: 'StoreDeniesWrites',
      facts: { ledger },
    });
    expect(journal.stoppedLedgers).toEqual([
      `The event store does not let the user of this process append to journal-${ledger} ($w). This request did nothing.`,
    ]);
    expect(store.running.faults.struck['access-denied']).toBe(1);
    expect((await entriesOf(stream, ledger)).some(({ idem }) => idem === 'pay')).toBe(false);

    await pay(journal, ledger, payment);
    expect(journal.stoppedLedgers).toEqual([]);
    await expectPaidOnce();
  });

  it('denies the repetition of an append alone goes on asking, for the first may have been stored', async () => {
    store.running.faults.next({ kind: 'timeout', commits: true });
    store.running.faults.next({ kind: 'access-denied' });
    await pay(journal, ledger, { key: 'pay', to: 'wallets:a', amount: '1.00' });
    expect(journal.stoppedLedgers).toEqual([]);
    await expectPaidOnce();
  });

  it('names another leader goes there', async () => {
    const { port } = store.running;
    store.running.faults.next({ kind: 'not-leader', host: '127.0.0.1', port });
    await pay(journal, ledger, { key: 'pay', to: 'wallets:a', amount: '1.00' });
    await expectPaidOnce();
  });

  it('freezes answers when it has thawed, and pays once', async () => {
    const timedOut = new Promise<void>((resolve) => (whenUnknown = resolve));
    store.running.faults.freeze();
    const paid = pay(journal, ledger, { key: 'pay', to: 'wallets:a', amount: '1.00' });
    await timedOut;
    store.running.faults.thaw();
    await paid;
    await expectPaidOnce();
  });

  it('gives no answer for longer than a caller waits says that the outcome is unknown, and knows it later', async () => {
    const impatient = journalAt(store.url, folder.path, {
      limits: {
        appendBytesMax: 1_048_576,
        queueMax: 10,
        patienceMs: 300,
        retryMs: { first: 10, longest: 50 },
      },
    });
    await pay(impatient, ledger, { key: 'first', to: 'wallets:a', amount: '1.00' });
    store.running.faults.freeze();
    await expect(
      pay(impatient, ledger, { key: 'pay', to: 'wallets:a', amount: '1.00' }),
    ).rejects.toMatchObject({
      code: 'OutcomeUnknown',
    });
    store.running.faults.thaw();
    const { entry } = await pay(impatient, ledger, { key: 'pay', to: 'wallets:a', amount: '1.00' });
    const paid = (await entriesOf(stream, ledger)).filter(({ idem }) => idem === 'pay');
    expect(paid).toEqual([entry]);
    await impatient.close();
  });
});

describe('a writer that has answered everybody', () => {
  it('says that no command is waiting', async () => {
    const folder = temporaryFolder();
    const store = await durableEventStore();
    const waiting: number[] = [];
    const observer = { ...silentObserver, queued: (_: string, commands: number) => waiting.push(commands) };
    const journal = journalAt(store.url, folder.path, { observer });
    await openBooks(journal, 'books');
    await Promise.all(
      ['one', 'two', 'three'].map((key) => pay(journal, 'books', { key, to: 'wallets:a', amount: '1.00' })),
    );
    await journal.close();
    expect(waiting.at(-1)).toBe(0);
    await store.stop();
    folder.remove();
  });
});

describe('a second process on the same ledger', () => {
  it('refuses, replays and reverses by what the first has written', async () => {
    const folder = temporaryFolder();
    const store = await durableEventStore();
    const [one, two] = [journalAt(store.url, folder.path), journalAt(store.url, folder.path)];
    await openBooks(one, 'books');
    await pay(two, 'books', { key: 'in', to: 'wallets:a', amount: '5.00' });
    await pay(one, 'books', { key: 'out', from: 'wallets:a', to: 'wallets:b', amount: '5.00' });

    const again = await pay(two, 'books', { key: 'out', from: 'wallets:a', to: 'wallets:b', amount: '5.00' });
    expect(again.isReplayed).toBe(true);
    await expect(
      pay(two, 'books', { key: 'more', from: 'wallets:a', to: 'wallets:b', amount: '5.00' }),
    ).rejects.toMatchObject({ code: 'BalanceBelowMinimum' });
    expect(await two.transaction('books', again.entry.id, 'out')).toMatchObject({ id: again.entry.id });

    await one.close();
    await two.close();
    await store.stop();
    folder.remove();
  });
});
