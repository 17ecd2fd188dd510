import { invariant } from '@ledger/refusal';
import { readEntry, type BookEvent, type Entry } from '@entries/entry';
import { journalOf, type Stream } from '@streams/stream';

/** Seqs this close are read in one go rather than one by one. */
const gapMax = 32;

/** Entries by seq, in as few reads as their places allow: retries of a whole bulk stand next to each other. */
export async function readEntries<Event extends BookEvent>(
  stream: Stream,
  ledger: string,
  seqs: readonly number[],
): Promise<Map<number, Entry<Event>>> {
  const wanted = new Set(seqs);
  const entries = new Map<number, Entry<Event>>();
  for (const { first, last } of runs([...wanted].sort((a, b) => a - b))) {
    for await (const stored of stream.read(journalOf(ledger), first, last - first + 1)) {
      if (wanted.has(stored.revision)) entries.set(stored.revision, readEntry<Event>(stored.data));
    }
  }
  for (const seq of wanted) invariant(entries.has(seq), `the journal of ${ledger} has seq ${seq}`);
  return entries;
}

function runs(ascending: readonly number[]): { first: number; last: number }[] {
  const found: { first: number; last: number }[] = [];
  for (const seq of ascending) {
    const run = found.at(-1);
    if (run && seq - run.last <= gapMax) run.last = seq;
    else found.push({ first: seq, last: seq });
  }
  return found;
}
