import type { LedgerCommand } from '@ledger/ledger';
import { Refusal } from '@ledger/refusal';
import { silentObserver } from '@journal/observer';
import type { Stream } from '@streams/stream';
import { changedReads } from '../support/changed-reads';
import { ExpiringWorld, booksLedger } from '../support/expiring-world';

/** A stream whose reads wait until they are let through; `isRead` resolves when the first one waits. */
function gated() {
  let letThrough: () => void = () => undefined;
  let hasCome: () => void = () => undefined;
  const isOpen = new Promise<void>((resolve) => (letThrough = resolve));
  const isRead = new Promise<void>((resolve) => (hasCome = resolve));
  const change = (stream: Stream) =>
    changedReads(stream, async function* (...from) {
      hasCome();
      await isOpen;
      yield* stream.read(...from);
    });
  return { change, isRead, letThrough: () => letThrough() };
}

/** A ledger, and a process that has not looked at it yet and counts how often it loads it. */
async function books(seed: number, ...meanwhile: ((world: ExpiringWorld) => LedgerCommand)[]) {
  const world = new ExpiringWorld(seed);
  const before = world.process();
  await world.run(world.open(before));
  for (const command of meanwhile) await world.run(world.submit(before, command(world)));
  await world.run(before.close());
  const reads = gated();
  let loads = 0;
  const observer = { ...silentObserver, loaded: () => (loads += 1) };
  return { world, reads, journal: world.process(reads.change, observer), loads: () => loads };
}

describe('a ledger has one writer in a process', () => {
  it('that stays where somebody picks it up while it is looked through for holds that expire', async () => {
    const { world, reads, journal, loads } = await books(1);
    journal.writeDue();
    await world.run(reads.isRead);
    const spent = world.submit(journal, world.spend('1.00'));
    reads.letThrough();
    await world.run(spent);
    await world.run(world.submit(journal, world.spend('1.00')));

    expect(loads()).toBe(1);
  });

  it('that has its holds expired, though a dry run was under way when they were found', async () => {
    const { world, reads, journal, loads } = await books(3, (within) => within.hold('60.00', 1_000));
    journal.writeDue();
    await world.run(reads.isRead);
    const previewed = journal.preview(booksLedger, world.keyed(world.spend('1.00')));
    reads.letThrough();
    await world.run(previewed);
    for (let turn = 0; turn < 100; turn += 1) await world.run(world.scheduler.delay(1_000));

    expect(world.entries.at(-1)!.type).toBe('HoldExpired');
    expect(loads()).toBe(1);
  });

  it('that is let go where nobody picked it up and nothing will expire', async () => {
    const { world, reads, journal, loads } = await books(2);
    reads.letThrough();
    journal.writeDue();
    for (let turn = 0; turn < 10; turn += 1) await world.run(world.scheduler.turn());
    expect(loads()).toBe(1);
    await world.run(world.submit(journal, world.spend('1.00')));

    expect(loads()).toBe(2);
  });

  it('that is loaded once, though callers who wait too long for it hear so, and have done nothing', async () => {
    const { world, reads, journal, loads } = await books(4);
    const before = world.entries.length;
    const spent = world.keyed(world.spend('1.00'));
    const asked: Promise<unknown>[] = [
      journal.submit(booksLedger, spent),
      journal.submitAtomic(booksLedger, [spent, world.keyed(world.spend('2.00'))]),
      journal.preview(booksLedger, spent),
      journal.signingKeys(booksLedger),
    ];
    const answers = asked.map((each) => each.catch((error: unknown) => error));
    for (const answer of await world.answer(Promise.all(answers)))
      expect(answer).toMatchObject({ code: 'LedgerBusy' });
    reads.letThrough();
    await world.run(journal.submit(booksLedger, spent));

    expect(world.entries).toHaveLength(before + 1);
    expect(loads()).toBe(1);
  });

  it('that is let go where it turned out not to exist after everybody had gone', async () => {
    const { world, reads, journal, loads } = await books(5);
    const ask = () => world.answer(journal.submit('nobody', world.keyed(world.spend('1.00'))).catch(codeOf));
    expect(await ask()).toBe('LedgerBusy');
    reads.letThrough();
    await world.run(world.scheduler.turn());

    expect(await ask()).toBe('LedgerNotFound');
    expect(loads()).toBe(2);
  });
});

function codeOf(error: unknown): string {
  if (error instanceof Refusal) return error.code;
  throw error;
}
