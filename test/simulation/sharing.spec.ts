import type { Journal } from '@journal/journal';
import { Refusal } from '@ledger/refusal';
import { silentObserver } from '@journal/observer';
import type { StoredEvent, Stream, Subscription } from '@streams/stream';
import { changedReads } from '../support/changed-reads';
import { ExpiringWorld, booksLedger } from '../support/expiring-world';

/** A stream that says when it is read or followed. */
function observedReads(stream: Stream, met: () => void): Stream {
  const observed = changedReads(stream, (...from) => {
    met();
    return stream.read(...from);
  });
  return {
    ...observed,
    follow: (...from) => {
      met();
      return stream.follow(...from);
    },
  };
}

const seeds = Array.from({ length: 15 }, (_, seed) => seed);

/** Posts through these processes, as many callers at each, until one has answered so many; answers how many each has. */
async function callAt(world: ExpiringWorld, journals: readonly Journal[], wanted: number): Promise<number[]> {
  const counts = journals.map(() => 0);
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

/** The same through two processes on a ledger of their own. */
async function shared(seed: number, wanted: number): Promise<number[]> {
  const world = new ExpiringWorld(seed);
  const journals = [world.process(), world.process()];
  await world.run(world.open(journals[0]!));
  return callAt(world, journals, wanted);
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

  it('fold what the other appends as it arrives, and hardly ever read or conflict', async () => {
    const world = new ExpiringWorld(7);
    let reads = 0;
    const counted = (stream: Stream) => observedReads(stream, () => void (reads += 1));
    let conflicts = 0;
    const observer = { ...silentObserver, conflicted: () => void (conflicts += 1) };
    const journals = [world.process(counted, observer), world.process(counted, observer)];
    await world.run(world.open(journals[0]!));
    await world.run(world.submit(journals[1]!, world.spend('0.01')));
    reads = conflicts = 0;
    const before = world.appends.length;
    await callAt(world, journals, 400);
    const appends = world.appends.length - before;

    expect(conflicts / appends).toBeLessThan(0.05);
    expect(reads / appends).toBeLessThan(0.1);
  });

  it('go on when the other one ends in its turn, after a second at most', async () => {
    const world = new ExpiringWorld(8);
    const [one, other] = [world.process(), world.process()];
    await world.run(world.open(one));
    await callAt(world, [one, other], 20);
    // The other one is not heard of any more.
    const begin = world.scheduler.now();
    for (let call = 0; call < 5; call += 1) await world.run(world.submit(one, world.spend('0.01')));

    expect(world.scheduler.now() - begin).toBeLessThan(1_000);
  });
});

describe('a process that follows what another one appends', () => {
  /** Both processes of a world have appended; the second one's subscriptions pass through `change`. */
  async function following(change: (subscription: Subscription) => Subscription) {
    const world = new ExpiringWorld(9);
    let follows = 0;
    const one = world.process();
    const other = world.process((stream) => ({
      ...changedReads(stream, (...from) => stream.read(...from)),
      follow: (...from) => {
        follows += 1;
        return change(stream.follow(...from));
      },
    }));
    await world.run(world.open(one));
    await callAt(world, [one, other], 40);
    return { world, one, other, follows: () => follows };
  }

  it('stops when it has appended nothing for two seconds', async () => {
    let closed = 0;
    const { world, follows } = await following((subscription) => ({
      [Symbol.asyncIterator]: () => subscription[Symbol.asyncIterator](),
      isCaughtUp: true,
      close: () => {
        closed += 1;
        return subscription.close();
      },
    }));
    expect([follows(), closed]).toEqual([1, 0]);
    await world.run(world.scheduler.delay(5_000));
    expect([follows(), closed]).toEqual([1, 1]);
  });

  it('follows again where the subscription is dropped', async () => {
    async function* dropped(events: AsyncIterable<StoredEvent>) {
      for await (const event of events) {
        yield event;
        if (event.metadata.length > 0) throw new Error('dropped');
      }
    }
    const { world, one, other, follows } = await following((subscription) => ({
      [Symbol.asyncIterator]: () => dropped(subscription),
      isCaughtUp: true,
      close: () => subscription.close(),
    }));
    expect(follows()).toBeGreaterThan(1);
    const [first = 0, second = 0] = await callAt(world, [one, other], 100);
    expect(Math.min(first, second)).toBeGreaterThan(30);
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
      follow: (...from) => stream.follow(...from),
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
    const count = () => void (reads += 1);
    const journal = world.process((stream) => observedReads(stream, count));
    await world.run(world.open(journal));
    const before = reads;
    for (let call = 0; call < 20; call += 1) await world.run(world.submit(journal, world.spend('0.01')));

    expect(reads).toBe(before);
  });
});
