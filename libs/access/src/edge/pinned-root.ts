import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from '@proof/durable-file';
import type { JournalKeys } from '@proof/key-ring';
import { accessJournalId } from '../access-book';

/** Verifier key of the root that the access journal stands under, kept where the root key itself may be taken away from. */
const fileName = 'access-root.vkey';

/**
 * The verifier key of the root of the access journal: the one that was kept in the folder of keys, else that of the root
 * key which the process holds; undefined where there is neither.
 */
export function knownRoot(keysDir: string, keys: Pick<JournalKeys, 'root'>): string | undefined {
  return pinnedRoot(keysDir) ?? keys.root(accessJournalId)?.vkey;
}

function pinnedRoot(keysDir: string): string | undefined {
  const file = join(keysDir, fileName);
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

/** Keeps the verifier key, unless one is kept already. */
export function pinRoot(keysDir: string, vkey: string): void {
  if (pinnedRoot(keysDir) === undefined) writeDurably(join(keysDir, fileName), `${vkey}\n`);
}
