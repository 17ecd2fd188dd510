import { leafHash, readEntry, type BookEvent, type Entry } from '@entries/entry';
import type { BookState, KeptBook } from '@journal/book';
import { follow } from '@journal/reading/follow';
import type { Head } from '@journal/writer/group';
import { invariant } from '@ledger/refusal';
import type { StoredEvent } from '@streams/stream';

/** Takes a stored entry into the state, after checking that it continues the chain at `head`. */
export function replay<State extends BookState, Event extends BookEvent>(
  kept: KeptBook<State, never, Event>,
  head: Head,
  stored: StoredEvent,
): { head: Head; entry: Entry<Event> } {
  const entry = readEntry<Event>(stored.data);
  const seq = head.seq + 1;
  invariant(
    stored.revision === seq && entry.seq === String(seq),
    `entry ${entry.seq} of ${entry.ledger} is in its place`,
  );
  invariant(
    entry.prev === head.hash.toString('base64url'),
    `entry ${seq} of ${entry.ledger} continues the chain`,
  );
  invariant(entry.id === stored.id, 'an entry has the id of its event');
  follow(kept, entry);
  return { head: { seq, hash: leafHash(stored.data), recordedAt: entry.recordedAt }, entry };
}
