import { setImmediate as nextTurn } from 'node:timers/promises';
import { journalOf, type Position, type StoredEvent } from '@streams/stream';
import { ChangedStream } from '../../../test/support/changed-stream';
import { MemoryStore, MemoryStream } from '../../../test/support/memory-stream';
import { Reading, type Reader } from './reading';
import { Turns } from './turns';
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
  const [data, metadata] = [new Uint8Array(), new Uint8Array()];
  const stored = Array.from({ length: events }, (_none, at) => ({
    id: `${at}`,
    type: 'any',
    data,
    metadata,
  }));
  store.append(journalOf('acme'), 'no_stream', stored);
  return store;
}

/** Reads in a turn that has begun. */
function reads(stream: MemoryStream, delay: (milliseconds: number) => Promise<void> = systemWorld.delay) {
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
  const turns = new Turns<undefined>({
    lock: { databaseUrl: '', number: 0, name: '' },
    world: { ...world, delay: pause },
    observer,
    begin: () => Promise.resolve(undefined),
    sides: () => [],
    ended: () => reading.end(),
  });
  const reading: Reading = new Reading(turns, { stream, world, observer });
  return { turns, reading, drops, pauses };
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
    const { turns, reading, drops, pauses } = reads(dropping);
    const taken = new Taken(Infinity, 9, () => turns.end());
    await reading.read(taken);
    expect(taken.seqs).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(drops).toHaveLength(3);
    expect(pauses).toEqual([]);
  });

  it('hands over nothing while there is no room', async () => {
    const { turns, reading } = reads(new MemoryStream(storeOf(4)));
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
    turns.end();
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

  it('ends when the turn is over, though nothing comes', async () => {
    const { turns, reading } = reads(new MemoryStream());
    const done = reading.read(new Taken(Infinity));
    turns.end();
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
    const { turns, reading, drops, pauses } = reads(failing(() => true));
    const done = reading.read(new Taken(Infinity));
    while (drops.length < 9) await nextTurn();
    turns.end();
    await done;
    expect(pauses.slice(0, 8)).toEqual([200, 400, 800, 1_600, 2_500, 2_500, 2_500, 2_500]);
  });

  it('is trouble until a subscription lasts, though nothing comes', async () => {
    let isDown = true;
    const settle: (() => void)[] = [];
    const delay = () => new Promise<void>((resolve) => settle.push(resolve));
    const { turns, reading, drops } = reads(
      failing(() => isDown),
      delay,
    );
    const done = reading.read(new Taken(Infinity));
    while (drops.length < 2) await nextTurn();
    expect(reading.trouble).toBe('the event store cannot be read: connection refused');
    isDown = false;
    const subscribed = settle.length;
    while (settle.length === subscribed) await nextTurn();
    expect(reading.trouble).toBeDefined();
    settle.at(-1)!();
    while (reading.trouble !== undefined) await nextTurn();
    turns.end();
    await done;
  });
});
