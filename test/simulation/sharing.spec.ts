import type { Journal } from '@journal/journal';
import { Refusal } from '@ledger/refusal';
import type { Stream } from '@streams/stream';
import { ExpiringWorld, booksLedger } from '../support/expiring-world';

const seeds = Array.from({ length: 15 }, (_, seed) => seed);

/** Posts through two processes, as many callers at each, until one has answered so many; answers how many each has. */
async function shared(seed: number, wanted: number): Promise<number[]> {
  const world = new ExpiringWorld(seed);
  const journals = [world.process(), world.process()];
  await world.run(world.open(journals[0]!));
  const counts = [0, 0];
  const callers = journals.flatMap((journal, at) =>
    Array.from({ length: 8 }, async () => {
      while (Math.max(...counts) < wanted) {
        await world.submit(journal, world.spend('0.01'));
        counts[at]! += 1;
      }
    }),
  );
  await world.run(Promise.all(callers));
  return counts;
}

describe('two processes that write one ledger', () => {
  it('take turns: neither has less than two fifths of what both do', async () => {
    const shares: number[] = [];
    for (const seed of seeds) {
      const [one = 0, other = 0] = await shared(seed, 400);
      shares.push(Math.min(one, other) / (one + other));
    }
    expect(Math.min(...shares)).toBeGreaterThan(2 / 5);
  });
});

describe('a process that always comes too late', () => {
  /** Whatever is appended here, another process is first. */
  function outrun(world: ExpiringWorld, other: Journal): (stream: Stream) => Stream {
    return (stream) => ({
      append: async (...append) => {
        await other.submit(booksLedger, world.keyed(world.spend('0.01')));
        world.scheduler.setClock(1_000);
        await stream.append(...append);
      },
      read: (...from) => stream.read(...from),
      last: (name) => stream.last(name),
      subscribe: (...from) => stream.subscribe(...from),
      subscribeToType: (...types) => stream.subscribeToType(...types),
      time: () => stream.time(),
      close: () => stream.close(),
    });
  }

  it('says so to its callers after the usual patience, and has done nothing', async () => {
    const world = new ExpiringWorld(3);
    const other = world.process();
    await world.run(world.open(other));
    const journal = world.process(outrun(world, other));
    const command = world.keyed(world.spend('2.00'));
    const answer = await world.answer(journal.submit(booksLedger, command).catch((error: unknown) => error));

    expect(answer).toBeInstanceOf(Refusal);
    expect(answer).toMatchObject({ code: 'LedgerBusy' });
    expect(world.entries.filter(({ idem }) => idem === command.key)).toEqual([]);
  });
});

describe('a process alone', () => {
  it('reads nothing and waits for nothing between two appends', async () => {
    const world = new ExpiringWorld(4);
    let reads = 0;
    const journal = world.process((stream) => ({
      append: (...append) => stream.append(...append),
      read: (...from) => {
        reads += 1;
        return stream.read(...from);
      },
      last: (name) => stream.last(name),
      subscribe: (...from) => stream.subscribe(...from),
      subscribeToType: (...types) => stream.subscribeToType(...types),
      time: () => stream.time(),
      close: () => stream.close(),
    }));
    await world.run(world.open(journal));
    const before = reads;
    for (let call = 0; call < 20; call += 1) await world.run(world.submit(journal, world.spend('0.01')));

    expect(reads).toBe(before);
  });
});
