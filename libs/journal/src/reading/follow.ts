import type { BookEvent, Entry } from '@entries/entry';
import type { BookState, KeptBook } from '../book';

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
