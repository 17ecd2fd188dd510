/** The sending half of a streaming answer: encoded messages in, back-pressure honoured, ends once. */
import type { ServerWritableStream } from '@grpc/grpc-js';
import type { GrpcStatus } from '../protocol/status';

/** After this many messages in a row others get their turn. */
const TURN = 128;

export class Outbox {
  closed = false;
  private isFull = false;
  private sentInTurn = 0;
  private wake: (() => void) | undefined;

  constructor(private readonly call: ServerWritableStream<unknown, Buffer>) {
    call.on('cancelled', () => this.stop());
    call.on('close', () => this.stop());
    call.on('error', () => this.stop());
    call.on('drain', () => {
      this.isFull = false;
      this.resume();
    });
  }

  /** Whether the client keeps up; when not, wait for `ready` before sending more. */
  get isReady(): boolean {
    return !this.isFull && this.sentInTurn < TURN;
  }

  send(message: Buffer): void {
    if (this.closed) return;
    this.sentInTurn += 1;
    if (!this.call.write(message)) this.isFull = true;
  }

  /** Resolves when more may be sent, or the call is over. */
  async ready(): Promise<void> {
    if (this.sentInTurn >= TURN) {
      await new Promise((resolve) => setImmediate(resolve));
      this.sentInTurn = 0;
    }
    while (this.isFull && !this.closed) await this.nextWake();
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
    if (!this.closed) this.call.end();
    this.stop();
  }

  /** Ends the call with a status; messages sent before still arrive. */
  fail(status: GrpcStatus): void {
    if (!this.closed) this.call.emit('error', status);
    this.stop();
  }

  private stop(): void {
    this.closed = true;
    this.resume();
  }
}
