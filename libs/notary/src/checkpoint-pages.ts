import type { NotaryTables, StoredCheckpoint } from './tables';

/** Checkpoints that are read at a time. */
const pageSize = 500;

/** Every checkpoint of at most so many entries, the newest first; none where no notary ever ran. */
export async function* checkpointsUpTo(
  tables: NotaryTables,
  ledger: string,
  sizeMax: number,
): AsyncGenerator<StoredCheckpoint> {
  for (let below: number | undefined = sizeMax + 1; below !== undefined;) {
    const page: StoredCheckpoint[] = await tables.checkpoints(ledger, below, pageSize);
    yield* page;
    below = page.length < pageSize ? undefined : page.at(-1)!.size;
  }
}
