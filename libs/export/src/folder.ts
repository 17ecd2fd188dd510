import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { ExportFile } from './export-file';

/** An export cannot be written where it was asked to go; the message is one sentence for people. */
export class FolderRefused extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'FolderRefused';
  }
}

/** Names of files and folders in an export. No data decides over more than the numbers in them. */
const segment = /^[a-z0-9][a-z0-9.]*$/;

/**
 * Writes files into a folder that is not there yet, or is empty. They go into a folder beside it, which takes the name
 * when it is whole: one that was interrupted never looks like an export.
 * @param make is given the folder beside, for what has to wait on disk
 * @throws FolderRefused
 */
export async function writeFolder(
  target: string,
  make: (spoolFolder: string) => AsyncIterable<ExportFile>,
): Promise<void> {
  await requireFree(target);
  await inPlace(target, async (beside) => {
    await mkdir(beside);
    const made = new Set<string>([beside]);
    for await (const file of make(beside)) await writeFile(beside, file, made);
    await requireFree(target);
  });
}

/**
 * Writes one file that is not there yet, under another name until it is whole.
 * @throws FolderRefused
 */
export async function writeNewFile<Written>(
  target: string,
  write: (path: string) => Promise<Written>,
): Promise<Written> {
  const isThere = await stat(target).then(
    () => true,
    () => false,
  );
  if (isThere) throw new FolderRefused(`${resolve(target)} is there already; give the name of a new file.`);
  return inPlace(target, write);
}

async function inPlace<Written>(target: string, write: (path: string) => Promise<Written>): Promise<Written> {
  const place = resolve(target);
  const beside = join(dirname(place), `.${basename(place)}.unfinished-${randomBytes(4).toString('hex')}`);
  try {
    await mkdir(dirname(place), { recursive: true });
    const written = await write(beside);
    await rename(beside, place);
    return written;
  } catch (error) {
    await rm(beside, { recursive: true, force: true });
    throw error;
  }
}

async function requireFree(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new FolderRefused(`${resolve(folder)} is not a folder that can be written: ${error.code}.`);
  });
  if (names.length > 0)
    throw new FolderRefused(`${resolve(folder)} is not empty; give a folder that is, or a new one.`);
}

async function writeFile(root: string, { path, chunks }: ExportFile, made: Set<string>): Promise<void> {
  if (!path.split('/').every((name) => segment.test(name)))
    throw new Error(`an export has no file ${JSON.stringify(path)}`);
  const file = join(root, path);
  if (!made.has(dirname(file))) {
    await mkdir(dirname(file), { recursive: true });
    made.add(dirname(file));
  }
  const handle = await open(file, 'wx');
  try {
    for await (const chunk of chunks) await handle.writeFile(chunk);
  } finally {
    await handle.close();
  }
}
