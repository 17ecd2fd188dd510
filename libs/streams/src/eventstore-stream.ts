import {
  BACKWARDS,
  END,
  ErrorType,
  FORWARDS,
  START,
  eventTypeFilter,
  streamNameFilter,
  type EventData,
} from '@eventstore/db-client';
import { StoreClient } from './eventstore-client';
import { ClientEvents, inWords, isOfType, type Reads } from './eventstore-events';
import { AppendDenied, OutcomeUnknown, RevisionConflict } from './stream';
import type { ExpectedRevision, NewEvent, Position, StoredEvent, Stream, Subscription } from './stream';
import { NoAnswer, withTimeout } from './with-timeout';

export interface EventStoreOptions {
  /**
   * How long an append may take before its outcome counts as unknown, in milliseconds. The client has no timer of
   * its own, and a healthy store was seen to stall for two seconds.
   */
  readonly appendTimeoutMs?: number;
  /**
   * How long a read may bring nothing before the node counts as out of reach, in milliseconds. A subscription that
   * brings nothing for so long has the node asked.
   */
  readonly readTimeoutMs?: number;
}

const usual = { appendTimeoutMs: 5_000, readTimeoutMs: 5_000 };

/**
 * The deadline of an append, in milliseconds. The client sends it as a time of its own clock, which the store compares
 * with another: a near one would turn away every append of a clock that is behind. Our own timer decides.
 */
const deadlineMs = 24 * 60 * 60 * 1_000;

/** No journal is called so: asking for its last event costs nothing. */
const noStream = '-';

/** The header `date` of an answer counts seconds (RFC 9110, 5.6.7), and servers keep it for another one. */
const dateStepMs = 2_000;

/**
 * Events of a stream that are read with one call. The rest of a page is transferred even where the reader stops early:
 * cancelling would cost the connection if it happened often.
 */
const pageEvents = 1_000;

/** Events kept ready on our side of a read or subscription. */
const readAhead = 512;

/**
 * The event store over @eventstore/db-client 6.2.1. Beside it, `eventstore-client.ts` and `eventstore-events.ts` know
 * the client, and nobody else does.
 *
 * The client answers appends of all its instances through one table of the process, so there is one client for
 * appends at a time; after an append without an answer it is dropped and the cluster discovered again, because a
 * client stays with a deposed leader. Reads and subscriptions have a client of their own. Where nothing is heard at
 * all, as of a frozen node, both are dropped: the other one would wait just as long.
 */
export function connectEventStore(url: string, options: EventStoreOptions = {}): Stream {
  return new EventStoreStream(url, { ...usual, ...options });
}

class EventStoreStream implements Stream {
  private reader: StoreClient;
  private appender: Promise<StoreClient>;
  /** Settles when the first append on the present connection is answered: until then a second would overtake it. */
  private firstAnswer: Promise<unknown> | undefined;

  constructor(
    private readonly url: string,
    private readonly options: Required<EventStoreOptions>,
  ) {
    this.reader = new StoreClient(url);
    this.appender = Promise.resolve(new StoreClient(url));
  }

  async append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<void> {
    const client = await this.appender;
    const { reader } = this;
    const send = () => this.send(client, stream, expected, events);
    const answer = this.firstAnswer ? this.firstAnswer.then(send) : send();
    this.firstAnswer ??= answer.catch(() => undefined);
    try {
      await withTimeout(answer, this.options.appendTimeoutMs);
    } catch (error) {
      if (isOfType(error, ErrorType.WRONG_EXPECTED_VERSION)) {
        throw new RevisionConflict(stream, expected);
      }
      if (isOfType(error, ErrorType.ACCESS_DENIED)) throw new AppendDenied(stream, inWords(error));
      if (isOfType(error, ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED)) throw error;
      const why = inWords(error);
      this.replaceAppender(client, why);
      if (error instanceof NoAnswer) this.replaceReader(reader, why);
      throw new OutcomeUnknown(stream, why);
    }
  }

  private send(client: StoreClient, stream: string, expected: ExpectedRevision, events: readonly NewEvent[]) {
    return client.calls.appendToStream(stream, events.map(asWritten), {
      expectedRevision: typeof expected === 'number' ? BigInt(expected) : expected,
      requiresLeader: true,
      deadline: deadlineMs,
    });
  }

  private replaceAppender(failed: StoreClient, why: Error): void {
    const next = this.appender.then(async (current) => {
      if (current !== failed) return current;
      await failed.drop(why);
      this.firstAnswer = undefined;
      return new StoreClient(this.url);
    });
    // Where none can be made, as when its certificate is being replaced, the next append fails and tries again.
    this.appender = next.catch(() => failed);
  }

  private replaceReader(failed: StoreClient, why: Error): void {
    if (this.reader !== failed) return;
    void failed.drop(why);
    try {
      this.reader = new StoreClient(this.url);
    } catch {
      // As above: the next read fails.
    }
  }

  private hearsNothing(reader: StoreClient, why: NoAnswer): void {
    if (this.reader !== reader) return;
    this.replaceReader(reader, why);
    void this.appender.then((appender) => this.replaceAppender(appender, why));
  }

  private page(open: Reads['open']): ClientEvents {
    const met = (client: StoreClient, error: NoAnswer) => this.hearsNothing(client, error);
    const silence = { maxMs: this.options.readTimeoutMs, met };
    return new ClientEvents({ client: () => this.reader, open, isPage: true, silence });
  }

  async *read(stream: string, from: number, count = Infinity): AsyncIterable<StoredEvent> {
    for (let next = from, remaining = count; remaining > 0;) {
      const wanted = Math.min(remaining, pageEvents);
      const options = {
        direction: FORWARDS,
        fromRevision: BigInt(next),
        maxCount: wanted,
        requiresLeader: true,
      } as const;
      let came = 0;
      const page = this.page(({ calls }) => calls.readStream(stream, options, { highWaterMark: readAhead }));
      for await (const event of page) {
        came += 1;
        next = event.revision + 1;
        yield event;
      }
      if (came < wanted) return;
      remaining -= came;
    }
  }

  async last(stream: string): Promise<StoredEvent | undefined> {
    const newest = this.page(({ calls }) =>
      calls.readStream(stream, {
        direction: BACKWARDS,
        fromRevision: END,
        maxCount: 1,
        requiresLeader: true,
      }),
    );
    let last: StoredEvent | undefined;
    for await (const event of newest) last = event;
    return last;
  }

  subscribe(prefix: string, position?: Position): Subscription {
    const filter = streamNameFilter({ prefixes: [prefix], checkpointInterval: 1_000 });
    return new ClientEvents({
      client: () => this.reader,
      open: ({ calls }) =>
        calls.subscribeToAll({ fromPosition: position ?? START, filter }, { highWaterMark: readAhead }),
      quiet: this.quiet,
    });
  }

  subscribeToType(prefix: string, type: string): Subscription {
    const exactly = type.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const filter = eventTypeFilter({ regex: `^${exactly}$`, checkpointInterval: 1_000 });
    return new ClientEvents({
      client: () => this.reader,
      open: ({ calls }) =>
        calls.subscribeToAll({ fromPosition: START, filter }, { highWaterMark: readAhead }),
      isWanted: ({ stream }) => stream.startsWith(prefix),
      quiet: this.quiet,
    });
  }

  follow(stream: string, from: number): Subscription {
    const fromRevision = from === 0 ? START : BigInt(from - 1);
    return new ClientEvents({
      client: () => this.reader,
      open: ({ calls }) =>
        calls.subscribeToStream(stream, { fromRevision, requiresLeader: true }, { highWaterMark: readAhead }),
      quiet: this.quiet,
    });
  }

  /** A frozen node keeps its connections: only a read finds out, and then drops the subscription too. */
  private get quiet() {
    return { afterMs: this.options.readTimeoutMs, ask: () => this.last(noStream) };
  }

  async time() {
    const { reader } = this;
    reader.lastDate = undefined;
    await this.last(noStream);
    const from = Date.parse(reader.lastDate ?? '');
    return Number.isNaN(from) ? undefined : { from, to: from + dateStepMs };
  }

  async close(): Promise<void> {
    const why = new Error('the connection to the event store was closed');
    await Promise.all([this.reader.drop(why), (await this.appender).drop(why)]);
  }
}

/**
 * An event that reaches the store as `application/json` with exactly our bytes. The client would serialise the data
 * twice and send it through base64; it reads the content type first for the stored property and then to choose how to
 * serialise, so the second reading answers octet-stream. A contract test pins this to the client's version.
 */
function asWritten({ id, type, data, metadata }: NewEvent): EventData {
  let readings = 0;
  return {
    id,
    type,
    data,
    // The client writes anything but a plain Uint8Array, a Buffer too, as the JSON of that object.
    metadata: new Uint8Array(metadata),
    get contentType() {
      readings += 1;
      return readings === 1 ? 'application/json' : 'application/octet-stream';
    },
  } as unknown as EventData;
}
