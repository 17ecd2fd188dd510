const firstMs = 1_000;
const longestMs = 60_000;

/** Who is left alone for a while: a second after the first failure, twice as long after each further one. */
export class Rests {
  private readonly resting = new Map<string, { readonly until: number; readonly ms: number }>();

  /** @param now milliseconds */
  constructor(private readonly now: () => number) {}

  isResting(name: string): boolean {
    const rest = this.resting.get(name);
    return rest !== undefined && this.now() < rest.until;
  }

  failed(name: string): void {
    const last = this.resting.get(name);
    const ms = last ? Math.min(2 * last.ms, longestMs) : firstMs;
    this.resting.set(name, { until: this.now() + ms, ms });
  }

  succeeded(name: string): void {
    this.resting.delete(name);
  }
}
