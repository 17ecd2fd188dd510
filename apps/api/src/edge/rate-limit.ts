/** Requests of one caller, as a bucket that fills at the allowed rate. */
interface Bucket {
  tokens: number;
  filledAtMs: number;
}

/** Most callers that are remembered at once; the longest known is forgotten first. */
const callersMax = 10_000;

/** Bounds the requests of each caller, an address or a principal; all it knows is in memory, and bounded too. */
export class RateLimit {
  private readonly buckets = new Map<string, Bucket>();

  /**
   * @param perSecond requests per second and caller; 0 sets no limit
   * @param now milliseconds, never going back
   * @param atOnceMax how many may come at once after a pause; a second's worth unless given
   */
  constructor(
    private readonly perSecond: number,
    private readonly now: () => number,
    private readonly atOnceMax = perSecond,
  ) {}

  /** Counts a request, or one that is worth several; false when it is too much. */
  admits(caller: string, worth = 1): boolean {
    return this.delayMs(caller, worth) === 0;
  }

  /**
   * Counts so many requests at once, of which at most as many are counted as may come at once.
   * @returns 0 where they were counted; else in how many milliseconds they may be, at the soonest
   */
  delayMs(caller: string, count: number): number {
    const waitMs = this.waitMs(caller, count);
    if (waitMs === 0) this.count(caller, Math.min(count, this.atOnceMax));
    return waitMs;
  }

  /** The same, without counting them. */
  waitMs(caller: string, count: number): number {
    const bucket = this.buckets.get(caller);
    if (this.perSecond === 0 || !bucket) return 0;
    this.fill(bucket);
    const missing = Math.min(count, this.atOnceMax) - bucket.tokens;
    return missing <= 0 ? 0 : Math.ceil((missing * 1000) / this.perSecond);
  }

  /** Counts what was served already; it delays what comes next by no more than what fits at once. */
  count(caller: string, count: number): void {
    if (this.perSecond === 0) return;
    const bucket = this.buckets.get(caller) ?? this.newBucket(caller);
    this.fill(bucket);
    bucket.tokens = Math.max(bucket.tokens - count, -this.atOnceMax);
  }

  private fill(bucket: Bucket): void {
    const nowMs = this.now();
    const grown = bucket.tokens + ((nowMs - bucket.filledAtMs) * this.perSecond) / 1000;
    bucket.tokens = Math.min(this.atOnceMax, grown);
    bucket.filledAtMs = nowMs;
  }

  private newBucket(caller: string): Bucket {
    if (this.buckets.size >= callersMax) this.buckets.delete(this.buckets.keys().next().value!);
    const bucket = { tokens: this.atOnceMax, filledAtMs: this.now() };
    this.buckets.set(caller, bucket);
    return bucket;
  }
}
