import {
  type AllStreamResolvedEvent,
  NO_STREAM,
  type ResolvedEvent,
  START,
  streamNameFilter,
} from '@eventstore/db-client';
import { againstStores, newStream, notes, numbersOf } from './store-under-test';
import { follow, type Follower } from './subscribing';

const appends = 12;
const eventsPerAppend = 500;
const total = appends * eventsPerAppend;

/**
 * Servers before 24.2 drop a live subscriber when more than 32 events wait for it, later ones let it catch
 * up. Both are within the contract: what counts is that subscribing again from the last event seen yields
 * every event once.
 */
againstStores(['on disk', 'on disk, dropping slow subscribers'], (store) => {
  const write = async (stream: string) => {
    for (let n = 0; n < appends; n += 1) {
      const first = n * eventsPerAppend;
      const expectedRevision = n === 0 ? NO_STREAM : BigInt(first - 1);
      await store.client.appendToStream(stream, notes(eventsPerAppend, first), { expectedRevision });
    }
  };

  /** Follows to the end, subscribing again after each drop; answers the errors of the drops. */
  async function followThroughDrops<T extends ResolvedEvent | AllStreamResolvedEvent>(
    subscribe: (last: T | undefined) => Follower<T>,
    seen: T[],
  ) {
    const drops = [];
    while (seen.length < total) {
      const follower = subscribe(seen.at(-1));
      const missing = total - seen.length;
      const done = await follower
        .until(() => follower.arrived.length >= missing)
        .then(
          () => true,
          () => false,
        );
      seen.push(...follower.arrived);
      if (done) await follower.stop();
      else drops.push(await follower.ended);
    }
    return drops;
  }

  it('get every event of a stream once, though they may be dropped on the way', async () => {
    const stream = newStream();
    const seen: ResolvedEvent[] = [];
    const following = followThroughDrops<ResolvedEvent>(
      (last) =>
        follow(
          store.client.subscribeToStream(stream, { fromRevision: last?.event ? last.event.revision : START }),
        ),
      seen,
    );
    await write(stream);
    const drops = await following;
    expect(numbersOf(seen)).toEqual(notes(total).map((_, n) => n));
    for (const drop of drops) expect(drop).toMatchObject(tooSlow);
  });

  it('get every event of a filtered $all once, though they may be dropped on the way', async () => {
    const stream = newStream();
    const mark = await store.client.appendToStream(newStream(), notes(1), { expectedRevision: NO_STREAM });
    const filter = streamNameFilter({ prefixes: [stream] });
    const seen: AllStreamResolvedEvent[] = [];
    const following = followThroughDrops<AllStreamResolvedEvent>((last) => {
      const fromPosition = last?.event?.position ?? mark.position ?? START;
      return follow(store.client.subscribeToAll({ fromPosition, filter }));
    }, seen);
    await write(stream);
    const drops = await following;
    expect(numbersOf(seen)).toEqual(notes(total).map((_, n) => n));
    for (const drop of drops) expect(drop).toMatchObject(tooSlow);
  });
});

/** The client calls status 10 ABORTED a time-out. */
const tooSlow = {
  type: 'timeout',
  code: 10,
  message: expect.stringContaining('Consumer too slow') as string,
};
