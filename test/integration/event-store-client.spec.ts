import { randomUUID } from 'node:crypto';
import { StoreClient, withQuickGossip } from '@streams/eventstore-client';
import { connectEventStore } from '@streams/eventstore-stream';
import { OutcomeUnknown, StoreUnavailable, type NewEvent, type Stream } from '@streams/stream';
import { runNode } from '../support/child';
import { DeposedNode } from '../support/deposed-node';
import { memoryEventStore, type TestEventStore } from '../support/event-store';

const hourMs = 3_600_000;
const forever = 600_000;

const event = (): NewEvent => ({
  id: randomUUID(),
  type: 'Noted',
  data: Buffer.from('{}'),
  metadata: new Uint8Array(),
});

async function count(events: AsyncIterable<unknown>): Promise<number> {
  let found = 0;
  for await (const _ of events) found += 1;
  return found;
}

describe('a client of an event store', () => {
  let store: TestEventStore & { running: NonNullable<TestEventStore['running']> };
  let stream: Stream;
  const connect = async (
    options: Parameters<typeof connectEventStore>[1] = {},
    storeOptions: Parameters<typeof memoryEventStore>[0] = {},
  ) => {
    store = await memoryEventStore(storeOptions);
    stream = connectEventStore(store.url, options);
  };
  afterEach(async () => {
    store.running.faults.clear();
    await stream.close();
    await store.stop();
  });

  it.each([
    ['an hour ahead of ours', hourMs],
    ['an hour behind ours', -hourMs],
  ])('has its appends answered where the clock of the store is %s', async (_, offMs) => {
    await connect({}, { now: () => Date.now() + offMs });
    await stream.append('s', 'no_stream', [event()]);
    expect(await count(stream.read('s', 0))).toBe(1);
  });

  it('says in words why an outcome is not known, where the answer has none', async () => {
    await connect();
    store.running.faults.next({ kind: 'timeout' });
    const failure = await stream.append('s', 'no_stream', [event()]).catch((error: Error) => error);
    expect(failure).toBeInstanceOf(OutcomeUnknown);
    expect(((failure as Error).cause as Error).message).toBe('the event store answered deadline-exceeded');
  });

  it('lets go of a read that brings nothing for longer than it may', async () => {
    await connect({ readTimeoutMs: 200 });
    await stream.append('s', 'no_stream', [event()]);
    store.running.faults.freeze();
    const read = await count(stream.read('s', 0)).catch((error: Error) => error);
    expect(read).toBeInstanceOf(StoreUnavailable);
    expect(((read as Error).cause as Error).message).toBe('no answer within 200 ms');
    store.running.faults.thaw();
    expect(await count(stream.read('s', 0))).toBe(1);
    await stream.append('s', 0, [event()]);
  });

  it('lets go of a subscription to a frozen node, though nobody reads or appends', async () => {
    await connect();
    await stream.close();
    // Keepalive would end it too, after a while.
    stream = connectEventStore(`${store.url}&keepAliveInterval=-1`, { readTimeoutMs: 200 });
    await stream.append('s', 'no_stream', [event()]);
    const subscription = stream.subscribe('s')[Symbol.asyncIterator]();
    await subscription.next();
    store.running.faults.freeze();
    const ended = await subscription.next().catch((error: Error) => error);
    expect(ended).toBeInstanceOf(StoreUnavailable);
    store.running.faults.thaw();
    expect(await count(stream.read('s', 0))).toBe(1);
  });

  it('leaves a subscription open that brings nothing, while the node answers', async () => {
    await connect({ readTimeoutMs: 200 });
    await stream.append('s', 'no_stream', [event()]);
    const subscription = stream.subscribe('s')[Symbol.asyncIterator]();
    await subscription.next();
    const next = subscription.next();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await stream.append('s', 0, [event()]);
    expect((await next).value).toMatchObject({ revision: 1 });
  });

  it('gives a reader all the time it needs between two events', async () => {
    await connect({ readTimeoutMs: 200 });
    await stream.append('s', 'no_stream', [event(), event()]);
    let found = 0;
    for await (const _ of stream.read('s', 0)) {
      found += 1;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    expect(found).toBe(2);
  });

  it('lets go of reads and subscriptions when an append finds the node silent', async () => {
    await connect({ appendTimeoutMs: 300, readTimeoutMs: forever });
    await stream.append('s', 'no_stream', [event()]);
    const subscription = stream.subscribe('s')[Symbol.asyncIterator]();
    await subscription.next();
    store.running.faults.freeze();
    const failures = [count(stream.read('s', 0)), subscription.next(), stream.append('s', 0, [event()])];
    const ended = await Promise.all(failures.map((each) => each.catch((error: Error) => error)));
    expect(ended.map((error) => (error as Error).name)).toEqual([
      'StoreUnavailable',
      'StoreUnavailable',
      'OutcomeUnknown',
    ]);
  });

  it('lets go of an append when a read finds the node silent', async () => {
    await connect({ appendTimeoutMs: forever, readTimeoutMs: 300 });
    await stream.append('s', 'no_stream', [event()]);
    store.running.faults.freeze();
    const failures = [count(stream.read('s', 0)), stream.append('s', 0, [event()])];
    const ended = await Promise.all(failures.map((each) => each.catch((error: Error) => error)));
    expect(ended.map((error) => (error as Error).name)).toEqual(['StoreUnavailable', 'OutcomeUnknown']);
  });

  it('passes over the answer to an append that nobody waits for any more', async () => {
    await connect();
    const [one, other] = [new StoreClient(store.url), new StoreClient(store.url)];
    const append = (client: StoreClient, name: string) =>
      client.calls.appendToStream(name, { ...event(), contentType: 'application/json' } as never);
    await append(one, 'one');
    store.running.faults.next({ kind: 'delay', delayMs: 300 });
    const late = append(one, 'one').catch((error: Error) => error);
    await append(other, 'other');
    // All clients of a process have one table of appends, which an error of any of them empties.
    await other.drop(new Error('dropped'));
    expect(await late).toBeInstanceOf(Error);
    store.running.faults.next({ kind: 'delay', delayMs: 600 });
    await append(one, 'one');
    await one.drop(new Error('done'));
  });
});

describe('a process with a client of an event store', () => {
  const stream = "require('./dist/libs/streams/src/eventstore-stream.js')";
  const client = "require('./dist/libs/streams/src/eventstore-client.js')";

  it('outlives the loss of the quorum, and goes on when there is a leader again', async () => {
    const node = new DeposedNode();
    const url = await node.start();
    const child = runNode([
      '-e',
      `const stream = ${stream}.connectEventStore('${url}');
      const follow = async () => { for await (const _ of stream.subscribe('journal-')); };
      void follow().catch(() => undefined);
      const read = () => stream.last('s').then(() => 'read', (error) => error.cause.message);
      (async () => {
        console.log(await read());
        const failures = new Set();
        while (![...failures].some((why) => why.includes('Failed to discover')))
          for (const why of await Promise.all([read(), read(), read(), read()])) failures.add(why);
        console.log('nobody leads');
        while ((await read()) !== 'read');
        console.log('read again');
        process.exit(0);
      })();`,
    ]);
    expect(await child.line()).toBe('read');
    node.loseQuorum();
    expect(await child.line()).toBe('nobody leads');
    node.regainQuorum();
    expect(await child.line()).toBe('read again');
    expect((await child.exit).code).toBe(0);
    node.stop();
  });

  it('outlives a connection that breaks while appends wait to be sent', async () => {
    const store = await memoryEventStore();
    const child = runNode([
      '-e',
      `const client = new (${client}.StoreClient)('${store.url}');
      const event = (n) => ({ id: crypto.randomUUID(), type: 'T', contentType: 'application/json', data: 'x'.repeat(n), metadata: new Uint8Array() });
      (async () => {
        await client.calls.appendToStream('s', event(1));
        const waiting = Array.from({ length: 40 }, () => client.calls.appendToStream('s', event(900_000)));
        const all = Promise.allSettled(waiting);
        setImmediate(() => client.drop(new Error('gone')));
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        console.log('alive');
        process.exit(0);
      })();`,
    ]);
    expect(await child.line()).toBe('alive');
    expect((await child.exit).code).toBe(0);
    await store.stop();
  });
});

describe('a connection string', () => {
  it.each([
    ['esdb://a:1,b:2', 'esdb://a:1,b:2?gossipTimeout=1'],
    ['esdb://a:1?tls=false ', 'esdb://a:1?tls=false&gossipTimeout=1'],
    ['esdb://a:1?gossipTimeout=3', 'esdb://a:1?gossipTimeout=3'],
    ['esdb://a:1?tls=false&Gossip_Timeout=3', 'esdb://a:1?tls=false&Gossip_Timeout=3'],
  ])('%j asks each node who leads for one second, unless it says otherwise', (given, used) => {
    expect(withQuickGossip(given)).toBe(used);
  });
});
