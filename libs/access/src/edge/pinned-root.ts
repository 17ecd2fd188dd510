import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from '@proof/durable-file';

/** Verifier key of the root that the access journal stands under, kept where the root key itself may be taken away from. */
const fileName = 'access-root.vkey';

/** The verifier key that was kept in a folder of keys; undefined where none was. */
export function pinnedRoot(keysDir: string): string | undefined {
  const file = join(keysDir, fileName);
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

/** Keeps the verifier key, unless one is kept already. */
export function pinRoot(keysDir: string, vkey: string): void {
  if (pinnedRoot(keysDir) === undefined) writeDurably(join(keysDir, fileName), `${vkey}\n`);
}
