const firstMs = 1_000;
const longestMs = 60_000;

/** Who is not asked for a while: a second after the first failure, twice as long after each further one. */
export class Backoff {
  private readonly waiting = new Map<string, { readonly until: number; readonly ms: number }>();

  /** @param now milliseconds */
  constructor(private readonly now: () => number) {}

  isWaiting(name: string): boolean {
    const wait = this.waiting.get(name);
    return wait !== undefined && this.now() < wait.until;
  }

  failed(name: string): void {
    const last = this.waiting.get(name);
    const ms = last ? Math.min(2 * last.ms, longestMs) : firstMs;
    this.waiting.set(name, { until: this.now() + ms, ms });
  }

  succeeded(name: string): void {
    this.waiting.delete(name);
  }
}
