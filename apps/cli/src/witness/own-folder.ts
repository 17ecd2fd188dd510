import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { identityOf, isAlive, type ProcessIdentity } from '@local/process-identity';
import { Failure } from '../failure';
import { writeNew } from '../start/data-folder';

/**
 * Keeps a second witness out of the folder of a running one: two that do not see each other's heads could vouch for two
 * histories.
 * @returns gives the folder back
 * @throws Failure
 */
export function ownFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'running');
  const owner = ownerIn(file);
  if (owner && isAlive(owner)) throw inUse(folder, owner);
  rmSync(file, { force: true });
  if (!writeNew(file, JSON.stringify(identityOf(process.pid)))) throw inUse(folder, ownerIn(file));
  return () => rmSync(file, { force: true });
}

function ownerIn(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  } catch (error) {
    // Half a file is one of a witness that was killed on its first write.
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function inUse(folder: string, owner: ProcessIdentity | undefined): Failure {
  const by = owner === undefined ? '' : ` (process ${owner.pid})`;
  return new Failure(`The folder ${folder} is in use by another witness${by}.`);
}
