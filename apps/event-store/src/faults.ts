/**
 * Faults for tests: each is applied to the next appends, in the order asked for, counted, and to nothing else.
 */
export type Fault =
  /** The append is committed and never answered. */
  | { readonly kind: 'swallow-answer' }
  /** The append is committed (unless `commits` is false), then the client's connection is destroyed. */
  | { readonly kind: 'drop-connection'; readonly commits?: boolean }
  /** The append is committed, its answer comes late. */
  | { readonly kind: 'delay'; readonly delayMs: number }
  /** The append is committed (unless `commits` is false) and its call ends with OK instead of an answer. */
  | { readonly kind: 'close-call'; readonly commits?: boolean }
  /** Nothing is written; the call ends with the leader's address in its trailers. */
  | { readonly kind: 'not-leader'; readonly host: string; readonly port: number }
  /** Nothing is written; the answer is "Server Is Busy". */
  | { readonly kind: 'server-busy' }
  /** Nothing is written; the answer is "Server Is Not Ready". */
  | { readonly kind: 'not-ready' }
  /** Nothing is written; the answer is that this user may not append. */
  | { readonly kind: 'access-denied' }
  /** The answer is a timeout; the append is committed only if `commits` is true. */
  | { readonly kind: 'timeout'; readonly commits?: boolean };

export class Faults {
  private readonly queue: Fault[] = [];
  private thawed: Promise<void> = Promise.resolve();
  private thawNow: (() => void) | undefined;
  /** How many appends each kind has struck. */
  readonly struck: Partial<Record<Fault['kind'], number>> = {};

  /** Strikes the next `times` appends that no earlier fault strikes. */
  next(fault: Fault, times = 1): void {
    for (let n = 0; n < times; n += 1) this.queue.push(fault);
  }

  /** Stops answering anything, old calls and new, until `thaw`. */
  freeze(): void {
    if (this.thawNow) return;
    this.thawed = new Promise((resolve) => {
      this.thawNow = resolve;
    });
  }

  thaw(): void {
    this.thawNow?.();
    this.thawNow = undefined;
  }

  get isFrozen(): boolean {
    return this.thawNow !== undefined;
  }

  /** Resolves when the server is not frozen. */
  whileFrozen(): Promise<void> {
    return this.thawed;
  }

  /** Forgets what has not struck yet and thaws. */
  clear(): void {
    this.queue.length = 0;
    this.thaw();
  }

  /** The fault for the append at hand, if any. */
  take(): Fault | undefined {
    const fault = this.queue.shift();
    if (fault) this.struck[fault.kind] = (this.struck[fault.kind] ?? 0) + 1;
    return fault;
  }
}
