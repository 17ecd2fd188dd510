import type { LedgerCommand } from '@ledger/ledger';
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
    journal.expireHolds();
    await world.run(reads.isRead);
    const spent = world.submit(journal, world.spend('1.00'));
    reads.letThrough();
    await world.run(spent);
    await world.run(world.submit(journal, world.spend('1.00')));

    expect(loads()).toBe(1);
  });

  it('that has its holds expired, though a dry run was under way when they were found', async () => {
    const { world, reads, journal, loads } = await books(3, (within) => within.hold('60.00', 1_000));
    journal.expireHolds();
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
    journal.expireHolds();
    for (let turn = 0; turn < 10; turn += 1) await world.run(world.scheduler.turn());
    expect(loads()).toBe(1);
    await world.run(world.submit(journal, world.spend('1.00')));

    expect(loads()).toBe(2);
  });
});
