/** The BatchAppend call: many appends on one stream of messages, answered one by one. */
import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { Faults } from '../faults';
import {
  type BatchError,
  type BatchOptions,
  type BatchRequest,
  decodeBatchRequest,
  decodeProposed,
  errorAnswer,
  successAnswer,
} from '../protocol/batch-append';
import type { ProposedEvent } from '../protocol/stored-event';
import { notLeader, unknownError } from '../protocol/status';
import type { AppendOutcome, Store } from '../streams/store';
import { appendWithFault, type Replies } from './append-with-fault';
import { dropConnection } from './http2-stream';
import { Outbox } from './outbox';

export interface AppendOptions {
  /** Bytes of event data one append may hold; 1 MiB on EventStoreDB up to 25.0. */
  readonly maxAppendBytes: number;
  /** The server's own patience with an append. */
  readonly writeTimeoutMs: number;
  /** Milliseconds since 1970. */
  now(): number;
}

/** Requests are read no further while this much waits for the disk. */
const waitingBytesMax = 64 * 1024 * 1024;

interface Unfinished {
  readonly options: BatchOptions;
  readonly events: ProposedEvent[];
  dataBytes: number;
  expiry: NodeJS.Timeout | undefined;
}

export class BatchAppendCall {
  private readonly unfinished = new Map<string, Unfinished>();
  private readonly outbox: Outbox;
  private pending = 0;
  private isClosing = false;

  constructor(
    private readonly store: Store,
    private readonly faults: Faults,
    private readonly options: AppendOptions,
    private readonly call: ServerDuplexStream<Buffer, Buffer>,
  ) {
    this.outbox = new Outbox(call, faults, () => options.now());
    call.on('data', (bytes: Buffer) => this.receive(bytes));
    call.on('end', () => {
      this.isClosing = true;
      this.endWhenAnswered();
    });
    call.on('cancelled', () => this.close());
    call.on('error', () => this.close());
  }

  private receive(bytes: Buffer): void {
    let request: BatchRequest;
    try {
      request = decodeBatchRequest(bytes, this.options.now());
    } catch (error) {
      return this.fail(unknownError((error as Error).message));
    }
    const key = request.correlation.toString('latin1');
    if (request.options && !this.begin(key, request, request.options)) return;
    const unfinished = this.unfinished.get(key);
    if (!unfinished) return;
    if (!this.addEvents(key, request, unfinished) || !request.isFinal) return;
    this.forget(key);
    this.finish(request, unfinished);
  }

  /** False when the request was answered already. */
  private begin(key: string, request: BatchRequest, options: BatchOptions): boolean {
    const asked = (options.deadlineMs ?? Infinity) - this.options.now();
    const timeoutMs = Math.min(asked, this.options.writeTimeoutMs);
    if (timeoutMs <= 0) {
      this.answerError(request, options, { kind: 'timeout' });
      return false;
    }
    const unfinished: Unfinished = { options, events: [], dataBytes: 0, expiry: undefined };
    this.unfinished.set(key, unfinished);
    if (!request.isFinal) this.expireLater(key, request, unfinished, timeoutMs);
    return true;
  }

  private expireLater(key: string, request: BatchRequest, unfinished: Unfinished, timeoutMs: number): void {
    unfinished.expiry = setTimeout(() => {
      if (this.unfinished.delete(key)) this.answerError(request, unfinished.options, { kind: 'timeout' });
    }, timeoutMs);
  }

  /**
   * A bad event is answered at once and, since the real server forgets to forget the append, a second time
   * by the time-out: clients must not send any, and tests can see what happens if they do.
   */
  private addEvents(key: string, request: BatchRequest, unfinished: Unfinished): boolean {
    const { options } = unfinished;
    try {
      for (const proposed of request.proposed) {
        const event = decodeProposed(proposed);
        unfinished.events.push(event);
        unfinished.dataBytes += event.data.length;
      }
    } catch (error) {
      this.answerError(request, options, { kind: 'bad-request', message: (error as Error).message });
      if (!unfinished.expiry) this.expireLater(key, request, unfinished, this.options.writeTimeoutMs);
      return false;
    }
    if (unfinished.dataBytes <= this.options.maxAppendBytes) return true;
    this.forget(key);
    this.answerError(request, options, { kind: 'too-big', maxBytes: this.options.maxAppendBytes });
    return false;
  }

  private forget(key: string): void {
    clearTimeout(this.unfinished.get(key)?.expiry);
    this.unfinished.delete(key);
  }

  private finish(request: BatchRequest, { options, events }: Unfinished): void {
    if (options.stream === '') {
      const message = "Value cannot be null. (Parameter 'eventStreamId')";
      return this.answerError(request, options, { kind: 'bad-request', message });
    }
    this.pending += 1;
    const append = { stream: options.stream, expected: options.expected, events };
    appendWithFault(this.store, this.faults, append, this.repliesTo(request, options));
    this.pauseWhileFull();
  }

  private repliesTo(request: BatchRequest, options: BatchOptions): Replies {
    const settle = (reply: () => void) => {
      this.pending -= 1;
      reply();
      this.endWhenAnswered();
    };
    return {
      outcome: (outcome) => settle(() => this.answerOutcome(request, options, outcome)),
      notHandled: (message) =>
        settle(() => this.answerError(request, options, { kind: 'not-handled', message })),
      accessDenied: () => settle(() => this.answerError(request, options, { kind: 'access-denied' })),
      timeout: () => settle(() => this.answerError(request, options, { kind: 'timeout' })),
      notLeader: (host, port) => this.fail(notLeader(host, port)),
      closeCall: () => this.endNow(),
      dropConnection: () => dropConnection(this.call),
    };
  }

  private answerOutcome(request: BatchRequest, options: BatchOptions, outcome: AppendOutcome): void {
    if (outcome.kind === 'done') {
      return this.send(successAnswer(request.correlation, Buffer.from(options.stream), outcome));
    }
    const error: BatchError =
      outcome.kind === 'wrong-revision'
        ? { kind: 'wrong-revision', expected: options.expected, current: outcome.current }
        : { kind: 'stream-deleted' };
    this.answerError(request, options, error);
  }

  private answerError(request: BatchRequest, options: BatchOptions, error: BatchError): void {
    this.send(errorAnswer(request.correlation, Buffer.from(options.stream), error));
  }

  private send(answer: Buffer): void {
    if (this.faults.isFrozen) void this.faults.whileFrozen().then(() => this.send(answer));
    else this.outbox.send(answer);
  }

  private pauseWhileFull(): void {
    if (this.store.commits.waitingBytes < waitingBytesMax || this.call.isPaused()) return;
    this.call.pause();
    this.store.commits.afterEarlier(() => this.call.resume());
  }

  private endWhenAnswered(): void {
    if (this.isClosing && this.pending === 0) this.endNow();
  }

  private endNow(): void {
    this.outbox.end();
    this.close();
  }

  private fail(status: ReturnType<typeof unknownError>): void {
    this.outbox.fail(status);
    this.close();
  }

  private close(): void {
    for (const key of [...this.unfinished.keys()]) this.forget(key);
  }
}
