/** What is looked at of a request that is still being received. */
export interface Receiving {
  /** Whether the whole body has come. */
  readonly complete: boolean;
  readonly headers: { readonly 'content-type'?: string | undefined };
  readonly socket: { destroy(): unknown };
}

/** A body of at most a few megabytes comes within this, or not at all. Lines of a stream come for as long as they like. */
const bodyWithinMs = 30_000;

/** Breaks off senders who give a byte now and then, only to hold a connection; Node's own limit would end streams too. */
export class SlowBodies {
  private readonly since = new Map<Receiving, number>();

  /** @param now milliseconds, never going back */
  constructor(private readonly now: () => number) {}

  begin(request: Receiving): void {
    if (!request.headers['content-type']?.startsWith('application/x-ndjson'))
      this.since.set(request, this.now());
  }

  end(request: Receiving): void {
    this.since.delete(request);
  }

  /** To be called every few seconds. */
  sweep(): void {
    const oldest = this.now() - bodyWithinMs;
    for (const [request, since] of this.since) {
      // Requests are kept in the order in which they began.
      if (since > oldest) return;
      if (!request.complete) request.socket.destroy();
    }
  }
}
