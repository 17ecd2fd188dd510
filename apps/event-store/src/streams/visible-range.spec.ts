import { EventIndex } from './event-index';
import { deletedMark, type StreamMetadata } from './metadata';
import { visibleRange } from './visible-range';

const nowMs = 1_000_000;

/** Ten events, one every ten seconds, the last just now. */
function range(metadata: StreamMetadata, count = 10) {
  const index = new EventIndex();
  const stream = index.stream('s');
  for (let n = 0; n < count; n += 1) index.add(100 + n, stream, index.type('T'), false);
  stream.metadata = metadata;
  return visibleRange(stream, nowMs, (ordinal) => nowMs - (count - 1 - ordinal) * 10_000);
}

describe('what a reader sees of a stream of ten events', () => {
  it.each<[string, StreamMetadata, object | undefined]>([
    ['without limits', {}, { first: 0, last: 9 }],
    ['with maxCount', { maxCount: 3 }, { first: 7, last: 9 }],
    ['with a maxCount greater than its length', { maxCount: 30 }, { first: 0, last: 9 }],
    ['with truncateBefore', { truncateBefore: 4 }, { first: 4, last: 9 }],
    ['with truncateBefore ahead', { truncateBefore: 20 }, { first: 20, last: 9 }],
    ['with maxAge', { maxAgeSeconds: 25 }, { first: 7, last: 9 }],
    ['with a maxAge greater than its age', { maxAgeSeconds: 1_000 }, { first: 0, last: 9 }],
    ['with the stricter of two', { maxAgeSeconds: 25, maxCount: 2 }, { first: 8, last: 9 }],
    ['after a soft delete', { truncateBefore: deletedMark }, undefined],
  ])('%s', (_how, metadata, expected) => {
    expect(range(metadata)).toEqual(expected);
  });

  it('is nothing at all before its first event', () => {
    expect(range({}, 0)).toBeUndefined();
  });
});
