import { BACKWARDS, binaryEvent, END, FORWARDS, jsonEvent, NO_STREAM, START } from '@eventstore/db-client';
import { againstStores, all, newStream, notes, numbersOf, readNumbers, rejection } from './store-under-test';

againstStores(['on disk', 'in memory'], (store) => {
  const stream = newStream();
  beforeAll(() => store.client.appendToStream(stream, notes(100), { expectedRevision: NO_STREAM }));

  const read = (options: Parameters<typeof readNumbers>[2]) => readNumbers(store.client, stream, options);
  const upTo = (last: number, first = 0) => Array.from({ length: last - first + 1 }, (_, n) => first + n);

  it.each([
    ['forwards from the start', { direction: FORWARDS, fromRevision: START }, upTo(99)],
    ['forwards from a revision, that one included', { fromRevision: 90n }, upTo(99, 90)],
    ['forwards from beyond the end: nothing', { fromRevision: 100n }, []],
    ['forwards from far beyond the end: nothing', { fromRevision: 5_000n }, []],
    ['forwards, no more than asked for', { fromRevision: 10n, maxCount: 40 }, upTo(49, 10)],
    ['backwards from the end', { direction: BACKWARDS, fromRevision: END }, upTo(99).reverse()],
    [
      'backwards from a revision, that one included',
      { direction: BACKWARDS, fromRevision: 3n },
      [3, 2, 1, 0],
    ],
    ['backwards from the start: the first event', { direction: BACKWARDS, fromRevision: START }, [0]],
    [
      'backwards from beyond the end: everything',
      { direction: BACKWARDS, fromRevision: 120n },
      upTo(99).reverse(),
    ],
    ['backwards, no more than asked for', { direction: BACKWARDS, fromRevision: END, maxCount: 2 }, [99, 98]],
  ] as const)('reads %s', async (_how, options, expected) => {
    expect(await read(options)).toEqual(expected);
  });

  it.each([
    ['of nothing', { maxCount: 0 }],
    ['forwards from the end', { fromRevision: END }],
  ] as const)('refuses a read %s', async (_what, options) => {
    expect(await rejection(read(options))).toMatchObject({ type: 'unknown', code: 2 });
  });

  it('says that a stream is not there', async () => {
    const missing = newStream();
    for (const direction of [FORWARDS, BACKWARDS] as const) {
      const fromRevision = direction === FORWARDS ? START : END;
      const error = await rejection(all(store.client.readStream(missing, { direction, fromRevision })));
      expect(error).toMatchObject({ type: 'stream-not-found', streamName: missing });
    }
  });

  it('gives back what was written: type, data, metadata, id and the time it was recorded', async () => {
    const one = newStream();
    const event = jsonEvent({
      type: 'Ünïcode',
      data: { text: 'žluťoučký 🐎', deep: [1, null] },
      metadata: { by: 'é' },
    });
    const before = Date.now();
    await store.client.appendToStream(one, event);
    const [resolved] = await all(store.client.readStream(one));
    expect(resolved?.event).toMatchObject({
      streamId: one,
      id: event.id,
      revision: 0n,
      type: 'Ünïcode',
      isJson: true,
      data: event.data,
      metadata: event.metadata,
    });
    const createdMs = resolved?.event?.created.getTime() ?? 0;
    expect(Math.abs(createdMs - before)).toBeLessThan(60_000);
    expect(resolved?.link).toBeUndefined();
  });

  it('keeps bytes as they are', async () => {
    const one = newStream();
    const data = Uint8Array.from({ length: 256 }, (_, n) => n);
    await store.client.appendToStream(one, binaryEvent({ type: 'Bytes', data, metadata: data }));
    const [resolved] = await all(store.client.readStream(one));
    expect(resolved?.event?.isJson).toBe(false);
    expect([...(resolved?.event?.data as Uint8Array)]).toEqual([...data]);
    expect([...(resolved?.event?.metadata as Uint8Array)]).toEqual([...data]);
  });

  it('keeps an event without data and metadata', async () => {
    const one = newStream();
    await store.client.appendToStream(one, binaryEvent({ type: 'Empty', data: new Uint8Array() }));
    const [resolved] = await all(store.client.readStream(one));
    expect(resolved?.event?.data).toHaveLength(0);
    expect(resolved?.event?.metadata).toBeUndefined();
  });

  it('shows the position of each event in $all, ever greater along the stream', async () => {
    const resolved = await all(store.client.readStream(stream));
    const positions = resolved.map(({ event }) => event?.position?.commit ?? -1n);
    expect(positions.every((position, n) => n === 0 || position > (positions[n - 1] as bigint))).toBe(true);
    const [inAll] = await all(
      store.client.readAll({ fromPosition: resolved[50]?.event?.position as never, maxCount: 1 }),
    );
    expect(numbersOf([inAll as never])).toEqual([50]);
  });

  it('shows an append to readers as soon as it is answered', async () => {
    const one = newStream();
    for (let revision = -1; revision < 20; revision += 1) {
      const expectedRevision = revision < 0 ? NO_STREAM : BigInt(revision);
      await store.client.appendToStream(one, notes(1, revision + 1), { expectedRevision });
      expect(await readNumbers(store.client, one)).toHaveLength(revision + 2);
    }
  });
});
