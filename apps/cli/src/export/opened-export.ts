import { mkdtemp, open, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decrypted, isEncrypted } from '@export/encrypted';
import { writeFolder } from '@export/folder';
import { filesOfTar } from '@export/untar';
import { modeForOthers, openToOthers } from '@signers/private-file';
import { ExportFault, ExportIncomplete, UsageError } from '@verifier/export-fault';
import { cannotSay, Failure, usageError } from '../failure';

/** An export as the options of a command name it. */
export interface NamedExport {
  readonly path: string;
  /** What its plain form is: a folder, which is encrypted as a tar archive, or one file. */
  readonly form: 'folder' | 'file';
}

/**
 * Gives exports to `use`: where one is encrypted, its plain form in a folder that only this user can read, which goes
 * afterwards.
 * @param identity file with the identities of age, one a line
 * @throws Failure where one is encrypted and cannot be decrypted
 */
export async function withPlain<Result>(
  exports: readonly NamedExport[],
  identity: string | undefined,
  use: (paths: readonly string[]) => Result | Promise<Result>,
): Promise<Result> {
  const encrypted = await Promise.all(exports.map(isToDecrypt));
  if (!encrypted.includes(true)) return use(exports.map(({ path }) => path));
  if (identity === undefined)
    throw new Failure(
      `${exports[encrypted.indexOf(true)]!.path} is encrypted: give the file with your identity as --identity.`,
      usageError,
    );
  const identities = await identitiesIn(identity);
  const place = await mkdtemp(join(tmpdir(), 'ledger-decrypted-'));
  try {
    const paths: string[] = [];
    for (const [i, each] of exports.entries())
      paths.push(encrypted[i] ? await plainOf(each, identities, join(place, String(i))) : each.path);
    return await use(paths);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

/** What is no file at all is reported by whoever reads it. */
async function isToDecrypt({ path }: NamedExport): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true && (await isEncrypted(path).catch(() => false));
}

/** @returns the place of the plain form. @throws Failure */
async function plainOf(
  { path, form }: NamedExport,
  identities: readonly string[],
  place: string,
): Promise<string> {
  try {
    const bytes = decrypted(path, identities);
    if (form === 'folder') await writeFolder(place, () => filesOfTar(bytes));
    else await writeBytes(place, bytes);
    return place;
  } catch (error) {
    throw inOneSentence(error, path);
  }
}

async function writeBytes(file: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    for await (const chunk of bytes) await handle.writeFile(chunk);
  } finally {
    await handle.close();
  }
}

/** Nothing was verified yet: there is a sentence, but no report. */
function inOneSentence(error: unknown, path: string): unknown {
  if (error instanceof UsageError) return new Failure(error.message, usageError);
  if (error instanceof ExportIncomplete)
    return new Failure(`INCOMPLETE: ${path}: ${error.incompleteClass}\n  ${error.message}`, cannotSay);
  if (error instanceof ExportFault)
    return new Failure(`TAMPERED: ${path}: ${error.faultClass}\n  ${error.message}`);
  return error;
}

/** @throws Failure of a usage error, where there is no such file, others may read it, or it holds none */
async function identitiesIn(file: string): Promise<string[]> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new Failure(`${file} cannot be read: ${error.code}.`, usageError);
  });
  const others = modeForOthers(found);
  if (others !== undefined) throw new Failure(openToOthers('identity file', file, others), usageError);
  const lines = (await readFile(file, 'utf8')).split('\n').map((line) => line.trim());
  const identities = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (identities.length > 0) return identities;
  throw new Failure(`${file} holds no identity of age.`, usageError);
}
