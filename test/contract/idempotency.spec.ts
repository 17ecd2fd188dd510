import { randomUUID } from 'node:crypto';
import { ANY, type AppendExpectedRevision, NO_STREAM, STREAM_EXISTS } from '@eventstore/db-client';
import { againstStores, newStream, note, notes, readNumbers, rejection } from './store-under-test';

againstStores(['on disk', 'in memory'], (store) => {
  const append = (
    stream: string,
    events: ReturnType<typeof notes>,
    expectedRevision: AppendExpectedRevision,
  ) => store.client.appendToStream(stream, events, { expectedRevision });

  it.each<[string, AppendExpectedRevision]>([
    ['that began the stream', NO_STREAM],
    ['with any expected revision', ANY],
  ])('answers the retry of an append %s as the first time, and writes nothing', async (_what, expected) => {
    const stream = newStream();
    const events = notes(3);
    const first = await append(stream, events, expected);
    const second = await append(stream, events, expected);
    expect(second).toEqual(first);
    expect(await readNumbers(store.client, stream)).toEqual([0, 1, 2]);
  });

  it.each<[AppendExpectedRevision]>([[1n], [STREAM_EXISTS]])(
    'answers the retry of an append that expected %s with its own revision, though others followed',
    async (expected) => {
      const stream = newStream();
      const events = notes(2, 2);
      await append(stream, notes(2), NO_STREAM);
      const first = await append(stream, events, expected);
      await append(stream, notes(5, 4), 3n);
      const second = await append(stream, events, expected);
      expect(second.nextExpectedRevision).toBe(3n);
      expect(second.nextExpectedRevision).toBe(first.nextExpectedRevision);
      expect(second.position).toEqual(first.position);
      expect(await readNumbers(store.client, stream)).toHaveLength(9);
    },
  );

  it('recognises the beginning of an append as a retry', async () => {
    const stream = newStream();
    const events = notes(4);
    await append(stream, events, NO_STREAM);
    expect((await append(stream, events.slice(0, 2), NO_STREAM)).nextExpectedRevision).toBe(1n);
    expect(await readNumbers(store.client, stream)).toHaveLength(4);
  });

  it('recognises two appends merged into one as a retry', async () => {
    const stream = newStream();
    const [first, second] = [notes(2), notes(2, 2)];
    await append(stream, first, NO_STREAM);
    await append(stream, second, 1n);
    expect((await append(stream, [...first, ...second], NO_STREAM)).nextExpectedRevision).toBe(3n);
    expect(await readNumbers(store.client, stream)).toHaveLength(4);
  });

  it('compares ids only: other content under a known id is not written', async () => {
    const stream = newStream();
    const id = randomUUID();
    await append(stream, [note(1, { id })], NO_STREAM);
    await append(stream, [note(2, { id })], NO_STREAM);
    expect(await readNumbers(store.client, stream)).toEqual([1]);
  });

  it('takes an id in capitals for the same id, and gives it back in small letters', async () => {
    const stream = newStream();
    const id = randomUUID().toUpperCase();
    await append(stream, [note(1, { id })], NO_STREAM);
    expect((await append(stream, [note(1, { id })], NO_STREAM)).nextExpectedRevision).toBe(0n);
    const stored = [];
    for await (const { event } of store.client.readStream(stream)) stored.push(event?.id);
    expect(stored).toEqual([id.toLowerCase()]);
  });

  it.each<[AppendExpectedRevision]>([[NO_STREAM], [ANY], [STREAM_EXISTS]])(
    'refuses known ids followed by new ones when it expects %s',
    async (expected) => {
      const stream = newStream();
      const known = notes(2);
      await append(stream, known, NO_STREAM);
      const error = await rejection(append(stream, [...known, note(9)], expected));
      expect(error).toMatchObject({ type: 'wrong-expected-version', actualVersion: 1n });
      expect(await readNumbers(store.client, stream)).toEqual([0, 1]);
    },
  );

  it.each<[AppendExpectedRevision]>([[NO_STREAM]])(
    'refuses new ids followed by known ones when it expects %s',
    async (expected) => {
      const stream = newStream();
      const known = notes(2);
      await append(stream, known, NO_STREAM);
      expect(await rejection(append(stream, [note(9), ...known], expected))).toMatchObject({
        type: 'wrong-expected-version',
      });
    },
  );

  it('writes new ids followed by known ones when it expects any', async () => {
    const stream = newStream();
    const known = notes(2);
    await append(stream, known, NO_STREAM);
    expect((await append(stream, [note(9), ...known], ANY)).nextExpectedRevision).toBe(4n);
  });

  it('writes known ids again at the current revision: a retry must name the original one', async () => {
    const stream = newStream();
    const events = notes(2);
    await append(stream, events, NO_STREAM);
    expect((await append(stream, events, 1n)).nextExpectedRevision).toBe(3n);
    expect(await readNumbers(store.client, stream)).toEqual([0, 1, 0, 1]);
  });

  it('refuses a retry that names a revision its events do not follow', async () => {
    const stream = newStream();
    const events = notes(2, 2);
    await append(stream, notes(2), NO_STREAM);
    await append(stream, events, 1n);
    expect(await rejection(append(stream, events, 0n))).toMatchObject({ type: 'wrong-expected-version' });
  });

  it.each<[AppendExpectedRevision]>([[NO_STREAM], [ANY]])(
    'writes an id known from another stream when it expects %s',
    async (expected) => {
      const [one, other] = [newStream(), newStream()];
      const events = [note(1)];
      await append(one, events, NO_STREAM);
      expect((await append(other, events, expected)).nextExpectedRevision).toBe(0n);
      expect(await readNumbers(store.client, other)).toEqual([1]);
    },
  );
});
