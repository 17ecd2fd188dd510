import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { KeyUnusable } from './key-unusable';
import { makePrivateFile, modeForOthers, openToOthers } from './private-file';

/** Bytes of a secret. */
const secretBytes = 32;

/** Each secret is a line of so many hex digits. */
const line = new RegExp(`^[0-9a-f]{${2 * secretBytes}}$`);

/**
 * The secrets in a file, one a line in hex, the newest first: 32 bytes each. To rotate, put a new line above; take an old
 * one away when nothing needs it any more.
 * @throws KeyUnusable where there is no such file, others may read it, or a line of it is something else
 */
export function secretRing(file: string): Uint8Array[] {
  if (!existsSync(file)) throw new KeyUnusable(`There is no file of secrets ${file}.`);
  const others = modeForOthers(statSync(file));
  if (others !== undefined) throw new KeyUnusable(openToOthers('file of secrets', file, others));
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  if (!lines.every((each) => line.test(each)))
    throw new KeyUnusable(`Each line of ${file} must be a secret of ${2 * secretBytes} hex digits.`);
  return lines.map((each) => Buffer.from(each, 'hex'));
}

/**
 * Makes a file of one random secret with mode 0600. It is durable before the secret is used.
 * @returns false where the file was there already
 */
export function makeSecretRing(file: string): boolean {
  return makePrivateFile(file, `${randomBytes(secretBytes).toString('hex')}\n`);
}
