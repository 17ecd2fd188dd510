/** Requests of one client address, as a bucket that fills at the allowed rate and holds one second of it. */
interface Bucket {
  tokens: number;
  filledAtMs: number;
}

/** Most addresses that are remembered at once; the longest known is forgotten first. */
const addressesMax = 10_000;

/** Bounds the requests of each client address; all it knows is in memory, and bounded too. */
export class RateLimit {
  private readonly buckets = new Map<string, Bucket>();

  /**
   * @param perSecond requests per second and address; 0 sets no limit
   * @param now milliseconds, never going back
   */
  constructor(
    private readonly perSecond: number,
    private readonly now: () => number,
  ) {}

  /** Counts a request; false when it is one too many. */
  admits(address: string): boolean {
    return this.delayMs(address, 1) === 0;
  }

  /**
   * Counts so many requests at once, of which at most a second's worth is counted.
   * @returns 0 where they were counted; else in how many milliseconds they may be, at the soonest
   */
  delayMs(address: string, count: number): number {
    if (this.perSecond === 0) return 0;
    const wanted = Math.min(count, this.perSecond);
    const bucket = this.buckets.get(address) ?? this.newBucket(address);
    const nowMs = this.now();
    bucket.tokens = Math.min(
      this.perSecond,
      bucket.tokens + ((nowMs - bucket.filledAtMs) * this.perSecond) / 1000,
    );
    bucket.filledAtMs = nowMs;
    if (bucket.tokens < wanted) return Math.ceil(((wanted - bucket.tokens) * 1000) / this.perSecond);
    bucket.tokens -= wanted;
    return 0;
  }

  private newBucket(address: string): Bucket {
    if (this.buckets.size >= addressesMax) this.buckets.delete(this.buckets.keys().next().value!);
    const bucket = { tokens: this.perSecond, filledAtMs: this.now() };
    this.buckets.set(address, bucket);
    return bucket;
  }
}
