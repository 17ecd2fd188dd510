import { BACKWARDS, END, NO_STREAM, type Position, START } from '@eventstore/db-client';
import { againstStores, all, newStream, notes, numbersOf, rejection } from './store-under-test';

againstStores(['on disk', 'in memory'], (store) => {
  const stream = newStream();
  let positions: Position[];

  beforeAll(async () => {
    await store.client.appendToStream(stream, notes(40), { expectedRevision: NO_STREAM });
    const resolved = await all(store.client.readStream(stream));
    positions = resolved.map(({ event }) => event?.position as Position);
  });

  const at = (n: number) => positions[n] as Position;
  const ours = async (read: ReturnType<typeof store.client.readAll>) =>
    numbersOf((await all(read)).filter(({ event }) => event?.streamId === stream));

  it('reads forwards from a position, the event there included', async () => {
    expect(await ours(store.client.readAll({ fromPosition: at(35), maxCount: 5 }))).toEqual([
      35, 36, 37, 38, 39,
    ]);
  });

  it('reads backwards from a position, the event there not included', async () => {
    const read = store.client.readAll({ direction: BACKWARDS, fromPosition: at(35), maxCount: 3 });
    expect(await ours(read)).toEqual([34, 33, 32]);
  });

  it('reads backwards from the end', async () => {
    const read = store.client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 500 });
    expect((await ours(read)).slice(0, 3)).toEqual([39, 38, 37]);
  });

  it('reads from the start, where events of the system stand too', async () => {
    const [first] = await all(store.client.readAll({ fromPosition: START, maxCount: 1 }));
    expect(first?.event?.streamId).toMatch(/^\$/);
  });

  it.each([
    ['forwards from the end', { fromPosition: END }],
    ['backwards from the start', { direction: BACKWARDS, fromPosition: START }],
  ] as const)('reads nothing %s', async (_how, options) => {
    const found = await all(store.client.readAll({ ...options, maxCount: 10 }));
    expect(found.filter(({ event }) => event?.streamId === stream)).toEqual([]);
    expect(found).toHaveLength(0);
  });

  it.each(['forwards', 'backwards'] as const)(
    'refuses to read %s from within an event',
    async (direction) => {
      const within = { commit: at(10).commit + 1n, prepare: at(10).prepare + 1n };
      const error = await rejection(
        all(store.client.readAll({ direction, fromPosition: within, maxCount: 5 })),
      );
      expect(error).toMatchObject({ type: 'unknown', code: 2 });
    },
  );

  it('shows the same positions, revisions and ids as a read of the stream', async () => {
    const fromStream = await all(store.client.readStream(stream, { maxCount: 5 }));
    const fromAll = await all(store.client.readAll({ fromPosition: at(0), maxCount: 5 }));
    expect(fromAll.map(({ event }) => event)).toEqual(fromStream.map(({ event }) => event));
    expect(fromAll.map(({ commitPosition }) => commitPosition)).toEqual(
      positions.slice(0, 5).map((p) => p.commit),
    );
  });

  it('keeps the order in which appends to different streams were answered', async () => {
    const [one, other] = [newStream(), newStream()];
    const first = await store.client.appendToStream(one, notes(2), { expectedRevision: NO_STREAM });
    const second = await store.client.appendToStream(other, notes(2), { expectedRevision: NO_STREAM });
    expect(second.position?.commit).toBeGreaterThan(first.position?.commit ?? 0n);
    const found = await all(store.client.readAll({ fromPosition: first.position as Position, maxCount: 20 }));
    const streams = found.map(({ event }) => event?.streamId).filter((id) => id === one || id === other);
    expect(streams).toEqual([one, other, other]);
  });
});
