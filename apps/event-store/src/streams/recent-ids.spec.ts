import { eventIdFromHalves, eventIdFromText } from '../protocol/event-id';
import { newEventId } from './new-event-id';
import { bucketOf, RecentIds } from './recent-ids';

describe('the memory of recent ids', () => {
  it('knows the last so many, and has forgotten the ones before', () => {
    const recent = new RecentIds(100);
    const ids = Array.from({ length: 1_000 }, () => newEventId());
    ids.forEach((id, n) => recent.put(id, n % 3, n));
    ids.forEach((id, n) => expect(recent.revisionOf(id, n % 3)).toBe(n < 900 ? undefined : n));
  });

  it('knows an id only for the stream it was written to', () => {
    const recent = new RecentIds(10);
    const id = newEventId();
    recent.put(id, 1, 5);
    expect(recent.revisionOf(id, 2)).toBeUndefined();
  });

  it('answers the latest revision of an id written twice', () => {
    const recent = new RecentIds(10);
    const id = newEventId();
    recent.put(id, 1, 5);
    recent.put(id, 1, 9);
    expect(recent.revisionOf(id, 1)).toBe(9);
  });

  it('spreads the ids of one minute, whose UUIDv7 begin alike, over its buckets', () => {
    const ids = Array.from({ length: 1_000 }, () =>
      eventIdFromText(
        Buffer.from(
          newEventId()
            .text.toString()
            .replace(/^.{8}-.{4}-4/, '019ab0c8-7e1f-7'),
        ),
      ),
    );
    const buckets = new Set(ids.map(({ words }) => bucketOf(words)));
    expect(buckets.size).toBeGreaterThan(950);
  });

  it('distinguishes ids that fall into the same bucket, also when one is forgotten', () => {
    const recent = new RecentIds(3);
    const ids = [1n, 2n, 3n, 4n].map((n) => eventIdFromHalves((7n << 32n) ^ (n << 32n), n));
    ids.forEach((id, n) => recent.put(id, 0, n));
    expect(ids.map((id) => recent.revisionOf(id, 0))).toEqual([undefined, 1, 2, 3]);
  });
});
