import type { Journal } from '@journal/journal';
import { AtomicRefusal } from '@journal/journals';
import type { Stream } from '@streams/stream';
import { changedReads } from '../support/changed-reads';
import { ExpiringWorld, booksLedger } from '../support/expiring-world';
import type { Fate } from '../support/memory-stream';

const allFaults: Fate[] = ['request lost', 'answer lost', 'lands late'];
const seeds = Array.from({ length: 25 }, (_, seed) => seed);

const isHeld = ({ state }: ExpiringWorld) => state.accounts.get('wallet')!.balances[0]!.held !== null;

/** Places holds that expire soon, now and then asks something of the last one, and spends meanwhile. */
async function caller(world: ExpiringWorld, journals: readonly Journal[], calls: number): Promise<void> {
  const { random, now } = world.scheduler;
  let hold: string | undefined;
  for (let call = 0; call < calls; call += 1) {
    const journal = journals[Math.floor(random() * journals.length)]!;
    const dice = random();
    if (hold === undefined || dice < 0.4) {
      const placed = await world.submit(journal, world.hold('7.00', 1 + Math.floor(random() * 60)));
      hold = typeof placed === 'string' ? hold : placed.id;
    } else if (dice < 0.55) {
      await world.submit(journal, { type: 'CaptureHold', hold, amount: '2.00' });
    } else if (dice < 0.65) {
      const expiresAt = new Date(now() + 30).toISOString();
      await world.submit(journal, { type: 'IncrementHold', hold, amount: '1.00', expiresAt });
    } else if (dice < 0.75) {
      await world.submit(journal, { type: 'VoidHold', hold, reason: 'not needed' });
    } else await world.submit(journal, world.spend('1.00'));
  }
}

async function lived(seed: number, options: { processes: number; faults: Fate[]; clockSteps: boolean }) {
  const world = new ExpiringWorld(seed, options.faults);
  const journals = Array.from({ length: options.processes }, () => world.process());
  for (const journal of journals) journal.writeDue();
  await world.run(world.open(journals[0]!));
  const work = [caller(world, journals, 12), caller(world, journals, 12)];
  if (options.clockSteps) work.push(stepClock(world));
  await world.run(Promise.all(work));
  // Nobody asks any more.
  await world.run(noneHeld(world));
  world.expectExpiryInTime();
  return world;
}

async function noneHeld(world: ExpiringWorld): Promise<void> {
  while (isHeld(world)) await world.scheduler.turn();
}

/** The clock of the machine is set, back and forth. */
async function stepClock({ scheduler }: ExpiringWorld): Promise<void> {
  for (const by of [-50, 400, -3_000, 20, 2_000]) {
    await scheduler.turn();
    scheduler.setClock(by);
  }
}

describe('holds whose time is up', () => {
  it('expire before whatever else is decided, each once, though nobody asks, whatever the store loses', async () => {
    let expired = 0;
    for (const seed of seeds) {
      const world = await lived(seed, { processes: 1, faults: allFaults, clockSteps: false });
      expired += world.entries.filter(({ type }) => type === 'HoldExpired').length;
    }
    expect(expired).toBeGreaterThan(100);
  });

  it('expire once where several processes watch them', async () => {
    for (const seed of seeds) await lived(seed, { processes: 3, faults: allFaults, clockSteps: false });
  });

  it('expire by the time of the journal, which never runs back, however the clock is set', async () => {
    for (const seed of seeds) await lived(seed, { processes: 2, faults: [], clockSteps: true });
  });

  it('expire after a restart, in a ledger that nobody asks for', async () => {
    for (const seed of seeds) {
      const world = new ExpiringWorld(seed, allFaults);
      const before = world.process();
      await world.run(world.open(before));
      await world.run(world.submit(before, world.hold('60.00', 5)));
      await world.run(world.submit(before, world.hold('40.00', 900)));
      const after = world.process();
      after.writeDue();
      await world.run(world.expired(2));
      world.expectExpiryInTime();
      expect(isHeld(world)).toBe(false);
    }
  });

  it('stay where nobody watches, and yet nothing that is decided counts them as held', async () => {
    const world = new ExpiringWorld(1);
    const journal = world.process();
    await world.run(world.open(journal));
    await world.run(world.submit(journal, world.hold('60.00', 1_000)));
    expect(await world.answer(world.submit(journal, world.spend('100.00')))).toBe('BalanceBelowMinimum');
    world.scheduler.setClock(1_000);
    expect(world.entries.at(-1)!.type).toBe('HoldPlaced');
    expect(await world.answer(world.submit(journal, world.spend('100.00')))).toMatchObject({
      type: 'TransactionPosted',
    });
    expect(world.entries.slice(-2).map(({ type }) => type)).toEqual(['HoldExpired', 'TransactionPosted']);
  });
});

const unknownId = '01935a00-0000-7000-8000-ffffffffffff';
const codeOf = (error: unknown) => (error instanceof AtomicRefusal ? error.refusal.code : error);

describe('a dry run', () => {
  /** After every read, an hour has gone by. */
  function slow(world: ExpiringWorld): (stream: Stream) => Stream {
    return (stream) =>
      changedReads(stream, async function* (...from) {
        yield* stream.read(...from);
        world.scheduler.setClock(3_600_000);
      });
  }

  it('does not count a hold that fell due while it waited, and writes nothing', async () => {
    const world = new ExpiringWorld(2);
    await world.run(world.open(world.process()));
    await world.run(world.submit(world.process(), world.hold('60.00', 4_000_000)));
    const asked = world.process(slow(world));
    const before = world.entries.length;
    const { entry } = await world.answer(asked.preview(booksLedger, world.keyed(world.spend('100.00'))));

    expect(entry).toMatchObject({ type: 'TransactionPosted', seq: String(before + 1) });
    expect(world.entries).toHaveLength(before);
  });

  it('does not count holds that were due before it was asked for, however many, and leaves their expiry unwritten', async () => {
    const world = new ExpiringWorld(6);
    const journal = world.process();
    await world.run(world.open(journal, '1200.00'));
    const holds = Array.from({ length: 1_200 }, () => world.keyed(world.hold('1.00', 100_000)));
    await world.run(journal.submitIndependent(booksLedger, holds));
    await world.run(journal.close());
    world.scheduler.setClock(100_000);
    const before = world.entries.length;
    const asked = world.process();
    const spent = world.keyed(world.spend('1200.00'));
    const answers = await world.answer(
      Promise.all([
        asked.preview(booksLedger, spent),
        asked.previewAtomic(booksLedger, [spent, world.keyed(world.spend('0.01'))]).catch(codeOf),
      ]),
    );

    expect(answers[0].entry).toMatchObject({ type: 'TransactionPosted', seq: String(before + 1_200) });
    expect(answers[1]).toBe('BalanceBelowMinimum');
    expect(world.entries).toHaveLength(before);
  });

  it('of a reversal writes no expiry either when it looks for the original and for keys', async () => {
    const world = new ExpiringWorld(7);
    const before = world.process();
    await world.run(world.open(before));
    await world.run(world.submit(before, world.hold('60.00', 1_000)));
    await world.run(before.close());
    const posted = world.entries.find(({ type }) => type === 'TransactionPosted')!;
    world.scheduler.setClock(1_000);
    const { length } = world.entries;
    const journal = world.process();
    await world.run(journal.signingKeys(booksLedger));
    expect(await world.answer(journal.transaction(booksLedger, unknownId, 'reverse'))).toBeUndefined();
    const original = await world.answer(journal.transaction(booksLedger, posted.id, 'reverse'));
    const reversal = {
      type: 'ReverseTransaction',
      transaction: posted.id,
      original,
      reason: 'mistake',
    } as const;
    await world.run(journal.preview(booksLedger, world.keyed(reversal)));

    expect(world.entries).toHaveLength(length);
  });

  it('leaves the hold to be captured where its time is not up', async () => {
    const world = new ExpiringWorld(3);
    const journal = world.process();
    await world.run(world.open(journal));
    const hold = await world.answer(world.submit(journal, world.hold('60.00', 1_000)));
    if (typeof hold === 'string') throw new Error(hold);
    const capture = world.keyed({ type: 'CaptureHold', hold: hold.id });
    await world.run(journal.preview(booksLedger, capture));

    expect(await world.answer(journal.submit(booksLedger, capture))).toMatchObject({ isReplayed: false });
  });
});

describe('an atomic bulk', () => {
  it('is decided after the holds that are due, and goes with an append of its own', async () => {
    const world = new ExpiringWorld(4);
    const journal = world.process();
    await world.run(world.open(journal));
    await world.run(world.submit(journal, world.hold('60.00', 1_000)));
    const bulk = ['40.00', '60.00'].map((amount) => world.keyed(world.spend(amount)));
    await expect(world.answer(journal.submitAtomic(booksLedger, bulk))).rejects.toThrow(AtomicRefusal);
    world.scheduler.setClock(1_000);
    await world.run(journal.submitAtomic(booksLedger, bulk));

    expect(world.appends.slice(-2)).toEqual([1, 2]);
    world.expectExpiryInTime();
  });
});

it('more holds than an append takes expire in as many appends as it needs, before what is asked for', async () => {
  const world = new ExpiringWorld(5);
  const journal = world.process();
  await world.run(world.open(journal, '1200.00'));
  const holds = Array.from({ length: 1_200 }, () => world.keyed(world.hold('1.00', 100_000)));
  await world.run(journal.submitIndependent(booksLedger, holds));
  world.scheduler.setClock(100_000);
  const { length: before } = world.appends;
  const spent = await world.answer(world.submit(journal, world.spend('1200.00')));

  expect(spent).toMatchObject({ type: 'TransactionPosted' });
  expect(world.appends.slice(before)).toEqual([500, 500, 201]);
  world.expectExpiryInTime();
});
