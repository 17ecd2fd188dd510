/** A catch-up subscription to $all, perhaps filtered, with checkpoints. */
import { randomUUID } from 'node:crypto';
import type { AllPosition } from '../protocol/read-request';
import { CAUGHT_UP, checkpoint, confirmation } from '../protocol/read-responses';
import { unknownError } from '../protocol/status';
import type { EventIndex } from '../streams/event-index';
import { ordinalFilter } from '../streams/filter';
import { answersFor } from './event-answers';
import { consumerTooSlow, LIVE_EVENTS_MAX } from './live-limit';
import type { Subscription } from './subscribe-to-stream';

/** How many unwanted events are passed over before others get their turn. */
const SKIPS_IN_TURN = 20_000;

/** Runs until the subscriber leaves or is dropped. */
export async function subscribeToAll(subscription: Subscription): Promise<void> {
  const { store, request, outbox } = subscription;
  if (request.target.kind !== 'all') return;
  const { index } = store;
  const accepts = ordinalFilter(index, request.filter);
  const answer = answersFor(store, request);
  const cursor = { next: startOf(index, request.target.from), considered: 0 };
  let isLive = false;
  const passOver = () => {
    cursor.considered += 1;
    if (request.filter && cursor.considered >= request.checkpointInterval) {
      cursor.considered = 0;
      outbox.send(checkpoint(index.positions.get(cursor.next)));
    }
    cursor.next += 1;
  };
  const unlisten = store.onCommit(() => outbox.resume());
  try {
    outbox.send(confirmation(randomUUID()));
    while (!outbox.closed) {
      const isDropped =
        isLive && subscription.slowConsumers === 'drop' && waiting(index, cursor.next, accepts);
      const end = isDropped ? cursor.next + LIVE_EVENTS_MAX : index.count;
      for (let turn = 0; cursor.next < end && outbox.isReady && turn < SKIPS_IN_TURN; turn += 1) {
        if (accepts(cursor.next)) outbox.send(answer(cursor.next));
        passOver();
      }
      if (isDropped) return outbox.fail(consumerTooSlow());
      if (cursor.next >= index.count && !isLive) {
        isLive = true;
        outbox.send(CAUGHT_UP);
      }
      if (cursor.next >= index.count && outbox.isReady) await outbox.nextWake();
      else await outbox.ready();
    }
  } finally {
    unlisten();
  }
}

/** Whether more accepted events wait than a live subscriber may have. */
function waiting(index: EventIndex, from: number, accepts: (ordinal: number) => boolean): boolean {
  let count = 0;
  for (let ordinal = from; ordinal < index.count && count <= LIVE_EVENTS_MAX; ordinal += 1) {
    if (accepts(ordinal)) count += 1;
  }
  return count > LIVE_EVENTS_MAX;
}

/** The first event strictly after the position; behind the end means whatever comes next. */
function startOf(index: EventIndex, from: 'start' | 'end' | AllPosition): number {
  if (from === 'start') return 0;
  if (from === 'end') return index.count;
  const ordinal = index.positions.lowerBound(from.commit);
  if (from.commit === 0 || ordinal === index.count) return ordinal;
  if (index.positions.get(ordinal) !== from.commit) throw unknownError('Exception was thrown by handler.');
  return ordinal + 1;
}
