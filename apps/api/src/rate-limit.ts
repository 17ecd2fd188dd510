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
    if (this.perSecond === 0) return true;
    const bucket = this.buckets.get(address) ?? this.newBucket(address);
    const nowMs = this.now();
    bucket.tokens = Math.min(
      this.perSecond,
      bucket.tokens + ((nowMs - bucket.filledAtMs) * this.perSecond) / 1000,
    );
    bucket.filledAtMs = nowMs;
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }

  private newBucket(address: string): Bucket {
    if (this.buckets.size >= addressesMax) this.buckets.delete(this.buckets.keys().next().value!);
    const bucket = { tokens: this.perSecond, filledAtMs: this.now() };
    this.buckets.set(address, bucket);
    return bucket;
  }
}
