import type { BulkEnvelope } from '@commands/envelope';
import type { Journal } from '@journal/journal';
import { Refusal } from '@ledger/refusal';
import { bulkEnvelopeOf, type ApiRequest } from './parts';

/** What goes with many commands to one ledger, which is there: otherwise all of them are refused at once. @throws Refusal LedgerNotFound */
export async function openedBulkEnvelopeOf(request: ApiRequest, journal: Journal): Promise<BulkEnvelope> {
  const envelope = bulkEnvelopeOf(request);
  const { ledger } = envelope;
  if (await journal.isOpened(ledger)) return envelope;
  throw new Refusal('LedgerNotFound', `No ledger has the id ${ledger}.`, { ledger });
}
