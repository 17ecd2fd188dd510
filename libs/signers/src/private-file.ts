import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { createDurably } from '@proof/durable-file';
import { KeyUnusable } from './key-unusable';

/**
 * The bytes of a file that holds a key.
 * @param making the command that makes one
 * @throws KeyUnusable where there is none, or others may read it
 */
export function readPrivateFile(file: string, making: string): Buffer {
  if (!existsSync(file)) throw new KeyUnusable(`There is no key file ${file}; make one with \`${making}\`.`);
  const others = modeForOthers(statSync(file));
  if (others !== undefined) throw new KeyUnusable(openToOthers('key file', file, others));
  return readFileSync(file);
}

/** The mode of a file in octal digits, where not its owner alone may use it. */
export function modeForOthers({ mode }: { readonly mode: number }): string | undefined {
  return (mode & 0o077) === 0 ? undefined : (mode & 0o777).toString(8);
}

/** What is wrong with a file of that mode, and how to mend it. */
export function openToOthers(what: string, file: string, mode: string): string {
  return `The ${what} ${file} has mode ${mode}; take it from others with chmod 600.`;
}

/**
 * Makes a file with mode 0600. It is durable before its key is used: what a lost key signed or wrapped is of no use.
 * @returns false where the file was there already
 */
export function makePrivateFile(file: string, content: string | Uint8Array): boolean {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    createDurably(file, content);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}
