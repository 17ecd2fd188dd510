import type { Journal } from '@journal/journal';
import { AtomicRefusal, type Keyed } from '@journal/journals';
import type { LedgerCommand } from '@ledger/ledger';
import { Refusal } from '@ledger/refusal';
import { ExpiringWorld, booksLedger } from '../support/expiring-world';
import { SilentStore, type Silence } from '../support/silent-store';

/** How long a caller waits for an append, in milliseconds. */
const patienceMs = 10_000;

/** A wallet of 100.00, and a process whose store falls silent while it posts `first`. */
async function silentBooks(silence: Silence) {
  const world = new ExpiringWorld(1);
  await world.run(world.open(world.process()));
  const store = new SilentStore();
  const journal = world.process(store.change);
  const earlier = world.keyed(world.spend('1.00'));
  await world.run(journal.submit(booksLedger, earlier));
  store.fallSilent(silence);
  const first = world.keyed(world.spend('5.00'));
  const answered = codeOf(journal.submit(booksLedger, first));
  await world.run(untilUnanswered(world, store));
  return { world, store, journal, earlier, first, answered };
}

async function untilUnanswered({ scheduler }: ExpiringWorld, store: SilentStore): Promise<void> {
  while (store.unanswered === 0) await scheduler.turn();
}

/** The code of the refusal, or `done`. */
async function codeOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
    return 'done';
  } catch (error) {
    const refusal = error instanceof AtomicRefusal ? error.refusal : error;
    if (refusal instanceof Refusal) return refusal.code;
    throw error;
  }
}

const retries: [
  string,
  (journal: Journal, first: Keyed<LedgerCommand>, other: Keyed<LedgerCommand>) => Promise<unknown>,
][] = [
  ['the same command', (journal, first) => journal.submit(booksLedger, first)],
  [
    'the same key with other content',
    (journal, { key }, other) => journal.submit(booksLedger, { ...other, key }),
  ],
  ['an atomic bulk with it', (journal, ...items) => journal.submitAtomic(booksLedger, items.reverse())],
  ['a dry run', (journal, first) => journal.preview(booksLedger, first)],
  ['a dry run of an atomic bulk with it', (journal, ...items) => journal.previewAtomic(booksLedger, items)],
  ['a look for keys', (journal, { key }) => journal.signingKeys(booksLedger, key)],
  ['a look for a transaction', (journal, { key }) => journal.transaction(booksLedger, 'none', key)],
  [
    'the opening of a ledger',
    (journal, { actor, key }) => journal.openLedger(booksLedger, { actor, key, opening: { name: 'Books' } }),
  ],
];

describe('while it is not known whether an append was stored', () => {
  it.each(retries)('the outcome of its key is unknown, for %s too', async (_, retry) => {
    for (const silence of ['stored', 'lost'] as const) {
      const { world, journal, first, answered } = await silentBooks(silence);
      const twin = codeOf(retry(journal, first, world.keyed(world.spend('2.00'))));
      world.scheduler.setClock(patienceMs);

      expect(await world.answer(Promise.all([answered, twin]))).toEqual(['OutcomeUnknown', 'OutcomeUnknown']);
      const later = codeOf(retry(journal, first, world.keyed(world.spend('2.00'))));
      world.scheduler.setClock(patienceMs);
      expect(await world.answer(later)).toBe('OutcomeUnknown');
    }
  });

  it('each item of a bulk hears what is known of its own key', async () => {
    const { world, journal, earlier, first } = await silentBooks('stored');
    const items = [first, world.keyed(world.spend('2.00')), earlier];
    const answers = journal.submitIndependent(booksLedger, items);
    world.scheduler.setClock(patienceMs);

    expect(await world.answer(answers)).toMatchObject([
      { code: 'OutcomeUnknown' },
      { code: 'LedgerBusy' },
      { code: 'OutcomeUnknown' },
    ]);
  });

  it('of two with one key that both wait, who waited longer does not hear that nothing was done', async () => {
    const { world, store, journal } = await silentBooks('stored');
    const command = world.keyed(world.spend('2.00'));
    const sooner = codeOf(journal.submit(booksLedger, command));
    await world.run(world.scheduler.turn());
    world.scheduler.setClock(patienceMs / 2);
    const later = codeOf(journal.submit(booksLedger, command));
    await world.run(world.scheduler.turn());
    world.scheduler.setClock(patienceMs / 2);

    expect(await world.answer(sooner)).toBe('OutcomeUnknown');
    store.speak();
    expect(await world.answer(later)).toBe('done');
  });

  it('who comes when no more commands are kept hears what is known of the key', async () => {
    const { world, journal, first } = await silentBooks('stored');
    const many = Array.from({ length: world.queueMax - 1 }, () => world.keyed(world.spend('0.01')));
    const waiting = journal.submitIndependent(booksLedger, many);

    expect(await codeOf(journal.submit(booksLedger, first))).toBe('OutcomeUnknown');
    expect(await codeOf(journal.submit(booksLedger, many[0]!))).toBe('OutcomeUnknown');
    expect(await codeOf(journal.submit(booksLedger, world.keyed(world.spend('0.01'))))).toBe('LedgerBusy');
    world.scheduler.setClock(patienceMs);
    await world.run(waiting);
  });

  it.each(['stored', 'lost'] as const)('a retry once it is known is answered once: %s', async (silence) => {
    const { world, store, journal, first, answered } = await silentBooks(silence);
    world.scheduler.setClock(patienceMs);
    await world.run(answered);
    store.speak();
    await world.run(journal.submit(booksLedger, first));

    expect(world.entries.filter(({ idem }) => idem === first.key)).toHaveLength(1);
  });

  it('what was refused, and what is behind it, was not done, and hears so', async () => {
    const { world, store, journal } = await silentBooks('stored');
    const refused = world.keyed(world.spend('500.00'));
    const asked = codeOf(journal.submit(booksLedger, refused));
    world.scheduler.setClock(patienceMs);

    expect(await world.answer(asked)).toBe('LedgerBusy');
    store.speak();
    expect(await world.answer(codeOf(journal.submit(booksLedger, refused)))).toBe('BalanceBelowMinimum');
  });
});

describe('a key that was answered before', () => {
  it('has an unknown outcome, not none, where the journal cannot be read', async () => {
    const world = new ExpiringWorld(2);
    const store = new SilentStore();
    const journal = world.process(store.change);
    await world.run(world.open(journal));
    const first = world.keyed(world.spend('5.00'));
    await world.run(journal.submit(booksLedger, first));
    store.fallSilent('lost');

    expect(await world.answer(codeOf(journal.submit(booksLedger, first)))).toBe('OutcomeUnknown');
  });
});

describe('a command whose caller gave up', () => {
  it('is not done later where another writer was first', async () => {
    const { world, store, journal, first, answered } = await silentBooks('lost');
    world.scheduler.setClock(patienceMs);
    expect(await world.answer(answered)).toBe('OutcomeUnknown');
    await world.run(world.submit(world.process(), world.spend('1.00')));
    store.speak();
    await world.run(world.submit(journal, world.spend('1.00')));

    expect(world.entries.filter(({ idem }) => idem === first.key)).toEqual([]);
  });
});
