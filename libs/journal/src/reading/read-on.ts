import type { BookEvent, Entry } from '@entries/entry';
import { EntryMalformed, FromLaterRelease } from '@entries/known-entry';
import { EntryFromTheFuture, upcast } from '@entries/upcast';
import { Refusal } from '@ledger/refusal';
import type { StoredEvent } from '@streams/stream';
import { JournalFault } from '@verifier/journal/fault';
import { KeyHistory } from '@verifier/journal/key-history';
import { Walk, type SealedEntry } from '@verifier/journal/walk';
import type { BookState, KeptBook } from '../book';
import { follow } from './follow';
import type { Head } from '../writer/group';

/** Where a writer has come to in its journal. */
export interface Reading<State extends BookState, Event extends BookEvent> {
  /** What follows in the journal, as much as is wanted. */
  readonly events: AsyncIterable<StoredEvent> | Iterable<StoredEvent>;
  readonly ledger: string;
  readonly kept: KeptBook<State, never, Event>;
  readonly head: Head;
  /** Requires that an entry has its shape, and that this release knows all of it. @throws EntryMalformed, FromLaterRelease */
  readonly requireKnown: (entry: Entry<Event>) => void;
}

/**
 * Folds what follows in the journal, append by append. Nothing is folded that is not as a writer writes it: in its place
 * in the chain, and covered by a seal of a key that may sign there under the root; nor anything that a later release
 * wrote.
 * @param folded called with the new end after each append
 * @throws Refusal JournalNotTrusted, JournalFromLaterRelease; StoreUnavailable. All before it is folded then.
 */
export async function readOn<State extends BookState, Event extends BookEvent>(
  from: Reading<State, Event>,
  folded: (head: Head) => void,
): Promise<void> {
  const { events, ledger } = from;
  let walk: Walk | undefined;
  try {
    for await (const event of events) {
      walk ??= walkOn(from);
      const sealed = walk.take(event);
      if (sealed.length > 0) folded(foldAll(from, sealed));
    }
    walk?.requireSealed();
  } catch (error) {
    throw asRefusal(ledger, error);
  }
}

/** The keys as the state has them: their entries were walked when they were folded. */
function walkOn<State extends BookState, Event extends BookEvent>({
  ledger,
  head,
  kept: { state },
}: Reading<State, Event>): Walk {
  if (head.seq < 0) return new Walk(ledger);
  const last = { seq: String(head.seq), recordedAt: head.recordedAt };
  const keys = KeyHistory.remembered(ledger, state);
  return new Walk(ledger, { last, head: head.hash, keys });
}

/** All of an append or, where this release does not know something of it, nothing. */
function foldAll<State extends BookState, Event extends BookEvent>(
  { kept, requireKnown }: Reading<State, Event>,
  sealed: readonly SealedEntry[],
): Head {
  const entries = sealed.map(({ entry }) => upcast(entry) as unknown as Entry<Event>);
  for (const entry of entries) requireKnown(entry);
  for (const entry of entries) follow(kept, entry);
  const { entry, leaf } = sealed.at(-1)!;
  return { seq: Number(entry.seq), hash: leaf, recordedAt: entry.recordedAt };
}

function asRefusal(ledger: string, error: unknown): unknown {
  if (error instanceof EntryMalformed)
    return asRefusal(ledger, new JournalFault('MalformedEntry', Number(error.seq), error.message));
  if (error instanceof JournalFault) {
    const { faultClass, seq, message } = error;
    return new Refusal(
      'JournalNotTrusted',
      `Entry ${seq} of ${ledger} is not as a writer writes it (${faultClass}): ${message} This request did nothing.`,
      { ledger, seq: String(seq), fault: faultClass },
    );
  }
  if (error instanceof FromLaterRelease || error instanceof EntryFromTheFuture) {
    return new Refusal(
      'JournalFromLaterRelease',
      `Entry ${error.seq} of ${ledger} was written by a later release than this process runs (${error.message}). This request did nothing.`,
      { ledger, seq: error.seq },
    );
  }
  return error;
}
