import { OutcomeUnknown, StoreUnavailable, type Stream } from '@streams/stream';

/** What becomes of an append that is not answered. */
export type Silence = 'stored' | 'lost';

/** A store that can fall silent: then no append is answered, whether stored or lost, and nothing can be read. */
export class SilentStore {
  private silence: Silence | undefined;
  /** Appends that got no answer. */
  unanswered = 0;

  fallSilent(silence: Silence): void {
    this.silence = silence;
  }

  speak(): void {
    this.silence = undefined;
  }

  /** A connection to it. */
  readonly change = (stream: Stream): Stream => ({
    append: async (...append) => {
      const { silence } = this;
      if (silence !== 'lost') await stream.append(...append);
      if (silence === undefined) return;
      this.unanswered += 1;
      throw new OutcomeUnknown(append[0], 'the store is silent');
    },
    read: (...from) => this.heard(stream.read(...from)),
    last: (name) => stream.last(name),
    subscribe: (...from) => stream.subscribe(...from),
    subscribeToType: (...types) => stream.subscribeToType(...types),
    follow: (...from) => stream.follow(...from),
    time: () => stream.time(),
    close: () => stream.close(),
  });

  private async *heard<T>(events: AsyncIterable<T>): AsyncIterable<T> {
    if (this.silence !== undefined) throw new StoreUnavailable('the store is silent');
    yield* events;
  }
}
