import { EventStoreDBClient } from '@eventstore/db-client';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb';
import { ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { eventInAnswer } from '@streams/event-in-answer';
import { withTimeout } from './with-timeout';

/** How long to wait for a client to end its calls: it waits forever for one whose reader stopped early. */
const disposeTimeoutMs = 250;

/** A read or subscription that is open on a client. */
interface OpenRead {
  destroy(why: Error): unknown;
}

/**
 * One client of @eventstore/db-client 6.2.1, changed where it would end the process:
 *
 * - it handles errors of its calls in a promise that nobody awaits, and that rejects when no leader is found;
 * - it throws, in an event handler, at the answer to an append that nobody waits for any more;
 * - where appends wait until the connection takes more bytes, they are rejected in a promise that nobody awaits.
 *
 * None of the places is in its types; contract tests pin them to the client's version.
 */
export class StoreClient {
  readonly calls: EventStoreDBClient;
  /** Reads and subscriptions that {@link drop} ends. */
  readonly open = new Set<OpenRead>();
  /** The header `date` of the last answer to a read. */
  lastDate: string | undefined;
  private channel: Channel | undefined;
  private isClosed = false;

  /** @throws Error where a certificate that the connection string names cannot be read */
  constructor(url: string) {
    this.calls = EventStoreDBClient.connectionString(withQuickGossip(url));
    const inner = this.calls as unknown as Inner;
    const { handleError, createGRPCClient } = inner;
    // It rejects where the client is connecting again and fails: the code that waits for that connection gets the error.
    inner.handleError = (...failed) => handleError(...failed).catch(() => undefined);
    inner.createGRPCClient = async (kind) => this.changed(await createGRPCClient(kind));
  }

  private changed(calling: Calling): Calling {
    this.channel = calling.getChannel();
    if (this.isClosed) this.channel.close();
    const { path, requestSerialize } = StreamsService.read;
    const read = (...request: unknown[]) => {
      const call = calling.makeServerStreamRequest(path, requestSerialize, decode, ...request);
      return call.on('metadata', (headers) => (this.lastDate = headers.get('date')[0]));
    };
    const batchAppend = calling.batchAppend?.bind(calling);
    return Object.assign(calling, {
      read,
      ...(batchAppend && { batchAppend: (...options: unknown[]) => harmless(batchAppend(...options)) }),
    });
  }

  /**
   * Ends everything under way with this error, then the connection, which the client itself would keep open. A read
   * that is merely cancelled looks as if it had come to its end.
   */
  async drop(why: Error): Promise<void> {
    this.isClosed = true;
    for (const read of [...this.open]) read.destroy(why);
    await withTimeout(this.calls.dispose(), disposeTimeoutMs).catch(() => undefined);
    this.channel?.close();
  }
}

/** What a client does and makes its calls with. */
interface Inner {
  handleError(...failed: unknown[]): Promise<void>;
  createGRPCClient(kind: unknown): Promise<Calling>;
}

interface Calling {
  getChannel(): Channel;
  makeServerStreamRequest(...call: unknown[]): ReadCall;
  batchAppend?(...options: unknown[]): AppendCall;
}

interface ReadCall {
  on(event: 'metadata', listener: (headers: { get(name: string): string[] }) => void): unknown;
}

interface Channel {
  close(): void;
}

type Listener = (...what: unknown[]) => void;

interface AppendCall {
  on(event: string, listener: Listener): unknown;
  write(...message: unknown[]): boolean;
}

/** Reads answer with events as they are stored, where {@link eventInAnswer} finds one. */
function decode(bytes: Buffer) {
  return eventInAnswer(bytes) ?? ReadResp.deserializeBinary(new Uint8Array(bytes));
}

/** The call that carries the appends of a client; {@link StoreClient} says what is changed. */
function harmless(call: AppendCall): AppendCall {
  const on = call.on.bind(call);
  const write = call.write.bind(call);
  return Object.assign(call, {
    on: (event: string, listener: Listener) => {
      on(event, event === 'data' ? passingOverLateAnswers(listener) : listener);
      return call;
    },
    // Every append is at most 1 MiB and each ledger has one under way: the call may buffer them.
    write: (...message: unknown[]) => {
      write(...message);
      return true;
    },
  });
}

/** The client finds no promise for a late answer, and takes it apart all the same. */
function passingOverLateAnswers(listener: Listener): Listener {
  return (...answer) => {
    try {
      listener(...answer);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  };
}

/**
 * A frozen node is asked who leads for one second, unless the connection string says otherwise: the client's own
 * five are as long as an append may take. Keys of connection strings are compared without case, `_` and `-`.
 */
export function withQuickGossip(url: string): string {
  if (url.replace(/[-_]/g, '').toLowerCase().includes('gossiptimeout=')) return url;
  const given = url.trim();
  return `${given}${given.includes('?') ? '&' : '?'}gossipTimeout=1`;
}
