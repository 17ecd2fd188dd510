import { BACKWARDS, END, NO_STREAM, STREAM_EXISTS } from '@eventstore/db-client';
import { againstStores, all, newStream, note, notes, readNumbers, rejection } from './store-under-test';

againstStores(['on disk', 'in memory'], (store) => {
  const written = async (count: number) => {
    const stream = newStream();
    await store.client.appendToStream(stream, notes(count), { expectedRevision: NO_STREAM });
    return stream;
  };

  it('gives back the stream metadata last set', async () => {
    const stream = await written(1);
    await store.client.setStreamMetadata(stream, { maxCount: 7, owner: 'first' });
    await store.client.setStreamMetadata(stream, { maxAge: 3600, owner: 'second' }, { expectedRevision: 0n });
    const { metadata } = await store.client.getStreamMetadata(stream);
    expect(metadata).toEqual({ maxAge: 3600, owner: 'second' });
  });

  it('has no metadata for a stream nobody set any for', async () => {
    expect((await store.client.getStreamMetadata(await written(1))).metadata).toBeUndefined();
    expect((await store.client.getStreamMetadata(newStream())).metadata).toBeUndefined();
  });

  it('checks the expected revision of metadata on its own', async () => {
    const stream = await written(5);
    await store.client.setStreamMetadata(stream, { maxCount: 1 }, { expectedRevision: NO_STREAM });
    const again = store.client.setStreamMetadata(stream, { maxCount: 2 }, { expectedRevision: NO_STREAM });
    expect(await rejection(again)).toMatchObject({ type: 'wrong-expected-version', actualVersion: 0n });
  });

  it('writes metadata as a $metadata event of the stream $$name, of which only the newest is read', async () => {
    const stream = await written(1);
    await store.client.setStreamMetadata(stream, { maxCount: 1 });
    await store.client.setStreamMetadata(stream, { maxCount: 2 });
    const events = (await all(store.client.readStream(`$$${stream}`))).map(({ event }) => event);
    expect(events.map((event) => [event?.type, event?.revision, event?.data])).toEqual([
      ['$metadata', 1n, { $maxCount: 2 }],
    ]);
  });

  it('shows $metadata events in $all', async () => {
    const stream = await written(1);
    const { position } = await store.client.setStreamMetadata(stream, { maxCount: 3 });
    const [found] = await all(store.client.readAll({ fromPosition: position as never, maxCount: 1 }));
    expect(found?.event).toMatchObject({ streamId: `$$${stream}`, type: '$metadata' });
  });

  it('can set metadata before the first event, after which the stream counts as existing', async () => {
    const stream = newStream();
    await store.client.setStreamMetadata(stream, { maxCount: 3 });
    expect(await rejection(readNumbers(store.client, stream))).toMatchObject({ type: 'stream-not-found' });
    const result = await store.client.appendToStream(stream, note(1), { expectedRevision: STREAM_EXISTS });
    expect(result.nextExpectedRevision).toBe(0n);
  });

  it('shows the last maxCount events only', async () => {
    const stream = await written(10);
    await store.client.setStreamMetadata(stream, { maxCount: 3 });
    expect(await readNumbers(store.client, stream)).toEqual([7, 8, 9]);
    expect(await readNumbers(store.client, stream, { direction: BACKWARDS, fromRevision: END })).toEqual([
      9, 8, 7,
    ]);
    expect(await readNumbers(store.client, stream, { direction: BACKWARDS, fromRevision: 5n })).toEqual([]);
    expect(await readNumbers(store.client, stream, { fromRevision: 1n, maxCount: 2 })).toEqual([7, 8]);
  });

  it('hides events before truncateBefore', async () => {
    const stream = await written(10);
    await store.client.setStreamMetadata(stream, { truncateBefore: 8 });
    expect(await readNumbers(store.client, stream)).toEqual([8, 9]);
    expect(await readNumbers(store.client, stream, { direction: BACKWARDS, fromRevision: END })).toEqual([
      9, 8,
    ]);
  });

  it('hides everything when truncateBefore lies ahead, and goes on counting', async () => {
    const stream = await written(3);
    await store.client.setStreamMetadata(stream, { truncateBefore: 5 });
    expect(await readNumbers(store.client, stream)).toEqual([]);
    await store.client.appendToStream(stream, notes(3, 3), { expectedRevision: 2n });
    expect(await readNumbers(store.client, stream)).toEqual([5]);
  });

  it('hides events older than maxAge', async () => {
    const stream = await written(3);
    await store.client.setStreamMetadata(stream, { maxAge: 3_600 });
    expect(await readNumbers(store.client, stream)).toEqual([0, 1, 2]);
    await store.client.setStreamMetadata(stream, { maxAge: 1 });
    while ((await readNumbers(store.client, stream)).length > 0);
    await store.client.appendToStream(stream, note(3), { expectedRevision: 2n });
    expect(await readNumbers(store.client, stream)).toEqual([3]);
  });

  it('keeps hidden events in $all', async () => {
    const stream = newStream();
    const { position } = await store.client.appendToStream(stream, note(0), { expectedRevision: NO_STREAM });
    await store.client.appendToStream(stream, note(1), { expectedRevision: 0n });
    await store.client.setStreamMetadata(stream, { maxCount: 1 });
    const [found] = await all(store.client.readAll({ fromPosition: position as never, maxCount: 1 }));
    expect(found?.event).toMatchObject({ streamId: stream, revision: 0n });
  });

  it('recognises the retry of an append whose events are hidden by now', async () => {
    const stream = newStream();
    const events = notes(3);
    await store.client.appendToStream(stream, events, { expectedRevision: NO_STREAM });
    await store.client.setStreamMetadata(stream, { maxCount: 1 });
    const again = await store.client.appendToStream(stream, events, { expectedRevision: NO_STREAM });
    expect(again.nextExpectedRevision).toBe(2n);
  });
});
