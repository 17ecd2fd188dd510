import {
  END,
  NO_STREAM,
  type ResolvedEvent,
  START,
  type SubscribeToStreamOptions,
} from '@eventstore/db-client';
import {
  againstStores,
  newStream,
  note,
  notes,
  numbersOf,
  readNumbers,
  revisionsOf,
} from './store-under-test';
import { follow, type Follower } from './subscribing';

againstStores(['on disk', 'in memory'], (store) => {
  const followers: Follower<ResolvedEvent>[] = [];
  const subscribe = (stream: string, options: SubscribeToStreamOptions) => {
    const follower = follow<ResolvedEvent>(store.client.subscribeToStream(stream, options));
    followers.push(follower);
    return follower;
  };
  afterEach(async () => {
    await Promise.all(followers.splice(0).map((follower) => follower.stop()));
  });

  const written = async (count: number) => {
    const stream = newStream();
    await store.client.appendToStream(stream, notes(count), { expectedRevision: NO_STREAM });
    return stream;
  };

  it('delivers what there is, says so, then what comes', async () => {
    const stream = await written(3);
    const follower = subscribe(stream, { fromRevision: START });
    await follower.until(() => follower.log.includes('caught up'));
    await store.client.appendToStream(stream, notes(2, 3), { expectedRevision: 2n });
    await follower.until(() => follower.arrived.length === 5);
    expect(numbersOf(follower.arrived)).toEqual([0, 1, 2, 3, 4]);
    expect(follower.log.filter((entry) => entry === 'caught up')).toHaveLength(1);
  });

  it('delivers only what comes after the revision it starts from', async () => {
    const stream = await written(5);
    const follower = subscribe(stream, { fromRevision: 2n });
    await follower.until(() => follower.arrived.length === 2);
    expect(revisionsOf(follower.arrived)).toEqual([3n, 4n]);
  });

  it('delivers only what is written from now on when it starts from the end', async () => {
    const stream = await written(5);
    const follower = subscribe(stream, { fromRevision: END });
    await follower.until(() => follower.log.includes('caught up'));
    await store.client.appendToStream(stream, note(5), { expectedRevision: 4n });
    await follower.until(() => follower.arrived.length === 1);
    expect(numbersOf(follower.arrived)).toEqual([5]);
  });

  it('waits for a stream that is not there, and is caught up only after its first events', async () => {
    const stream = newStream();
    const follower = subscribe(stream, { fromRevision: START });
    const other = subscribe(await written(1), { fromRevision: START });
    await other.until(() => other.log.includes('caught up'));
    expect(follower.log).toEqual([]);
    await store.client.appendToStream(stream, notes(2), { expectedRevision: NO_STREAM });
    await follower.until(() => follower.log.includes('caught up'));
    expect(follower.log).toEqual([0n, 1n, 'caught up']);
  });

  it('delivers the events of an append in flight while it catches up, each once', async () => {
    const stream = await written(2_000);
    const follower = subscribe(stream, { fromRevision: START });
    for (let revision = 1_999; revision < 2_019; revision += 1) {
      await store.client.appendToStream(stream, note(revision + 1), { expectedRevision: BigInt(revision) });
    }
    await follower.until(() => follower.arrived.length >= 2_020);
    expect(numbersOf(follower.arrived)).toEqual(await readNumbers(store.client, stream));
  });

  it('goes on without a gap from the last event seen after leaving', async () => {
    const stream = await written(50);
    const first = subscribe(stream, { fromRevision: START });
    await first.until(() => first.arrived.length >= 20);
    await first.stop();
    const last = revisionsOf(first.arrived).at(-1) as bigint;
    const second = subscribe(stream, { fromRevision: last });
    await second.until(() => numbersOf(second.arrived).includes(49) || last === 49n);
    expect([...numbersOf(first.arrived), ...numbersOf(second.arrived)]).toEqual(notes(50).map((_, n) => n));
  });

  it('delivers only the visible events of a stream with maxCount', async () => {
    const stream = await written(10);
    await store.client.setStreamMetadata(stream, { maxCount: 2 });
    const follower = subscribe(stream, { fromRevision: START });
    await follower.until(() => follower.log.includes('caught up'));
    expect(numbersOf(follower.arrived)).toEqual([8, 9]);
  });

  it('serves two subscribers of one stream alike', async () => {
    const stream = await written(1);
    const [one, two] = [subscribe(stream, { fromRevision: START }), subscribe(stream, { fromRevision: 0n })];
    await one.until(() => one.log.includes('caught up'));
    await two.until(() => two.log.includes('caught up'));
    await store.client.appendToStream(stream, note(1), { expectedRevision: 0n });
    await Promise.all([one.until(() => one.arrived.length === 2), two.until(() => two.arrived.length === 1)]);
    expect(two.arrived[0]?.event?.id).toBe(one.arrived[1]?.event?.id);
  });
});
