import type { Group } from './group';
import { RevisionConflict, journalOf, type Stream } from '@streams/stream';

/**
 * Appends a sealed group to its journal; answers whether it is in there, false where another writer was first.
 * @throws OutcomeUnknown; StoreUnavailable where it cannot be seen who was first
 */
export async function land(stream: Stream, ledger: string, group: Group): Promise<boolean> {
  const expected = group.firstSeq === 0 ? 'no_stream' : group.firstSeq - 1;
  try {
    await stream.append(journalOf(ledger), expected, group.events);
    return true;
  } catch (error) {
    if (error instanceof RevisionConflict) return hasLanded(stream, ledger, group);
    throw error;
  }
}

/** Whether the entry that ends the group stands in the journal after all, as when an answer got lost. */
async function hasLanded(stream: Stream, ledger: string, group: Group): Promise<boolean> {
  for await (const stored of stream.read(journalOf(ledger), group.end.seq, 1)) {
    return stored.id === group.events.at(-1)!.id;
  }
  return false;
}
