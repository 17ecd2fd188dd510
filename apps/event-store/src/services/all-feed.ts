/** A catch-up subscription to $all, perhaps filtered, with checkpoints. */
import type { AllPosition } from '../protocol/read-request';
import { caughtUp, checkpoint } from '../protocol/read-responses';
import { unknownError } from '../protocol/status';
import type { EventIndex } from '../streams/event-index';
import { ordinalFilter, type OrdinalFilter } from '../streams/filter';
import { type AnswerOf, answersFor } from './event-answers';
import { consumerTooSlow, liveEventsMax } from './live-limit';
import type { Feed, Subscription } from './subscription';

/** How many events are looked at before others get their turn. */
const looksInTurn = 20_000;

type FromPosition = 'start' | 'end' | AllPosition;

export class AllFeed implements Feed {
  private readonly index: EventIndex;
  private readonly accepts: OrdinalFilter;
  private readonly answer: AnswerOf;
  private next: number;
  private consideredSinceCheckpoint = 0;
  private isLive = false;

  /** Throws a GrpcStatus when there is no event at the position. */
  constructor(
    private readonly subscription: Subscription,
    from: FromPosition,
  ) {
    const { store, request } = subscription;
    this.index = store.index;
    this.accepts = ordinalFilter(store.index, request.filter);
    this.answer = answersFor(store, request);
    this.next = startOf(store.index, from);
  }

  deliver(): ReturnType<Feed['deliver']> {
    const { outbox } = this.subscription;
    if (this.isTooSlow()) {
      this.send(this.next + liveEventsMax);
      outbox.fail(consumerTooSlow());
      return 'over';
    }
    this.send(Math.min(this.index.count, this.next + looksInTurn));
    if (this.next < this.index.count) return 'more';
    if (!this.isLive) outbox.send(caughtUp);
    this.isLive = true;
    return 'at the end';
  }

  private send(end: number): void {
    const { outbox } = this.subscription;
    for (; this.next < end && outbox.isReady; this.next += 1) {
      if (this.accepts(this.next)) outbox.send(this.answer(this.next));
      this.countTowardsCheckpoint();
    }
  }

  /** Only filtered subscriptions get checkpoints: others see the position of every event anyway. */
  private countTowardsCheckpoint(): void {
    const { request, outbox } = this.subscription;
    this.consideredSinceCheckpoint += 1;
    if (!request.filter || this.consideredSinceCheckpoint < request.checkpointInterval) return;
    this.consideredSinceCheckpoint = 0;
    outbox.send(checkpoint(this.index.positions.get(this.next)));
  }

  /** Whether more accepted events wait than a live subscriber may have. */
  private isTooSlow(): boolean {
    if (!this.isLive || this.subscription.slowConsumers !== 'drop') return false;
    let waiting = 0;
    for (let at = this.next; at < this.index.count && waiting <= liveEventsMax; at += 1) {
      if (this.accepts(at)) waiting += 1;
    }
    return waiting > liveEventsMax;
  }
}

/** The first event strictly after the position; behind the end means whatever comes next. */
function startOf(index: EventIndex, from: FromPosition): number {
  if (from === 'start') return 0;
  if (from === 'end') return index.count;
  const ordinal = index.positions.lowerBound(from.commit);
  if (from.commit === 0 || ordinal === index.count) return ordinal;
  if (index.positions.get(ordinal) !== from.commit) throw unknownError('Exception was thrown by handler.');
  return ordinal + 1;
}
