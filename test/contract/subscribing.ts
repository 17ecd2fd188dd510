/** Subscriptions as the rules need them: what arrived so far, and waiting for more without sleeping. */
import type {
  AllStreamResolvedEvent,
  AllStreamSubscription,
  ResolvedEvent,
  StreamSubscription,
} from '@eventstore/db-client';

type Arrived = ResolvedEvent | AllStreamResolvedEvent;

export interface Follower<T extends Arrived> {
  readonly arrived: T[];
  /** What the subscriber saw, in order: events by revision, and the word "caught up". */
  readonly log: (bigint | 'caught up')[];
  /** Resolves when the condition holds; checked after everything that arrives. */
  until(condition: () => boolean): Promise<void>;
  /** Resolves with the error the subscription ended with, or undefined when it ended well. */
  readonly ended: Promise<(Error & { type?: string; code?: number }) | undefined>;
  stop(): Promise<void>;
}

/** Begins to consume a subscription at once. */
export function follow<T extends Arrived>(
  subscription: StreamSubscription | AllStreamSubscription,
): Follower<T> {
  const arrived: T[] = [];
  const log: Follower<T>['log'] = [];
  const waiting = new Set<() => void>();
  const check = () => waiting.forEach((test) => test());
  subscription.on('caughtUp' as never, () => {
    log.push('caught up');
    check();
  });
  subscription.on('data', (resolved: Arrived) => {
    arrived.push(resolved as T);
    log.push((resolved.link ?? resolved.event)?.revision ?? -1n);
    check();
  });
  const ended = new Promise<Error | undefined>((resolve) => {
    subscription.on('error', resolve);
    subscription.on('end', () => resolve(undefined));
    subscription.on('close', () => resolve(undefined));
  });
  const until = (condition: () => boolean) =>
    new Promise<void>((resolve, reject) => {
      const test = () => {
        if (!condition()) return;
        waiting.delete(test);
        resolve();
      };
      waiting.add(test);
      void ended.then((error) => reject(error ?? new Error('the subscription ended')));
      test();
    });
  return { arrived, log, until, ended, stop: () => subscription.unsubscribe() };
}
