import { ErrorType, isCommandError } from '@eventstore/db-client';
import type { ReadResp } from '@eventstore/db-client/generated/streams_pb';
import type { Transform, TransformCallback } from 'node:stream';
import type { StoreClient } from './eventstore-client';
import { StoreUnavailable, type StoredEvent, type Subscription } from '@streams/stream';
import { NoAnswer } from './with-timeout';

/** What of the client's readable streams we use; both kinds can be ended from here. */
type ClientStream = Transform & { cancel?: () => Promise<void>; unsubscribe?: () => Promise<void> };

/** What is read. */
export interface Reads {
  /** The client of the moment, on which the read is opened. */
  client(): StoreClient;
  open(client: StoreClient): unknown;
  /** Whether the node ends the call itself, after a page: what is left of it then runs out unread. */
  readonly isPage?: boolean;
  isWanted?(event: StoredEvent): boolean;
  /** Ends the read where nothing comes for so long while more is waited for. Subscriptions have none. */
  readonly silence?: { readonly maxMs: number; met(client: StoreClient, error: NoAnswer): void };
  /** Asked each time that nothing came for so long: whether the node lives. A subscription may bring nothing for hours. */
  readonly quiet?: { readonly afterMs: number; ask(): Promise<unknown> };
}

/**
 * The events of one read or subscription as they were stored, byte for byte. The client would parse them, and what
 * was stored would be unknown; and it leaks its call unless that is cancelled when the consumer stops early.
 */
export class ClientEvents implements Subscription {
  private source: ClientStream | undefined;
  private isClosed = false;
  private isLive = false;
  /** Events that came and were not handed over yet. */
  private waiting = 0;

  constructor(private readonly reads: Reads) {}

  get isCaughtUp(): boolean {
    return this.isLive && this.waiting === 0;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<StoredEvent> {
    if (this.isClosed) return;
    const client = this.reads.client();
    const source = this.open(client);
    const silence = this.watch(source, client);
    try {
      for await (const event of source.iterator({ destroyOnReturn: false }) as AsyncIterable<StoredEvent>) {
        this.waiting -= 1;
        if (this.reads.isWanted?.(event) === false) continue;
        silence?.pause();
        yield event;
        silence?.resume();
      }
    } catch (error) {
      if (this.isClosed) return;
      if (isOfType(error, ErrorType.STREAM_NOT_FOUND)) return;
      throw new StoreUnavailable(inWords(error));
    } finally {
      silence?.end();
      await this.close();
    }
  }

  private open(client: StoreClient): ClientStream {
    const source = this.reads.open(client) as ClientStream;
    this.source = source;
    passBytes(source, () => (this.waiting += 1));
    // It is emitted when the answer comes in, before the events that wait are handed over.
    source.on('caughtUp', () => (this.isLive = true));
    source.on('error', (error) => source.destroy(error));
    client.open.add(source);
    source.on('close', () => client.open.delete(source));
    return source;
  }

  private watch(source: ClientStream, client: StoreClient): Silence | undefined {
    const { silence, quiet } = this.reads;
    if (silence) {
      return new Silence(silence.maxMs, () => {
        const error = new NoAnswer(silence.maxMs);
        source.destroy(error);
        silence.met(client, error);
      });
    }
    if (!quiet) return undefined;
    const asking = new Silence(quiet.afterMs, () => {
      const asked = quiet.ask().catch(() => undefined);
      void asked.then(() => asking.resume());
    });
    return asking;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    const { source } = this;
    if (!source) return;
    this.source = undefined;
    // Node's HTTP/2 server closes a connection on which more than 33 calls a second are cancelled for long.
    if (this.reads.isPage) return void source.resume();
    // A call that was never opened has nothing to cancel, and says so by rejecting.
    await Promise.resolve(source.cancel?.() ?? source.unsubscribe?.()).catch(() => undefined);
    source.destroy();
  }
}

/** Calls back when so many milliseconds of waiting brought nothing; then not before it is resumed. */
class Silence {
  private readonly timer: NodeJS.Timeout;
  private isWaiting = true;
  private isEnded = false;

  constructor(maxMs: number, met: () => void) {
    this.timer = setTimeout(() => this.isWaiting && met(), maxMs);
  }

  /** The consumer has what came, and takes its time. */
  pause(): void {
    this.isWaiting = false;
  }

  resume(): void {
    if (this.isEnded) return;
    this.isWaiting = true;
    this.timer.refresh();
  }

  end(): void {
    this.isEnded = true;
    clearTimeout(this.timer);
  }
}

/**
 * Lets the client's stream hand out stored bytes: it would parse them, and what was stored would be unknown.
 * @param came called for every event
 */
function passBytes(source: ClientStream, came: () => void): void {
  const parsing = source._transform.bind(source);
  source._transform = (answer: StoredEvent | ReadResp, encoding: BufferEncoding, next: TransformCallback) => {
    const event = 'stream' in answer ? answer : eventOf(answer);
    if (!event) return parsing(answer, encoding, next);
    came();
    next(null, event);
  };
}

function eventOf(answer: ReadResp): StoredEvent | undefined {
  const record = answer.getEvent?.()?.getEvent();
  return record && asStored(record);
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

export function isOfType(error: unknown, type: ErrorType): boolean {
  return error instanceof Error && isCommandError(error) && error.type === type;
}

/** An error with a message: some answers of the store reach us with a type and no text. */
export function inWords(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (error.message !== '') return error;
  const type = isCommandError(error) ? error.type : error.name;
  return new Error(`the event store answered ${type}`, { cause: error });
}
