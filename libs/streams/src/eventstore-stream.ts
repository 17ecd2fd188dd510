import {
  EventStoreDBClient,
  FORWARDS,
  BACKWARDS,
  END,
  START,
  eventTypeFilter,
  streamNameFilter,
} from '@eventstore/db-client';
import { ErrorType, isCommandError, type EventData } from '@eventstore/db-client';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb';
import { ReadResp } from '@eventstore/db-client/generated/streams_pb';
import type { Transform, TransformCallback } from 'node:stream';
import { eventInAnswer } from './event-in-answer';
import { OutcomeUnknown, RevisionConflict, StoreUnavailable } from './stream';
import type { ExpectedRevision, NewEvent, Position, StoredEvent, Stream, Subscription } from './stream';

export interface EventStoreOptions {
  /**
   * How long an append may take before its outcome counts as unknown, in milliseconds. The client has no timer of
   * its own, and a healthy store was seen to stall for two seconds.
   */
  readonly appendTimeoutMs: number;
}

const usual: EventStoreOptions = { appendTimeoutMs: 5_000 };

/** How long to wait for a client to end its calls: it waits for ever for one whose reader stopped early. */
const disposeTimeoutMs = 250;

/** Events kept ready on our side of a read or subscription. */
const readAhead = 512;

/** What of the client's readable streams we use; both kinds can be ended from here. */
type ClientStream = Transform & { cancel?: () => Promise<void>; unsubscribe?: () => Promise<void> };

/**
 * The event store over @eventstore/db-client 6.2.1, the only place that knows it.
 *
 * The client answers appends of all its instances through one table of the process, so there is one client for
 * appends at a time; after an append without an answer it is dropped and the cluster discovered anew, because a
 * client stays with a deposed leader. Reads and subscriptions have a client of their own.
 */
export function connectEventStore(url: string, options = usual): Stream {
  return new EventStoreStream(url, options);
}

class EventStoreStream implements Stream {
  private readonly reader: EventStoreDBClient;
  private appender: Promise<EventStoreDBClient>;
  /** Settles when the first append on the present connection is answered: until then a second would overtake it. */
  private firstAnswer: Promise<unknown> | undefined;

  constructor(
    private readonly url: string,
    private readonly options: EventStoreOptions,
  ) {
    this.reader = readingBytes(EventStoreDBClient.connectionString(url));
    this.appender = Promise.resolve(EventStoreDBClient.connectionString(url));
  }

  async append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<void> {
    const client = await this.appender;
    const send = () => this.send(client, stream, expected, events);
    const answer = this.firstAnswer ? this.firstAnswer.then(send) : send();
    this.firstAnswer ??= answer.catch(() => undefined);
    try {
      await withTimeout(answer, this.options.appendTimeoutMs);
    } catch (error) {
      if (isOfType(error, ErrorType.WRONG_EXPECTED_VERSION)) {
        throw new RevisionConflict(stream, expected);
      }
      if (isOfType(error, ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED)) throw error;
      this.discoverAnew(client);
      throw new OutcomeUnknown(stream, error);
    }
  }

  private send(
    client: EventStoreDBClient,
    stream: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ) {
    return client.appendToStream(stream, events.map(asWritten), {
      expectedRevision: typeof expected === 'number' ? BigInt(expected) : expected,
      requiresLeader: true,
      deadline: this.options.appendTimeoutMs,
    });
  }

  private discoverAnew(failed: EventStoreDBClient): void {
    this.appender = this.appender.then(async (current) => {
      if (current !== failed) return current;
      await dispose(failed);
      this.firstAnswer = undefined;
      return EventStoreDBClient.connectionString(this.url);
    });
  }

  read(stream: string, from: number, count?: number): AsyncIterable<StoredEvent> {
    const options = { direction: FORWARDS, fromRevision: BigInt(from), requiresLeader: true } as const;
    return new ClientEvents(() =>
      this.reader.readStream(stream, count === undefined ? options : { ...options, maxCount: count }, {
        highWaterMark: readAhead,
      }),
    );
  }

  async last(stream: string): Promise<StoredEvent | undefined> {
    const newest = new ClientEvents(() =>
      this.reader.readStream(stream, {
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
    return new ClientEvents(() =>
      this.reader.subscribeToAll({ fromPosition: position ?? START, filter }, { highWaterMark: readAhead }),
    );
  }

  subscribeToType(prefix: string, type: string): Subscription {
    const exactly = type.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const filter = eventTypeFilter({ regex: `^${exactly}$`, checkpointInterval: 1_000 });
    return new ClientEvents(
      () => this.reader.subscribeToAll({ fromPosition: START, filter }, { highWaterMark: readAhead }),
      ({ stream }) => stream.startsWith(prefix),
    );
  }

  async close(): Promise<void> {
    await Promise.all([dispose(this.reader), dispose(await this.appender)]);
  }
}

/**
 * The events of one read or subscription as they were stored, byte for byte. The client would parse them, and what
 * was stored could not be told; and it leaks its call unless that is cancelled when the consumer stops early.
 */
class ClientEvents implements Subscription {
  private source: ClientStream | undefined;
  private isClosed = false;

  constructor(
    private readonly open: () => unknown,
    private readonly isWanted: (event: StoredEvent) => boolean = () => true,
  ) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<StoredEvent> {
    if (this.isClosed) return;
    const source = this.open() as ClientStream;
    this.source = source;
    passBytes(source);
    source.on('error', (error) => source.destroy(error));
    try {
      for await (const event of source as AsyncIterable<StoredEvent>) if (this.isWanted(event)) yield event;
    } catch (error) {
      if (this.isClosed || isOfType(error, ErrorType.STREAM_NOT_FOUND)) return;
      throw new StoreUnavailable(error);
    } finally {
      await this.close();
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
    const { source } = this;
    if (!source) return;
    this.source = undefined;
    // A call that was never opened has nothing to cancel, and says so by rejecting.
    await Promise.resolve(source.cancel?.() ?? source.unsubscribe?.()).catch(() => undefined);
    source.destroy();
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

/** What a client makes its calls with. It is not in its types; a contract test pins it to the client's version. */
interface Connecting {
  createGRPCClient(kind: unknown): Promise<Calling>;
}

interface Calling {
  makeServerStreamRequest(...call: unknown[]): unknown;
}

/** Has the reads of a client answer with events as they are stored, where {@link eventInAnswer} finds one. */
function readingBytes(client: EventStoreDBClient): EventStoreDBClient {
  const connecting = client as unknown as Connecting;
  const connect = connecting.createGRPCClient;
  const { path, requestSerialize } = StreamsService.read;
  const decode = (bytes: Buffer) => eventInAnswer(bytes) ?? ReadResp.deserializeBinary(new Uint8Array(bytes));
  connecting.createGRPCClient = async (kind) => {
    const calling = await connect(kind);
    const read = (...request: unknown[]) =>
      calling.makeServerStreamRequest(path, requestSerialize, decode, ...request);
    return Object.assign(calling, { read });
  };
  return client;
}

/** Lets the client's stream hand out stored bytes: it would parse them, and what was stored could not be told. */
function passBytes(source: ClientStream): void {
  const parsing = source._transform.bind(source);
  source._transform = (answer: StoredEvent | ReadResp, encoding: BufferEncoding, next: TransformCallback) => {
    if ('stream' in answer) return next(null, answer);
    const record = answer.getEvent?.()?.getEvent();
    if (record) next(null, asStored(record));
    else parsing(answer, encoding, next);
  };
}

function asStored(record: ReadResp.ReadEvent.RecordedEvent): StoredEvent {
  const commit = record.getCommitPosition();
  const prepare = record.getPreparePosition();
  return {
    stream: Buffer.from(record.getStreamIdentifier()!.getStreamName_asU8()).toString(),
    id: record.getId()!.getString(),
    revision: Number(record.getStreamRevision()),
    type: record.getMetadataMap().get('type') ?? '',
    data: record.getData_asU8(),
    metadata: record.getCustomMetadata_asU8(),
    position:
      commit == null || prepare == null ? undefined : { commit: BigInt(commit), prepare: BigInt(prepare) },
  };
}

function isOfType(error: unknown, type: ErrorType): boolean {
  return error instanceof Error && isCommandError(error) && error.type === type;
}

function dispose(client: EventStoreDBClient): Promise<void> {
  return withTimeout(client.dispose(), disposeTimeoutMs).catch(() => undefined);
}

async function withTimeout<T>(promise: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([promise, expiry]);
  } finally {
    clearTimeout(timer);
  }
}
