/** What all subscriptions have in common: confirm, deliver, wait for more, until either side ends it. */
import { randomUUID } from 'node:crypto';
import type { ReadRequest } from '../protocol/read-request';
import { confirmation } from '../protocol/read-responses';
import type { Store } from '../streams/store';
import type { SlowConsumers } from './live-limit';
import type { Outbox } from './outbox';

export interface Subscription {
  readonly store: Store;
  readonly request: ReadRequest;
  readonly outbox: Outbox;
  readonly slowConsumers: SlowConsumers;
}

export interface Feed {
  /** Sends what may be sent now, and says whether more is there already, or the subscription is over. */
  deliver(): 'more' | 'at the end' | 'over';
}

/** Runs until the subscriber leaves or the feed is over. */
export async function runSubscription({ store, outbox }: Subscription, feed: Feed): Promise<void> {
  const unlisten = store.onCommit(() => outbox.resume());
  try {
    outbox.send(confirmation(randomUUID()));
    while (!outbox.closed) {
      const state = feed.deliver();
      if (state === 'over') return;
      if (state === 'at the end' && outbox.isReady) await outbox.nextWake();
      else await outbox.ready();
    }
  } finally {
    unlisten();
  }
}
