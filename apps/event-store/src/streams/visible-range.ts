/** Which revisions of a stream a reader may see, by $tb, $maxCount and $maxAge. */
import { isSoftDeleted } from './metadata';
import type { Stream } from './event-index';

export interface VisibleRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The visible revisions, empty when first > last; undefined when the stream counts as not found (nothing
 * ever written, or soft-deleted).
 * @param createdMsOf when the event of an ordinal was recorded
 */
export function visibleRange(
  stream: Stream,
  nowMs: number,
  createdMsOf: (ordinal: number) => number,
): VisibleRange | undefined {
  const { metadata, ordinals } = stream;
  const last = ordinals.length - 1;
  if (last < 0 || isSoftDeleted(metadata)) return undefined;
  let first = Math.max(0, metadata.truncateBefore ?? 0);
  if (metadata.maxCount !== undefined) first = Math.max(first, last - metadata.maxCount + 1);
  if (metadata.maxAgeSeconds === undefined) return { first, last };
  const oldestMs = nowMs - metadata.maxAgeSeconds * 1000;
  return {
    first: firstNotOlder(first, last, (revision) => createdMsOf(ordinals.get(revision)) >= oldestMs),
    last,
  };
}

/** Times never decrease along a stream, so halving finds the first that is young enough. */
function firstNotOlder(first: number, last: number, isYoung: (revision: number) => boolean): number {
  let low = first;
  let high = last + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isYoung(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
