import { readFileSync, statSync } from 'node:fs';
import { parseVkey } from '@proof/note';
import { Failure, usageError } from './failure';

/** Whatever is given beside what is checked is small: a key, a note, a policy, an entry. */
const fileBytesMax = 1_048_576;

/** @throws Failure of a usage error, where the file is too large or cannot be read */
export function textOf(file: string): string {
  return bytesOf(file).toString();
}

/** @throws as {@link textOf} does */
export function bytesOf(file: string): Buffer {
  try {
    const { size } = statSync(file);
    if (size <= fileBytesMax) return readFileSync(file);
  } catch (error) {
    throw new Failure(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}.`, usageError);
  }
  throw new Failure(`${file} has more than ${fileBytesMax} bytes.`, usageError);
}

/**
 * A verifier key, given as it is or by the name of a file that holds it.
 * @param option named in the failure
 * @throws Failure of a usage error, where it is neither
 */
export function verifierKeyIn(option: string, given: string): string {
  const expected = 'a verifier key, <name>+<key id>+<base64>';
  const why = flawOf(given);
  if (why === undefined) return given;
  let text: string;
  try {
    text = textOf(given).trim();
  } catch (error) {
    const reason = given.includes('+') ? `${why}.` : (error as Failure).message;
    throw new Failure(`${option}: give ${expected}, or a file that holds it: ${reason}`, usageError);
  }
  if (flawOf(text) !== undefined)
    throw new Failure(`${option}: ${given} holds no ${expected.slice(2)}.`, usageError);
  return text;
}

function flawOf(vkey: string): string | undefined {
  try {
    parseVkey(vkey);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
