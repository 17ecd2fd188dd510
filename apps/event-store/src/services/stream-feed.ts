/** A catch-up subscription to one stream: everything after a revision, then whatever comes. */
import { caughtUp } from '../protocol/read-responses';
import { streamDeleted } from '../protocol/status';
import type { Stream } from '../streams/event-index';
import type { VisibleRange } from '../streams/visible-range';
import { type AnswerOf, answersFor } from './event-answers';
import { consumerTooSlow, liveEventsMax } from './live-limit';
import type { Feed, Subscription } from './subscription';

type FromRevision = 'start' | 'end' | number;

export class StreamFeed implements Feed {
  private readonly answer: AnswerOf;
  private next: number;
  private isLive = false;

  constructor(
    private readonly subscription: Subscription,
    private readonly name: string,
    private readonly from: FromRevision,
  ) {
    const { store, request } = subscription;
    this.answer = answersFor(store, request);
    this.next = nextRevision(from, store.index.find(name));
  }

  deliver(): ReturnType<Feed['deliver']> {
    const { store, outbox } = this.subscription;
    const stream = store.index.find(this.name);
    if (stream?.tombstone !== undefined) return this.endWithTombstone(stream.tombstone);
    const range = store.visibleRange(stream);
    if (!stream || !range) {
      if (this.from === 'end') this.goLive();
      return 'at the end';
    }
    this.next = Math.max(this.next, range.first);
    if (this.isTooSlow(range)) {
      this.send(stream, this.next + liveEventsMax - 1);
      outbox.fail(consumerTooSlow());
      return 'over';
    }
    this.send(stream, range.last);
    if (this.next <= range.last) return 'more';
    this.goLive();
    return 'at the end';
  }

  private send(stream: Stream, last: number): void {
    const { outbox } = this.subscription;
    for (; this.next <= last && outbox.isReady; this.next += 1) {
      outbox.send(this.answer(stream.ordinals.get(this.next)));
    }
  }

  private isTooSlow(range: VisibleRange): boolean {
    const mayDrop = this.isLive && this.subscription.slowConsumers === 'drop';
    return mayDrop && range.last - this.next + 1 > liveEventsMax;
  }

  private goLive(): void {
    if (!this.isLive) this.subscription.outbox.send(caughtUp);
    this.isLive = true;
  }

  /** A live subscriber sees the tombstone before the error; one that comes later only the error. */
  private endWithTombstone(tombstone: number): 'over' {
    const { outbox } = this.subscription;
    if (this.isLive) outbox.send(this.answer(tombstone));
    outbox.fail(streamDeleted(this.name));
    return 'over';
  }
}

function nextRevision(from: FromRevision, stream: Stream | undefined): number {
  if (from === 'start') return 0;
  return from === 'end' ? (stream?.ordinals.length ?? 0) : from + 1;
}
