import { journalOf, type Stream } from '@streams/stream';
import { ReadModelSnapshot } from '../../apps/cli/src/verify/read-models';
import { walkJournal, type Findings } from '../../apps/cli/src/verify/walk';

/** Verifies a ledger and its read models as the command does, in this process. */
export async function verifiedInProcess(
  databaseUrl: string,
  stream: Stream,
  ledger: string,
): Promise<Findings> {
  const last = (await stream.last(journalOf(ledger)))!.revision;
  const readModels = await ReadModelSnapshot.open(databaseUrl, ledger, last, 0);
  const progress = () => undefined;
  try {
    return await walkJournal({ ledger, stream, root: undefined, readModels, progress });
  } finally {
    await readModels?.close();
  }
}
