import { randomUUID } from 'node:crypto';
import { connectEventStore } from '@streams/eventstore-stream';
import { RevisionConflict, type NewEvent, type StoredEvent, type Stream } from '@streams/stream';
import { MemoryStream } from '../support/memory-stream';
import { until } from '../support/started';
import { againstStores } from './store-under-test';

function event(text: string, type = 'TextWritten'): NewEvent {
  return {
    id: randomUUID(),
    type,
    data: Buffer.from(`{"text":${JSON.stringify(text)}}`),
    metadata: new Uint8Array(0),
  };
}

async function all(events: AsyncIterable<StoredEvent>, count = Infinity): Promise<StoredEvent[]> {
  const found: StoredEvent[] = [];
  for await (const each of events) if (found.push(each) >= count) break;
  return found;
}

function texts(events: readonly StoredEvent[]): string[] {
  return events.map(({ data }) => (JSON.parse(Buffer.from(data).toString()) as { text: string }).text);
}

function keepsTheContract(connect: () => Stream): void {
  let stream: Stream;
  let name: string;
  beforeAll(() => {
    stream = connect();
  });
  beforeEach(() => {
    name = `contract-${randomUUID()}`;
  });
  afterAll(() => stream.close());

  it('gives back in order what was appended, with revisions from 0 and without gaps', async () => {
    await stream.append(name, 'no_stream', [event('a'), event('b')]);
    await stream.append(name, 1, [event('c')]);
    const events = await all(stream.read(name, 0));
    expect(texts(events)).toEqual(['a', 'b', 'c']);
    expect(events.map(({ revision }) => revision)).toEqual([0, 1, 2]);
  });

  it('reads from any revision on, as many events as asked for', async () => {
    await stream.append(
      name,
      'no_stream',
      ['a', 'b', 'c', 'd'].map((text) => event(text)),
    );
    expect(texts(await all(stream.read(name, 1, 2)))).toEqual(['b', 'c']);
    expect(texts(await all(stream.read(name, 4)))).toEqual([]);
  });

  it('finds nothing where there is no stream', async () => {
    expect(await all(stream.read(name, 0))).toEqual([]);
    expect(await stream.last(name)).toBeUndefined();
  });

  it('knows the last event', async () => {
    await stream.append(name, 'no_stream', [event('a'), event('b')]);
    expect((await stream.last(name))?.revision).toBe(1);
  });

  it('stores nothing of an append that expects another end of the stream', async () => {
    await stream.append(name, 'no_stream', [event('a')]);
    await expect(stream.append(name, 'no_stream', [event('b')])).rejects.toThrow(RevisionConflict);
    await expect(stream.append(name, 5, [event('b')])).rejects.toThrow(RevisionConflict);
    expect(texts(await all(stream.read(name, 0)))).toEqual(['a']);
  });

  it('stores nothing twice when an append is repeated with its ids and revision, also after later ones', async () => {
    const first = [event('a'), event('b')];
    await stream.append(name, 'no_stream', first);
    await stream.append(name, 'no_stream', first);
    await stream.append(name, 1, [event('c')]);
    await stream.append(name, 'no_stream', first);
    expect(texts(await all(stream.read(name, 0)))).toEqual(['a', 'b', 'c']);
  });

  it('accepts an append on top of whatever ends at the expected revision: it compares revisions, not contents', async () => {
    await stream.append(name, 'no_stream', [event('theirs')]);
    await expect(stream.append(name, 'no_stream', [event('ours')])).rejects.toThrow(RevisionConflict);
    await stream.append(name, 0, [event('decided on top of ours')]);
    expect(texts(await all(stream.read(name, 0)))).toEqual(['theirs', 'decided on top of ours']);
  });

  it('keeps data, metadata, type and id byte for byte', async () => {
    const odd = {
      ...event('ü — 😀'),
      data: Buffer.from('{ "b":1.10,"a":"\\u0041" }'),
      metadata: Buffer.from('{"seal":"line\\n— x"}'),
    };
    await stream.append(name, 'no_stream', [odd]);
    const [stored] = await all(stream.read(name, 0));
    expect(Buffer.from(stored!.data)).toEqual(odd.data);
    expect(Buffer.from(stored!.metadata)).toEqual(odd.metadata);
    expect([stored!.type, stored!.id, stored!.stream]).toEqual([odd.type, odd.id, name]);
  });

  it('lets a reader stop early, again and again', async () => {
    await stream.append(
      name,
      'no_stream',
      ['a', 'b', 'c'].map((text) => event(text)),
    );
    for (let round = 0; round < 150; round += 1) expect(await all(stream.read(name, 0), 1)).toHaveLength(1);
  });

  // Node's HTTP/2 server closes a connection after 1,000 calls that were cancelled faster than 33 a second.
  it('cancels no call of a reader who took all that was asked for, or found no stream', async () => {
    await stream.append(name, 'no_stream', [event('a'), event('b')]);
    for (let round = 0; round < 1_200; round += 1) {
      expect(await all(stream.read(name, 0, 1), 1)).toHaveLength(1);
      expect(await all(stream.read(`${name}-none`, 0, 1))).toHaveLength(0);
    }
  });

  it('keeps its connection however many readers stop early', async () => {
    // More than a connection carries at once, so that the call is under way when its reader stops.
    const long = Array.from({ length: 50 }, () => event('x'.repeat(3_000)));
    await stream.append(name, 'no_stream', long);
    for (let round = 0; round < 1_500; round += 1) expect(await all(stream.read(name, 0), 1)).toHaveLength(1);
  });

  it('reads a stream to its end over several pages', async () => {
    const texts1000 = Array.from({ length: 1_000 }, (_none, at) => `${at}`);
    await stream.append(
      name,
      'no_stream',
      texts1000.map((text) => event(text)),
    );
    expect(await all(stream.read(name, 0))).toHaveLength(1_000);
    await stream.append(
      name,
      999,
      texts1000.map((text) => event(text)),
    );
    await stream.append(name, 1_999, [event('last')]);
    const revisions = (events: readonly StoredEvent[]) => events.map(({ revision }) => revision);
    expect(revisions(await all(stream.read(name, 0)))).toEqual(
      Array.from({ length: 2_001 }, (_none, at) => at),
    );
    expect(revisions(await all(stream.read(name, 500, 1_200)))).toEqual(
      Array.from({ length: 1_200 }, (_none, at) => 500 + at),
    );
  });

  it('delivers what is there and then what comes, of every stream with the prefix and of no other', async () => {
    await stream.append(`${name}-one`, 'no_stream', [event('a')]);
    await stream.append(`other-${name}`, 'no_stream', [event('not ours')]);
    const subscription = stream.subscribe(name);
    const received = all(subscription, 3);
    await stream.append(`${name}-two`, 'no_stream', [event('b')]);
    await stream.append(`${name}-one`, 0, [event('c')]);
    expect(texts(await received)).toEqual(['a', 'b', 'c']);
  });

  it('says that a subscription is caught up when all has been handed over, and no earlier', async () => {
    await stream.append(
      name,
      'no_stream',
      ['a', 'b', 'c'].map((text) => event(text)),
    );
    const subscription = stream.subscribe(name);
    const seen: [string, boolean][] = [];
    const consuming = (async () => {
      for await (const each of subscription) seen.push([...texts([each]), subscription.isCaughtUp] as never);
    })();
    await until(() => subscription.isCaughtUp);
    expect(seen.map(([text]) => text)).toEqual(['a', 'b', 'c']);
    expect(seen.slice(0, 2).map(([, isCaughtUp]) => isCaughtUp)).toEqual([false, false]);
    await stream.append(name, 2, [event('d')]);
    await until(() => seen.length === 4 && subscription.isCaughtUp);
    await subscription.close();
    await consuming;
  });

  it('resumes strictly after a position', async () => {
    await stream.append(
      name,
      'no_stream',
      ['a', 'b', 'c'].map((text) => event(text)),
    );
    const [, second] = await all(stream.subscribe(name), 2);
    expect(texts(await all(stream.subscribe(name, second!.position), 1))).toEqual(['c']);
  });

  it('delivers the events of one type alone, of every stream with the prefix: what is there, then what comes', async () => {
    const type = `Wanted-${randomUUID()}`;
    await stream.append(`${name}-one`, 'no_stream', [event('a', type), event('another type')]);
    await stream.append(`other-${name}`, 'no_stream', [event('another prefix', type)]);
    await stream.append(`${name}-two`, 'no_stream', [event('longer', `${type}Too`), event('b', type)]);
    const received = all(stream.subscribeToType(name, type), 4);
    await stream.append(`${name}-one`, 1, [event('another type'), event('c', type)]);
    await stream.append(`${name}-three`, 'no_stream', [event('d', type)]);
    expect(texts(await received)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('takes a type by its letters, whatever these would mean in a pattern', async () => {
    const type = `Any.Type+${randomUUID()}`;
    await stream.append(name, 'no_stream', [event('like it', type.replace('.', 'x')), event('it', type)]);
    expect(texts(await all(stream.subscribeToType(name, type), 1))).toEqual(['it']);
  });

  it('ends a subscription to a type that is closed', async () => {
    const type = `Wanted-${randomUUID()}`;
    await stream.append(name, 'no_stream', [event('a', type)]);
    const subscription = stream.subscribeToType(name, type);
    const received: string[] = [];
    for await (const each of subscription) {
      received.push(...texts([each]));
      await subscription.close();
    }
    expect(received).toEqual(['a']);
  });

  it('follows one stream from a revision on: what is there, then what comes', async () => {
    await stream.append(
      name,
      'no_stream',
      ['a', 'b', 'c'].map((text) => event(text)),
    );
    const following = stream.follow(name, 1);
    const received = all(following, 4);
    await stream.append(`${name}-longer`, 'no_stream', [event('another stream')]);
    await stream.append(name, 2, [event('d'), event('e')]);
    const events = await received;
    expect([texts(events), events.map(({ revision }) => revision)]).toEqual([
      ['b', 'c', 'd', 'e'],
      [1, 2, 3, 4],
    ]);
  });

  it('follows a stream that is still to come, from its first event on', async () => {
    const received = all(stream.follow(name, 0), 2);
    await stream.append(name, 'no_stream', [event('a'), event('b')]);
    expect(texts(await received)).toEqual(['a', 'b']);
  });

  it('ends a subscription that is closed', async () => {
    await stream.append(name, 'no_stream', [event('a')]);
    const subscription = stream.subscribe(name);
    const received: string[] = [];
    for await (const each of subscription) {
      received.push(...texts([each]));
      await subscription.close();
    }
    expect(received).toEqual(['a']);
  });
}

againstStores(['on disk'], (store) => {
  keepsTheContract(() => connectEventStore(store.url));

  it('writes JSON, as every other client of the store sees it', async () => {
    const stream = connectEventStore(store.url);
    const name = `contract-${randomUUID()}`;
    await stream.append(name, 'no_stream', [{ ...event('readable'), metadata: Buffer.from('{"seal":"s"}') }]);
    for await (const { event: seen } of store.client.readStream(name)) {
      expect(seen).toMatchObject({ isJson: true, data: { text: 'readable' }, metadata: { seal: 's' } });
    }
    await stream.close();
  });

  it('takes events from the bytes of the answer, past the classes of the client', async () => {
    const stream = connectEventStore(store.url);
    const name = `contract-${randomUUID()}`;
    await stream.append(name, 'no_stream', [event('quick')]);
    // The client's classes make plain arrays of bytes.
    const [read] = await all(stream.read(name, 0));
    const [subscribed] = await all(stream.subscribe(name), 1);
    expect([read, subscribed].map((each) => Buffer.isBuffer(each!.data))).toEqual([true, true]);
    await stream.close();
  });
});

describe('the stream in memory that simulations use', () => {
  keepsTheContract(() => new MemoryStream());
});
