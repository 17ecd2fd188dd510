import { OutcomeUnknown, RevisionConflict, StoreUnavailable } from '@streams/stream';
import type {
  ExpectedRevision,
  NewEvent,
  Position,
  StoredEvent,
  Stream,
  Subscription,
} from '@streams/stream';

/** What becomes of one append: done; lost on the way; done, but the answer lost; done some time later, unanswered. */
export type Fate = 'done' | 'request lost' | 'answer lost' | 'lands late';

/** Decides the order of things: every call of the stream goes through it before it happens. */
export interface Weather {
  /** Resolves when it is this call's turn. */
  turn(): Promise<void>;
  fate(): Fate;
  /** Whether a read fails. */
  isUnreadable(): boolean;
  /** Runs something at a later turn. */
  later(run: () => void): void;
}

const calm: Weather = {
  turn: () => Promise.resolve(),
  fate: () => 'done',
  isUnreadable: () => false,
  later: (run) => queueMicrotask(run),
};

/** Events in memory, under the rules of the real store for exact revisions: fenced, idempotent by event ids. */
export class MemoryStore {
  readonly all: StoredEvent[] = [];
  private readonly streams = new Map<string, StoredEvent[]>();
  private readonly listeners = new Set<() => void>();

  events(stream: string): StoredEvent[] {
    return this.streams.get(stream) ?? [];
  }

  append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): void {
    const stored = this.events(stream);
    const next = expected === 'no_stream' ? 0 : expected + 1;
    if (events.every((event, i) => stored[next + i]?.id === event.id)) return;
    if (stored.length !== next) throw new RevisionConflict(stream, expected);
    this.streams.set(stream, stored);
    for (const event of events) {
      const place = BigInt(this.all.length);
      const recorded = {
        ...event,
        stream,
        revision: stored.length,
        position: { commit: place, prepare: place },
      };
      stored.push(recorded);
      this.all.push(recorded);
    }
    for (const wake of [...this.listeners]) wake();
  }

  /** Resolves at the next append. */
  grown(): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.listeners.delete(wake);
        resolve();
      };
      this.listeners.add(wake);
    });
  }
}

/** One connection to a store in memory. */
export class MemoryStream implements Stream {
  private readonly subscriptions = new Set<Subscription>();

  constructor(
    private readonly store = new MemoryStore(),
    private readonly weather: Weather = calm,
  ) {}

  async append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<void> {
    const fate = this.weather.fate();
    await this.weather.turn();
    if (fate === 'request lost') throw new OutcomeUnknown(stream, fate);
    if (fate === 'lands late') {
      this.weather.later(() => this.land(stream, expected, events));
      throw new OutcomeUnknown(stream, fate);
    }
    this.store.append(stream, expected, events);
    await this.weather.turn();
    if (fate === 'answer lost') throw new OutcomeUnknown(stream, fate);
  }

  private land(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): void {
    try {
      this.store.append(stream, expected, events);
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error;
    }
  }

  async *read(stream: string, from: number, count = Infinity): AsyncIterable<StoredEvent> {
    await this.weather.turn();
    if (this.weather.isUnreadable()) throw new StoreUnavailable('a read failed');
    for (const event of this.store.events(stream).slice(from, from + count)) yield event;
  }

  async last(stream: string): Promise<StoredEvent | undefined> {
    await this.weather.turn();
    return this.store.events(stream).at(-1);
  }

  subscribe(prefix: string, position?: Position): Subscription {
    return this.subscribeWhere(({ stream }) => stream.startsWith(prefix), position);
  }

  subscribeToType(prefix: string, wanted: string): Subscription {
    return this.subscribeWhere(({ stream, type }) => stream.startsWith(prefix) && type === wanted);
  }

  follow(name: string, from: number): Subscription {
    return this.subscribeWhere(({ stream, revision }) => stream === name && revision >= from);
  }

  private subscribeWhere(isWanted: (event: StoredEvent) => boolean, position?: Position): Subscription {
    const { store, weather } = this;
    let isClosed = false;
    let closed: () => void = () => undefined;
    const closing = new Promise<void>((resolve) => (closed = resolve));
    let next = position === undefined ? 0 : Number(position.commit) + 1;
    const subscription: Subscription = {
      get isCaughtUp() {
        return next >= store.all.length;
      },
      async *[Symbol.asyncIterator]() {
        while (!isClosed) {
          const event = store.all[next];
          if (!event) {
            await Promise.race([store.grown(), closing]);
            continue;
          }
          next += 1;
          if (!isWanted(event)) continue;
          await weather.turn();
          yield event;
        }
      },
      close: async () => {
        isClosed = true;
        closed();
      },
    };
    this.subscriptions.add(subscription);
    return subscription;
  }

  async time() {
    return undefined;
  }

  async close(): Promise<void> {
    await Promise.all([...this.subscriptions].map((subscription) => subscription.close()));
  }
}
