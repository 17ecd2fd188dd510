import { setImmediate as nextTurn } from 'node:timers/promises';
import { journalOf, type NewEvent, type Position, type StoredEvent } from '@streams/stream';
import { ChangedStream } from '../../../test/support/changed-stream';
import { MemoryStore, MemoryStream } from '../../../test/support/memory-stream';
import { Reading, type Portions, type Reader } from './reading';
import { Leadership } from './leadership';
import { systemWorld } from './world';

/** What was stored, in order; full after so many. */
class Taken implements Reader {
  readonly seqs: number[] = [];
  position: Position | undefined;
  isFull = false;
  private makeRoom: () => void = () => undefined;

  constructor(
    private readonly most: number,
    private readonly last = Infinity,
    private readonly ended: () => void = () => undefined,
  ) {}

  take(event: StoredEvent): undefined {
    if (this.isFull) throw new Error('there is no room');
    this.seqs.push(event.revision);
    this.position = event.position;
    this.isFull = this.seqs.length % this.most === 0;
    if (event.revision === this.last) this.ended();
  }

  room(): Promise<void> {
    return new Promise((resolve) => (this.makeRoom = resolve));
  }

  empty(): void {
    this.isFull = false;
    this.makeRoom();
  }
}

/** A store with one journal of so many events. */
function storeOf(events: number): MemoryStore {
  const store = new MemoryStore();
  if (events > 0) store.append(journalOf('acme'), 'no_stream', newEvents(events));
  return store;
}

function newEvents(count: number, first = 0): NewEvent[] {
  const [data, metadata] = [new Uint8Array(), new Uint8Array()];
  return Array.from({ length: count }, (_none, at) => ({ id: `${first + at}`, type: 'any', data, metadata }));
}

interface Changes {
  readonly delay?: (milliseconds: number) => Promise<void>;
  readonly portions?: Portions;
}

/** Reads while it leads. */
function reads(stream: MemoryStream, { delay = systemWorld.delay, portions }: Changes = {}) {
  const drops: unknown[] = [];
  const pauses: number[] = [];
  const world = { now: systemWorld.now, random: () => 0, delay };
  const pause = (milliseconds: number) => {
    pauses.push(milliseconds);
    return nextTurn();
  };
  const observer = {
    state: () => undefined,
    failed: () => undefined,
    resubscribed: (cause: unknown) => drops.push(cause),
  };
  const leadership = new Leadership<undefined>({
    lock: { databaseUrl: '', number: 0, name: '' },
    world: { ...world, delay: pause },
    observer,
    begin: () => Promise.resolve(undefined),
    sides: () => [],
    ended: () => reading.end(),
  });
  const reading: Reading = new Reading(leadership, { stream, world, observer, portions });
  return { leadership, reading, drops, pauses };
}

describe('reading', () => {
  it('goes on behind the last event after every drop, without a pause where events came', async () => {
    const dropping = new ChangedStream(storeOf(10), async function* (events) {
      let left = 3;
      for await (const event of events) {
        yield event;
        if ((left -= 1) === 0) throw new Error('too slow');
      }
    });
    const { leadership, reading, drops, pauses } = reads(dropping);
    const taken = new Taken(Infinity, 9, () => leadership.end());
    await reading.read(taken);
    expect(taken.seqs).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(drops).toHaveLength(3);
    expect(pauses).toEqual([]);
  });

  it('hands over nothing while there is no room', async () => {
    const { leadership, reading } = reads(new MemoryStream(storeOf(4)));
    const taken = new Taken(2);
    const done = reading.read(taken);
    for (const seqs of [
      [0, 1],
      [0, 1, 2, 3],
    ]) {
      while (!taken.isFull) await nextTurn();
      expect(taken.seqs).toEqual(seqs);
      taken.empty();
    }
    leadership.end();
    await done;
  });

  it('ends with what the reader throws', async () => {
    const { reading, drops } = reads(new MemoryStream(storeOf(1)));
    const taken = new Taken(Infinity, 0, () => {
      throw new Error('it cannot be taken');
    });
    await expect(reading.read(taken)).rejects.toThrow('it cannot be taken');
    expect(drops).toEqual([]);
  });

  it('ends when leadership is over, though nothing comes', async () => {
    const { leadership, reading } = reads(new MemoryStream());
    const done = reading.read(new Taken(Infinity));
    leadership.end();
    await done;
  });
});

describe('reading in portions', () => {
  const portions = { gatherMs: 100, restMs: 1_000 };

  /** A store that grows while it is read, and how often it was subscribed to. */
  function growing(events: number) {
    const store = storeOf(events);
    let subscriptions = 0;
    const stream = new ChangedStream(store, (inner) => {
      subscriptions += 1;
      return inner;
    });
    const waiting: (() => void)[] = [];
    const delay = (milliseconds: number) =>
      milliseconds === portions.gatherMs
        ? new Promise<void>((resolve) => waiting.push(resolve))
        : new Promise<void>(() => undefined);
    const grow = (by: number) => {
      const last = store.events(journalOf('acme')).length - 1;
      store.append(journalOf('acme'), last < 0 ? 'no_stream' : last, newEvents(by, last + 1));
    };
    const gathered = async () => {
      while (waiting.length === 0) await nextTurn();
      waiting.shift()!();
    };
    return { stream, delay, grow, gathered, subscriptions: () => subscriptions };
  }

  const taken = async (reader: Taken, count: number) => {
    while (reader.seqs.length < count) await nextTurn();
  };

  it('takes what is there and what comes while it gathers, rests, and goes on behind it', async () => {
    const { stream, delay, grow, gathered, subscriptions } = growing(3);
    const { leadership, reading, drops, pauses } = reads(stream, { delay, portions });
    const reader = new Taken(Infinity);
    const done = reading.read(reader);
    await taken(reader, 3);
    grow(2);
    await taken(reader, 5);
    expect(pauses).toEqual([]);
    await gathered();
    while (subscriptions() < 2) await nextTurn();
    expect(pauses).toEqual([1_000]);
    grow(1);
    await taken(reader, 6);
    expect(reader.seqs).toEqual([0, 1, 2, 3, 4, 5]);
    expect(drops).toEqual([]);
    leadership.end();
    await done;
  });

  it('waits for the first entry without a rest', async () => {
    const { stream, delay, grow, subscriptions } = growing(0);
    const { leadership, reading, pauses } = reads(stream, { delay, portions });
    const reader = new Taken(Infinity);
    const done = reading.read(reader);
    for (let round = 0; round < 20; round += 1) await nextTurn();
    expect([subscriptions(), pauses]).toEqual([1, []]);
    grow(1);
    await taken(reader, 1);
    leadership.end();
    await done;
  });

  it('ends no portion while more is at hand', async () => {
    const { stream, delay, gathered } = growing(4);
    const { leadership, reading, pauses } = reads(stream, { delay, portions });
    const reader = new Taken(2);
    const done = reading.read(reader);
    await taken(reader, 2);
    await gathered();
    for (let round = 0; round < 20; round += 1) await nextTurn();
    expect(pauses).toEqual([]);
    reader.empty();
    await taken(reader, 4);
    reader.empty();
    while (pauses.length === 0) await nextTurn();
    leadership.end();
    await done;
  });

  it('takes an entry that stopped its ledger once, though the position stays before it', async () => {
    const { stream, delay, gathered, grow, subscriptions } = growing(2);
    const { leadership, reading } = reads(stream, { delay, portions });
    const reader = new Taken(Infinity);
    const staying = {
      take: (event: StoredEvent) => reader.take(event),
      room: () => reader.room(),
      isFull: false,
      position: undefined,
    };
    const done = reading.read(staying);
    await gathered();
    while (subscriptions() < 2) await nextTurn();
    grow(1);
    await taken(reader, 3);
    expect(reader.seqs).toEqual([0, 1, 2]);
    leadership.end();
    await done;
  });
});

describe('an event store that drops every subscription before anything comes', () => {
  const failing = (isDown: () => boolean) =>
    new ChangedStream(new MemoryStore(), async function* (events) {
      if (isDown()) throw new Error('connection refused');
      yield* events;
    });

  it('is asked again after ever longer pauses', async () => {
    const { leadership, reading, drops, pauses } = reads(failing(() => true));
    const done = reading.read(new Taken(Infinity));
    while (drops.length < 9) await nextTurn();
    leadership.end();
    await done;
    expect(pauses.slice(0, 8)).toEqual([200, 400, 800, 1_600, 2_500, 2_500, 2_500, 2_500]);
  });

  it('is an error until a subscription lasts, though nothing comes', async () => {
    let isDown = true;
    const settle: (() => void)[] = [];
    const delay = () => new Promise<void>((resolve) => settle.push(resolve));
    const { leadership, reading, drops } = reads(
      failing(() => isDown),
      { delay },
    );
    const done = reading.read(new Taken(Infinity));
    while (drops.length < 2) await nextTurn();
    expect(reading.lastError).toBe('the event store cannot be read: connection refused');
    isDown = false;
    const subscribed = settle.length;
    while (settle.length === subscribed) await nextTurn();
    expect(reading.lastError).toBeDefined();
    settle.at(-1)!();
    while (reading.lastError !== undefined) await nextTurn();
    leadership.end();
    await done;
  });
});
