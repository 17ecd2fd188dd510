/** A catch-up subscription to one stream: everything after a revision, then whatever comes. */
import { randomUUID } from 'node:crypto';
import type { ReadRequest } from '../protocol/read-request';
import { CAUGHT_UP, confirmation } from '../protocol/read-responses';
import { streamDeleted } from '../protocol/status';
import type { Store } from '../streams/store';
import { visibleRange } from '../streams/visible-range';
import { answersFor } from './event-answers';
import { consumerTooSlow, LIVE_EVENTS_MAX, type SlowConsumers } from './live-limit';
import type { Outbox } from './outbox';

export interface Subscription {
  readonly store: Store;
  readonly request: ReadRequest;
  readonly outbox: Outbox;
  readonly slowConsumers: SlowConsumers;
}

/** Runs until the subscriber leaves, the stream is tombstoned, or the subscriber is dropped. */
export async function subscribeToStream(subscription: Subscription): Promise<void> {
  const { store, request, outbox, slowConsumers } = subscription;
  const { target } = request;
  if (target.kind !== 'stream') return;
  const { index } = store;
  const answer = answersFor(store, request);
  const startsAtEnd = target.from === 'end';
  let next = nextRevision(store, target);
  let isLive = false;
  const unlisten = store.onCommit(() => outbox.resume());
  try {
    outbox.send(confirmation(randomUUID()));
    while (!outbox.closed) {
      const stream = index.find(target.name);
      if (stream?.tombstone !== undefined)
        return endWithTombstone(outbox, target.name, isLive && answer(stream.tombstone));
      const range = stream && visibleRange(stream, Date.now(), (at) => store.parsed(at).createdMs);
      if (stream && range) {
        next = Math.max(next, range.first);
        const tooMany = isLive && slowConsumers === 'drop' && range.last - next + 1 > LIVE_EVENTS_MAX;
        const last = tooMany ? next + LIVE_EVENTS_MAX - 1 : range.last;
        for (; next <= last && outbox.isReady; next += 1) outbox.send(answer(stream.ordinals.get(next)));
        if (tooMany) return outbox.fail(consumerTooSlow());
      }
      const isAtEnd = range ? next > range.last : startsAtEnd;
      if (isAtEnd && !isLive) {
        isLive = true;
        outbox.send(CAUGHT_UP);
      }
      if ((!range || next > range.last) && outbox.isReady) await outbox.nextWake();
      else await outbox.ready();
    }
  } finally {
    unlisten();
  }
}

function nextRevision(store: Store, target: { name: string; from: 'start' | 'end' | number }): number {
  if (target.from === 'start') return 0;
  if (target.from === 'end') return store.index.find(target.name)?.ordinals.length ?? 0;
  return target.from + 1;
}

/** A live subscriber sees the tombstone before the error; one that comes later only the error. */
function endWithTombstone(outbox: Outbox, name: string, tombstone: Buffer | false): void {
  if (tombstone) outbox.send(tombstone);
  outbox.fail(streamDeleted(name));
}
