import {
  type AllStreamResolvedEvent,
  END,
  eventTypeFilter,
  excludeSystemEvents,
  jsonEvent,
  NO_STREAM,
  type Position,
  type START,
  streamNameFilter,
  type SubscribeToAllOptions,
} from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { againstStores, all, newStream, note, notes, numbersOf } from './store-under-test';
import { follow, type Follower } from './subscribing';

againstStores(['on disk', 'in memory'], (store) => {
  const followers: Follower<AllStreamResolvedEvent>[] = [];
  const subscribe = (options: SubscribeToAllOptions) => {
    const follower = follow<AllStreamResolvedEvent>(store.client.subscribeToAll(options));
    followers.push(follower);
    return follower;
  };
  afterEach(async () => {
    await Promise.all(followers.splice(0).map((follower) => follower.stop()));
  });

  /** A stream of notes and the position of the event before its first. */
  const written = async (count: number, stream = newStream()) => {
    const mark = await store.client.appendToStream(newStream(), note(-1), { expectedRevision: NO_STREAM });
    await store.client.appendToStream(stream, notes(count), { expectedRevision: NO_STREAM });
    return { stream, before: mark.position as Position };
  };

  const of = (stream: string, follower: Follower<AllStreamResolvedEvent>) =>
    numbersOf(follower.arrived.filter(({ event }) => event?.streamId === stream));

  it('delivers everything after a position, that event not included, then what comes', async () => {
    const { stream, before } = await written(3);
    const follower = subscribe({ fromPosition: before });
    await follower.until(() => follower.log.includes('caught up'));
    expect(follower.arrived[0]?.event).toMatchObject({ streamId: stream, revision: 0n });
    await store.client.appendToStream(stream, note(3), { expectedRevision: 2n });
    await follower.until(() => of(stream, follower).length === 4);
    expect(of(stream, follower)).toEqual([0, 1, 2, 3]);
  });

  it('delivers only what is written from now on when it starts from the end', async () => {
    const { stream } = await written(3);
    const follower = subscribe({ fromPosition: END });
    await follower.until(() => follower.log.includes('caught up'));
    await store.client.appendToStream(stream, note(3), { expectedRevision: 2n });
    await follower.until(() => of(stream, follower).length > 0);
    expect(of(stream, follower)).toEqual([3]);
  });

  it('goes on after the position of any event seen, without a gap', async () => {
    const { stream, before } = await written(20);
    const first = subscribe({ fromPosition: before });
    await first.until(() => of(stream, first).length === 20);
    for (const at of [0, 7, 19]) {
      const seen = first.arrived.filter(({ event }) => event?.streamId === stream)[at];
      const second = subscribe({ fromPosition: seen?.event?.position as Position });
      await second.until(() => second.log.includes('caught up'));
      expect(of(stream, second)).toEqual(notes(19 - at).map((_, n) => at + 1 + n));
    }
  });

  it.each([
    [
      'stream name by prefix',
      (key: string) => streamNameFilter({ prefixes: [`none-${key}`, `wanted-${key}`] }),
    ],
    ['stream name by regex', (key: string) => streamNameFilter({ regex: `^wanted-${key}-\\d$` })],
    ['event type by prefix', (key: string) => eventTypeFilter({ prefixes: [`Wanted-${key}`] })],
    ['event type by regex', (key: string) => eventTypeFilter({ regex: `^Wanted-${key}$|^Nothing$` })],
  ])('filters by %s, before and after being caught up', async (_what, filterFor) => {
    const key = randomUUID();
    const event = (kind: string, n: number) => jsonEvent({ type: `${kind}-${key}`, data: { n } });
    const { before } = await written(1);
    const write = async (n: number) => {
      await store.client.appendToStream(`wanted-${key}-1`, event('Wanted', n));
      await store.client.appendToStream(`other-${key}-1`, event('Other', n + 100));
    };
    await write(1);
    await write(2);
    const follower = subscribe({ fromPosition: before, filter: filterFor(key) });
    await follower.until(() => follower.log.includes('caught up'));
    await write(3);
    await write(4);
    await follower.until(() => follower.arrived.length >= 4);
    expect(numbersOf(follower.arrived)).toEqual([1, 2, 3, 4]);
  });

  it('leaves system events out when asked to', async () => {
    const { stream, before } = await written(1);
    await store.client.setStreamMetadata(stream, { maxCount: 5 });
    await store.client.appendToStream(stream, note(1), { expectedRevision: 0n });
    const follower = subscribe({ fromPosition: before, filter: excludeSystemEvents() });
    await follower.until(() => of(stream, follower).length === 2);
    expect(follower.arrived.filter(({ event }) => event?.type.startsWith('$'))).toEqual([]);
  });

  it('delivers system events when not asked otherwise', async () => {
    const { stream, before } = await written(1);
    await store.client.setStreamMetadata(stream, { maxCount: 5 });
    const follower = subscribe({ fromPosition: before });
    await follower.until(() => follower.arrived.some(({ event }) => event?.streamId === `$$${stream}`));
  });

  describe('checkpoints', () => {
    const windowLength = 10;
    const interval = 2;

    const withCheckpoints = (key: string, fromPosition: Position | typeof START) => {
      const checkpoints: Position[] = [];
      const filter = streamNameFilter({
        prefixes: [`wanted-${key}`],
        maxSearchWindow: windowLength,
        checkpointInterval: interval,
        checkpointReached: async (_subscription, position) => void checkpoints.push(position),
      });
      return { follower: subscribe({ fromPosition, filter }), checkpoints };
    };

    it('come while nothing matches, ever later, about once per window times interval', async () => {
      const key = randomUUID();
      const { before } = await written(200);
      const { follower, checkpoints } = withCheckpoints(key, before);
      await follower.until(() => follower.log.includes('caught up'));
      const commits = checkpoints.map(({ commit }) => commit);
      expect(commits.length).toBeGreaterThanOrEqual(200 / (windowLength * interval) - 2);
      expect(commits.every((commit, n) => n === 0 || commit > (commits[n - 1] as bigint))).toBe(true);
    });

    it('come while live, after the events counted, at the position of the event counted last', async () => {
      const key = randomUUID();
      const { before } = await written(1);
      const { follower, checkpoints } = withCheckpoints(key, before);
      await follower.until(() => follower.log.includes('caught up'));
      const soFar = checkpoints.length;
      const { stream: busy } = await written(1);
      for (let n = 0; checkpoints.length < soFar + 2 && n < 200; n += 1) {
        await store.client.appendToStream(busy, note(n + 1), { expectedRevision: BigInt(n) });
      }
      await store.client.appendToStream(`wanted-${key}`, note(1), { expectedRevision: NO_STREAM });
      await follower.until(() => follower.arrived.length === 1);
      expect(checkpoints.length).toBeGreaterThanOrEqual(soFar + 2);
      const events = await all(store.client.readAll({ fromPosition: before, maxCount: 1_000 }));
      const positions = events.map(({ event }) => event?.position?.commit);
      for (const checkpoint of checkpoints.slice(soFar)) expect(positions).toContain(checkpoint.commit);
    });

    it('lose nothing when one subscribes again from them', async () => {
      const key = randomUUID();
      const { before } = await written(30);
      for (let n = 0; n < 6; n += 1) {
        await store.client.appendToStream(`wanted-${key}-${n}`, note(n), { expectedRevision: NO_STREAM });
        await written(15);
      }
      const { follower, checkpoints } = withCheckpoints(key, before);
      await follower.until(() => follower.log.includes('caught up') && follower.arrived.length === 6);
      expect(checkpoints.length).toBeGreaterThan(0);
      for (const checkpoint of checkpoints) {
        const after = follower.arrived.filter(
          ({ event }) => (event?.position?.commit ?? 0n) > checkpoint.commit,
        );
        const again = withCheckpoints(key, checkpoint).follower;
        await again.until(() => again.log.includes('caught up') && again.arrived.length >= after.length);
        expect(numbersOf(again.arrived).slice(-after.length || 6)).toEqual(numbersOf(after));
      }
    });
  });
});
