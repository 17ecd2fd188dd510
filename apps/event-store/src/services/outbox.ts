/**
 * The sending half of a streaming answer: encoded messages in, back-pressure honoured, ends once.
 *
 * grpc-js spends some 10 µs on every message it sends. Here the messages of one turn are framed together
 * (gRPC's five bytes: 0, then the length) and written to the HTTP/2 stream at once.
 */
import { Metadata, type ServerDuplexStream, type ServerWritableStream } from '@grpc/grpc-js';
import type { Faults } from '../faults';
import type { GrpcStatus } from '../protocol/status';
import { http2StreamOf } from './http2-stream';

type Call = ServerWritableStream<unknown, Buffer> | ServerDuplexStream<unknown, Buffer>;

/** After this many messages in a row others get their turn. */
const turnEventsMax = 256;
/** Messages are not gathered beyond this. */
const gatheredBytesMax = 64 * 1024;
const frameHeaderBytes = 5;

export class Outbox {
  closed = false;
  private isFull = false;
  private sentInTurn = 0;
  private wake: (() => void) | undefined;
  private gathered: Buffer[] = [];
  private gatheredBytes = 0;
  private isFlushDue = false;
  private hasBegun = false;
  private readonly stream;

  constructor(
    private readonly call: Call,
    private readonly faults: Faults,
    private readonly now: () => number,
  ) {
    this.stream = http2StreamOf(call);
    call.on('cancelled', () => this.stop());
    call.on('close', () => this.stop());
    call.on('error', () => this.stop());
    (this.stream ?? call).on('drain', () => {
      this.isFull = false;
      this.resume();
    });
  }

  /** Whether the client keeps up; when not, wait for `ready` before sending more. */
  get isReady(): boolean {
    return !this.isFull && this.sentInTurn < turnEventsMax;
  }

  send(message: Buffer): void {
    if (this.closed) return;
    this.sentInTurn += 1;
    this.gathered.push(message);
    this.gatheredBytes += frameHeaderBytes + message.length;
    if (this.gatheredBytes >= gatheredBytesMax) this.flush();
    else if (!this.isFlushDue) {
      this.isFlushDue = true;
      queueMicrotask(() => this.flush());
    }
  }

  /** Resolves when more may be sent, or the call is over; lets others have a turn first. */
  async ready(): Promise<void> {
    this.flush();
    await new Promise((resolve) => setImmediate(resolve));
    this.sentInTurn = 0;
    while (this.isFull && !this.closed) await this.nextWake();
    await this.faults.whileFrozen();
  }

  /** Resolves at the next `resume`, or when the call is over. */
  nextWake(): Promise<void> {
    if (this.closed) return Promise.resolve();
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  resume(): void {
    const { wake } = this;
    this.wake = undefined;
    wake?.();
  }

  end(): void {
    this.flush();
    if (!this.closed) this.call.end();
    this.stop();
  }

  /** Ends the call with a status; messages sent before still arrive. */
  fail(status: GrpcStatus): void {
    this.flush();
    if (!this.closed) this.call.emit('error', status);
    this.stop();
  }

  private flush(): void {
    this.isFlushDue = false;
    const messages = this.gathered;
    if (messages.length === 0) return;
    const bytes = this.gatheredBytes;
    this.gathered = [];
    this.gatheredBytes = 0;
    if (this.closed) return;
    if (!this.stream) return this.sendOneByOne(messages);
    if (!this.hasBegun) this.call.sendMetadata(this.headers());
    this.hasBegun = true;
    if (!this.stream.writable) return;
    if (!this.stream.write(framed(messages, bytes))) this.isFull = true;
  }

  /** As every HTTP server does, the real one too, it says what its clock shows. */
  private headers(): Metadata {
    const headers = new Metadata();
    headers.set('date', new Date(this.now()).toUTCString());
    return headers;
  }

  private sendOneByOne(messages: readonly Buffer[]): void {
    for (const message of messages) if (!this.call.write(message)) this.isFull = true;
  }

  private stop(): void {
    this.closed = true;
    this.resume();
  }
}

function framed(messages: readonly Buffer[], bytes: number): Buffer {
  const frames = Buffer.allocUnsafe(bytes);
  let at = 0;
  for (const message of messages) {
    frames[at] = 0;
    frames.writeUInt32BE(message.length, at + 1);
    at += frameHeaderBytes + message.copy(frames, at + frameHeaderBytes);
  }
  return frames;
}
