import { ANY, type AppendExpectedRevision, NO_STREAM, START, STREAM_EXISTS } from '@eventstore/db-client';
import { againstStores, all, newStream, note, notes, readNumbers, rejection } from './store-under-test';

againstStores(['on disk', 'in memory'], (store) => {
  const append = (
    stream: string,
    events: ReturnType<typeof notes>,
    expectedRevision: AppendExpectedRevision,
  ) => store.client.appendToStream(stream, events, { expectedRevision });

  const written = async (count: number) => {
    const stream = newStream();
    await append(stream, notes(count), NO_STREAM);
    return stream;
  };

  const deleted = async (count: number) => {
    const stream = await written(count);
    await store.client.deleteStream(stream);
    return stream;
  };

  describe('a deleted stream', () => {
    it('is not found any more', async () => {
      const stream = await deleted(3);
      expect(await rejection(readNumbers(store.client, stream))).toMatchObject({ type: 'stream-not-found' });
    });

    it.each<[AppendExpectedRevision]>([[NO_STREAM], [ANY], [2n]])(
      'begins again when an append expects %s, and its numbering goes on',
      async (expected) => {
        const stream = await deleted(3);
        expect((await append(stream, notes(2, 3), expected)).nextExpectedRevision).toBe(4n);
        expect(await readNumbers(store.client, stream)).toEqual([3, 4]);
      },
    );

    it('is stream-deleted to an append that expects it to exist', async () => {
      const stream = await deleted(3);
      expect(await rejection(append(stream, [note(9)], STREAM_EXISTS))).toMatchObject({
        type: 'stream-deleted',
      });
    });

    it('keeps its events in $all', async () => {
      const stream = newStream();
      const { position } = await append(stream, [note(1)], NO_STREAM);
      await store.client.deleteStream(stream);
      const [found] = await all(store.client.readAll({ fromPosition: position as never, maxCount: 1 }));
      expect(found?.event?.streamId).toBe(stream);
    });

    it('keeps what was deleted hidden after it began again and went on', async () => {
      const stream = await deleted(3);
      await append(stream, [note(3)], NO_STREAM);
      await append(stream, [note(4)], 3n);
      expect(await readNumbers(store.client, stream, { fromRevision: 0n })).toEqual([3, 4]);
      expect(await readNumbers(store.client, stream, { fromRevision: 1n, maxCount: 1 })).toEqual([3]);
    });

    it('can be deleted at the revision it has', async () => {
      const stream = await written(3);
      await store.client.deleteStream(stream, { expectedRevision: 2n });
      expect(await rejection(readNumbers(store.client, stream))).toMatchObject({ type: 'stream-not-found' });
    });
  });

  it.each([[ANY], [NO_STREAM], [3n]] as const)(
    'refuses to delete a missing stream when %s is expected',
    async (expectedRevision) => {
      const error = await rejection(store.client.deleteStream(newStream(), { expectedRevision }));
      expect(error).toMatchObject({ type: 'wrong-expected-version' });
    },
  );

  it.each([[NO_STREAM], [1n], [3n]] as const)(
    'refuses to delete a stream at revision 2 when %s is expected',
    async (expectedRevision) => {
      const stream = await written(3);
      expect(await rejection(store.client.deleteStream(stream, { expectedRevision }))).toMatchObject({
        type: 'wrong-expected-version',
        streamName: stream,
        actualVersion: 2n,
      });
      expect(await readNumbers(store.client, stream)).toEqual([0, 1, 2]);
    },
  );

  describe('a tombstoned stream', () => {
    const tombstoned = async () => {
      const stream = await written(2);
      await store.client.tombstoneStream(stream);
      return stream;
    };

    it('answers stream-deleted to reads', async () => {
      const stream = await tombstoned();
      expect(await rejection(readNumbers(store.client, stream))).toMatchObject({
        type: 'stream-deleted',
        streamName: stream,
      });
    });

    it.each<[AppendExpectedRevision]>([[ANY], [NO_STREAM], [STREAM_EXISTS], [1n]])(
      'answers stream-deleted to an append that expects %s',
      async (expected) => {
        const stream = await tombstoned();
        expect(await rejection(append(stream, [note(9)], expected))).toMatchObject({
          type: 'stream-deleted',
        });
      },
    );

    it('answers stream-deleted to reading and writing its metadata, to delete and to tombstone', async () => {
      const stream = await tombstoned();
      const refused = { type: 'stream-deleted' };
      expect(await rejection(store.client.getStreamMetadata(stream))).toMatchObject(refused);
      expect(await rejection(store.client.setStreamMetadata(stream, { maxCount: 1 }))).toMatchObject(refused);
      expect(await rejection(store.client.deleteStream(stream))).toMatchObject(refused);
      expect(await rejection(store.client.tombstoneStream(stream))).toMatchObject(refused);
    });

    it('answers stream-deleted to new subscriptions', async () => {
      const stream = await tombstoned();
      const subscription = store.client.subscribeToStream(stream, { fromRevision: START });
      expect(await rejection(all(subscription))).toMatchObject({ type: 'stream-deleted' });
    });
  });

  it('can tombstone a stream that never was, once', async () => {
    const stream = newStream();
    await store.client.tombstoneStream(stream, { expectedRevision: NO_STREAM });
    expect(await rejection(append(stream, [note(1)], NO_STREAM))).toMatchObject({ type: 'stream-deleted' });
  });

  it.each([[NO_STREAM], [1n]] as const)(
    'refuses to tombstone a stream at revision 2 when %s is expected',
    async (expectedRevision) => {
      const stream = await written(3);
      expect(await rejection(store.client.tombstoneStream(stream, { expectedRevision }))).toMatchObject({
        type: 'wrong-expected-version',
      });
    },
  );

  it('shows a live subscriber the tombstone, then ends with stream-deleted', async () => {
    const stream = await written(1);
    const subscription = store.client.subscribeToStream(stream, { fromRevision: START });
    const types: string[] = [];
    const end = rejection(
      (async () => {
        for await (const { event } of subscription) types.push(event?.type ?? '');
      })(),
    );
    await new Promise<unknown>((resolve) => subscription.once('caughtUp' as never, resolve as never));
    await store.client.tombstoneStream(stream);
    expect(await end).toMatchObject({ type: 'stream-deleted' });
    expect(types).toEqual(['Noted', '$streamDeleted']);
  });
});
