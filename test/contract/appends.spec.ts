import { ANY, type AppendExpectedRevision, NO_STREAM, STREAM_EXISTS, jsonEvent } from '@eventstore/db-client';
import { againstStores, all, newStream, note, notes, readNumbers, rejection } from './store-under-test';

/** With credentials of its own an append takes the Append call, without them the shared BatchAppend call. */
const paths = [
  ['the batch call', {}],
  ['a call of its own', { credentials: { username: 'admin', password: 'changeit' } }],
] as const;

againstStores(['on disk', 'in memory'], (store) => {
  describe.each(paths)('an append by %s', (_path, path) => {
    const append = (
      stream: string,
      events: ReturnType<typeof notes>,
      expectedRevision: AppendExpectedRevision,
    ) => store.client.appendToStream(stream, events, { expectedRevision, ...path });

    it('answers the revision and the position of its last event', async () => {
      const stream = newStream();
      const result = await append(stream, notes(3), NO_STREAM);
      const stored = await all(store.client.readStream(stream));
      expect(result.success).toBe(true);
      expect(result.nextExpectedRevision).toBe(2n);
      expect(result.position).toEqual(stored[2]?.event?.position);
    });

    it.each<[AppendExpectedRevision]>([[NO_STREAM], [ANY]])(
      'begins a stream when it expects %s',
      async (expected) => {
        const stream = newStream();
        expect((await append(stream, [note(1)], expected)).nextExpectedRevision).toBe(0n);
        expect(await readNumbers(store.client, stream)).toEqual([1]);
      },
    );

    it.each<[AppendExpectedRevision]>([[STREAM_EXISTS], [0n], [7n]])(
      'is refused when it expects %s of a stream that is not there',
      async (expected) => {
        const error = await rejection(append(newStream(), [note(1)], expected));
        expect(error).toMatchObject({
          type: 'wrong-expected-version',
          expectedVersion: expected,
          actualVersion: NO_STREAM,
        });
      },
    );

    it.each<[AppendExpectedRevision]>([[ANY], [STREAM_EXISTS], [1n]])(
      'goes behind the last event when it expects %s',
      async (expected) => {
        const stream = newStream();
        await append(stream, notes(2), NO_STREAM);
        expect((await append(stream, notes(2, 2), expected)).nextExpectedRevision).toBe(3n);
        expect(await readNumbers(store.client, stream)).toEqual([0, 1, 2, 3]);
      },
    );

    it.each<[AppendExpectedRevision]>([[NO_STREAM], [0n], [2n]])(
      'is refused when it expects %s of a stream at revision 1, and writes nothing',
      async (expected) => {
        const stream = newStream();
        await append(stream, notes(2), NO_STREAM);
        const error = await rejection(append(stream, [note(9)], expected));
        expect(error).toMatchObject({
          type: 'wrong-expected-version',
          streamName: stream,
          expectedVersion: expected,
          actualVersion: 1n,
        });
        expect(await readNumbers(store.client, stream)).toEqual([0, 1]);
      },
    );

    it('of nothing to a missing stream is answered as done at revision 0 and writes nothing', async () => {
      const stream = newStream();
      expect((await append(stream, [], NO_STREAM)).nextExpectedRevision).toBe(0n);
      expect(await rejection(all(store.client.readStream(stream)))).toMatchObject({
        type: 'stream-not-found',
      });
    });

    it('of nothing to a stream answers its last revision', async () => {
      const stream = newStream();
      await append(stream, notes(3), NO_STREAM);
      expect((await append(stream, [], 2n)).nextExpectedRevision).toBe(2n);
      expect(await rejection(append(stream, [], 1n))).toMatchObject({ type: 'wrong-expected-version' });
    });

    it('takes 2,600 events of 400 bytes of data, whatever their type and metadata weigh', async () => {
      const stream = newStream();
      const events = Array.from({ length: 2_600 }, () => dataOf(400, { tag: 'x'.repeat(100) }));
      expect((await append(stream, events, NO_STREAM)).nextExpectedRevision).toBe(2_599n);
    });

    it('above 1,048,576 bytes of data is refused and writes nothing', async () => {
      const stream = newStream();
      const events = Array.from({ length: 2_622 }, () => dataOf(400));
      expect(await rejection(append(stream, events, NO_STREAM))).toMatchObject({
        type: 'maximum-append-size-exceeded',
        maxAppendSize: 1_048_576,
      });
      expect(await rejection(all(store.client.readStream(stream)))).toMatchObject({
        type: 'stream-not-found',
      });
    });
  });

  it('lets one of many appends with the same expected revision through', async () => {
    const stream = newStream();
    await store.client.appendToStream(stream, [note(0)], { expectedRevision: NO_STREAM });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) =>
        store.client.appendToStream(stream, [note(n)], { expectedRevision: 0n }),
      ),
    );
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    expect(await readNumbers(store.client, stream)).toHaveLength(2);
  });

  it('takes appends in flight on top of each other in the order they were sent', async () => {
    const stream = newStream();
    await store.client.appendToStream(stream, [note(0)], { expectedRevision: NO_STREAM });
    const results = await Promise.all(
      [0n, 1n, 2n, 3n].map((expectedRevision) =>
        store.client.appendToStream(stream, [note(Number(expectedRevision) + 1)], { expectedRevision }),
      ),
    );
    expect(results.map((result) => result.nextExpectedRevision)).toEqual([1n, 2n, 3n, 4n]);
    expect(await readNumbers(store.client, stream)).toEqual([0, 1, 2, 3, 4]);
  });

  it('puts an append sent in several messages together', async () => {
    const stream = newStream();
    const result = await store.client.appendToStream(stream, notes(40), {
      expectedRevision: NO_STREAM,
      batchAppendSize: 1_000,
    });
    expect(result.nextExpectedRevision).toBe(39n);
    expect(await readNumbers(store.client, stream)).toEqual(notes(40).map((_, n) => n));
  });

  it('gives up an append whose deadline has passed on arrival, and writes nothing', async () => {
    const stream = newStream();
    const error = await rejection(store.client.appendToStream(stream, [note(1)], { deadline: 0 }));
    expect(error).toMatchObject({ type: 'deadline-exceeded' });
    expect(await rejection(all(store.client.readStream(stream)))).toMatchObject({ type: 'stream-not-found' });
  });
});

/** An event whose JSON data takes exactly `bytes`. */
function dataOf(bytes: number, metadata?: Record<string, string>) {
  const frame = JSON.stringify({ text: '' }).length;
  const data = { text: 'x'.repeat(bytes - frame) };
  return jsonEvent({ type: 'Filled', data, ...(metadata ? { metadata } : {}) });
}
