import type { StoredEvent, Subscription } from '@streams/stream';
import { MemoryStream, type MemoryStore } from './memory-stream';

/** A stream whose subscriptions pass through `change`. */
export class ChangedStream extends MemoryStream {
  constructor(
    store: MemoryStore,
    private readonly change: (events: Subscription) => AsyncIterable<StoredEvent>,
  ) {
    super(store);
  }

  override subscribe(...place: Parameters<MemoryStream['subscribe']>): Subscription {
    const inner = super.subscribe(...place);
    const changed = this.change(inner);
    return {
      get isCaughtUp() {
        return inner.isCaughtUp;
      },
      close: () => inner.close(),
      [Symbol.asyncIterator]: () => changed[Symbol.asyncIterator](),
    };
  }
}
