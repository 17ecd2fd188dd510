import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { createDurably } from '@proof/durable-file';
import { localKey, type LocalKey } from '@proof/note';
import { KeyUnusable } from './key-unusable';

/**
 * The Ed25519 key in a file of PKCS#8.
 * @throws KeyUnusable where there is none, others may read it, or it is another kind of key
 */
export function fileKey(file: string): LocalKey {
  if (!existsSync(file)) {
    throw new KeyUnusable(
      `There is no key file ${file}; make one with \`npx ledger keys new --file ${file}\`.`,
    );
  }
  const mode = statSync(file).mode & 0o777;
  if ((mode & 0o077) !== 0) {
    throw new KeyUnusable(
      `The key file ${file} has mode ${mode.toString(8)}; take it from others with chmod 600.`,
    );
  }
  const key = parseKey(file);
  if (key.asymmetricKeyType !== 'ed25519')
    throw new KeyUnusable(`The key file ${file} holds no Ed25519 key.`);
  return localKey(key);
}

/**
 * Makes a key file with mode 0600. It is durable before it signs anything: without its key a journal cannot be
 * continued.
 * @returns false where the file was there already
 */
export function makeKeyFile(file: string): boolean {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const { privateKey } = generateKeyPairSync('ed25519');
  try {
    const text = privateKey.export({ format: 'pem', type: 'pkcs8' });
    createDurably(file, text);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

function parseKey(file: string): KeyObject {
  try {
    return createPrivateKey(readFileSync(file));
  } catch {
    throw new KeyUnusable(`The key file ${file} holds no private key in PKCS#8.`);
  }
}
