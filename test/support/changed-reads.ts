import type { Stream } from '@streams/stream';

/** A stream that is read another way, and is otherwise as it was. */
export function changedReads(stream: Stream, read: Stream['read']): Stream {
  return {
    append: (...append) => stream.append(...append),
    last: (name) => stream.last(name),
    subscribe: (...from) => stream.subscribe(...from),
    subscribeToType: (...types) => stream.subscribeToType(...types),
    follow: (...from) => stream.follow(...from),
    time: () => stream.time(),
    close: () => stream.close(),
    read,
  };
}
