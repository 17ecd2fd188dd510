import { invariant } from '@ledger/refusal';
import { leafHash, readEntry, type BookEvent, type Entry } from '@entries/entry';
import type { BookState, KeptBook } from './book';
import type { Head } from './group';
import type { StoredEvent } from '@streams/stream';

/** A journal that does not hang together: someone else than a writer has been at it, or a writer had a bug. */
class JournalBroken extends Error {
  constructor(ledger: string, seq: number, reason: string) {
    super(`The journal of ${ledger} is broken at seq ${seq}: ${reason}.`);
    this.name = 'JournalBroken';
  }
}

/** Takes a stored entry into the state, after checking that it continues the chain at `head`. */
export function replay<State extends BookState, Event extends BookEvent>(
  kept: KeptBook<State, never, Event>,
  head: Head,
  stored: StoredEvent,
): { head: Head; entry: Entry<Event> } {
  const entry = readEntry<Event>(stored.data);
  const seq = head.seq + 1;
  if (stored.revision !== seq || entry.seq !== String(seq)) {
    throw new JournalBroken(
      entry.ledger,
      seq,
      `the next entry says seq ${entry.seq} at revision ${stored.revision}`,
    );
  }
  if (entry.prev !== head.hash.toString('base64url')) {
    throw new JournalBroken(entry.ledger, seq, 'its prev is not the hash of the entry before');
  }
  invariant(entry.id === stored.id, 'an entry has the id of its event');
  follow(kept, entry);
  return { head: { seq, hash: leafHash(stored.data), recordedAt: entry.recordedAt }, entry };
}

/** Takes an entry into the state as it was written. */
export function follow<State extends BookState, Event extends BookEvent>(
  { book, state }: KeptBook<State, never, Event>,
  entry: Entry<Event>,
): void {
  const { actor, id, idem, recordedAt } = entry;
  const seq = Number(entry.seq);
  book.evolve(state, entry, { actor, seq, id, recordedAt });
  if (idem !== undefined) state.idempotencyKeys.set(idem, seq);
}
