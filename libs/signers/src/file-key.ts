import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { localKey, type LocalKey } from '@proof/note';
import { KeyUnusable } from './key-unusable';
import { makePrivateFile, readPrivateFile } from './private-file';

/**
 * The Ed25519 key in a file of PKCS#8.
 * @throws KeyUnusable where there is none, others may read it, or it is another kind of key
 */
export function fileKey(file: string): LocalKey {
  const key = parseKey(file, readPrivateFile(file, `npx ledger keys new --file ${file}`));
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
  const { privateKey } = generateKeyPairSync('ed25519');
  return makePrivateFile(file, privateKey.export({ format: 'pem', type: 'pkcs8' }));
}

function parseKey(file: string, content: Buffer): KeyObject {
  try {
    return createPrivateKey(content);
  } catch {
    throw new KeyUnusable(`The key file ${file} holds no private key in PKCS#8.`);
  }
}
