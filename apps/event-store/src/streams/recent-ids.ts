/**
 * The last ids written, with stream and revision: the memory-only part of idempotency. A ring in typed
 * arrays with a hash table over it, about 8 MB for 200,000 ids; empty after a restart.
 */
import type { EventId } from '../protocol/event-id';

const buckets = 1 << 18;

/** Of all words: the first of a UUIDv7 is its time, the same for every id of a minute. */
export function bucketOf(words: EventId['words']): number {
  return ((words[0] ^ words[1] ^ words[2] ^ words[3]) >>> 0) % buckets;
}

export class RecentIds {
  private readonly words: Uint32Array;
  private readonly streams: Uint32Array;
  private readonly revisions: Float64Array;
  private readonly heads = new Int32Array(buckets).fill(-1);
  private readonly nexts: Int32Array;
  private cursor = 0;
  private filled = 0;

  constructor(private readonly capacity: number) {
    this.words = new Uint32Array(capacity * 4);
    this.streams = new Uint32Array(capacity);
    this.revisions = new Float64Array(capacity);
    this.nexts = new Int32Array(capacity);
  }

  put(id: EventId, stream: number, revision: number): void {
    const slot = this.cursor;
    if (this.filled === this.capacity) this.unlink(slot);
    else this.filled += 1;
    this.words.set(id.words, slot * 4);
    this.streams[slot] = stream;
    this.revisions[slot] = revision;
    const bucket = bucketOf(id.words);
    this.nexts[slot] = this.heads[bucket] as number;
    this.heads[bucket] = slot;
    this.cursor = (slot + 1) % this.capacity;
  }

  /** The revision under which the id was last written to the stream, if that is still remembered. */
  revisionOf(id: EventId, stream: number): number | undefined {
    let slot = this.heads[bucketOf(id.words)] as number;
    while (slot >= 0) {
      if (this.isAt(slot, id)) return this.streams[slot] === stream ? this.revisions[slot] : undefined;
      slot = this.nexts[slot] as number;
    }
    return undefined;
  }

  private wordsAt(slot: number): EventId['words'] {
    const [first = 0, second = 0, third = 0, fourth = 0] = this.words.subarray(slot * 4, slot * 4 + 4);
    return [first, second, third, fourth];
  }

  private isAt(slot: number, id: EventId): boolean {
    const { words } = this;
    const at = slot * 4;
    return (
      words[at] === id.words[0] &&
      words[at + 1] === id.words[1] &&
      words[at + 2] === id.words[2] &&
      words[at + 3] === id.words[3]
    );
  }

  private unlink(slot: number): void {
    const bucket = bucketOf(this.wordsAt(slot));
    let at = this.heads[bucket] as number;
    if (at === slot) {
      this.heads[bucket] = this.nexts[slot] as number;
      return;
    }
    while (this.nexts[at] !== slot) at = this.nexts[at] as number;
    this.nexts[at] = this.nexts[slot] as number;
  }
}
