import type { Journal } from '@journal/journal';
import type { StoredEvent } from '@streams/stream';
import { Refusal } from '@ledger/refusal';

/** The first event of a ledger's journal. @throws Refusal LedgerNotFound */
export async function firstEvent(journal: Journal, ledger: string): Promise<StoredEvent> {
  for await (const first of journal.read(ledger, 0, 1)) return first;
  throw new Refusal('LedgerNotFound', `No ledger has the id ${ledger}.`, { ledger });
}
