import { createHash, randomBytes } from 'node:crypto';
import { aesUnwrap, aesWrap } from './aes-wrap';
import { KeyUnusable } from './key-unusable';
import { makePrivateFile, readPrivateFile } from './private-file';
import { wrappedKeyBytes, type WrappingKey } from './wrapping-key';

/**
 * The wrapping key in a file: 32 random bytes in base64url. It wraps with AES-256-GCM, the context as additional data.
 * @throws KeyUnusable where there is none, others may read it, or it is no such key
 */
export function fileWrappingKey(file: string): WrappingKey {
  const content = readPrivateFile(file, `npx ledger personal new-key --file ${file}`);
  const [, text] = /^([A-Za-z0-9_-]{43})\n?$/.exec(content.toString('latin1')) ?? [];
  if (text === undefined)
    throw new KeyUnusable(`The key file ${file} holds no wrapping key, 32 bytes in base64url.`);
  return wrappingKeyOf(Buffer.from(text, 'base64url'));
}

/** Makes the file of a new wrapping key, with mode 0600. @returns false where the file was there already */
export function makeWrappingKeyFile(file: string): boolean {
  return makePrivateFile(file, `${randomBytes(wrappedKeyBytes).toString('base64url')}\n`);
}

function wrappingKeyOf(key: Buffer): WrappingKey {
  const id = `file:${createHash('sha256').update('ledger wrapping key\n').update(key).digest('hex').slice(0, 16)}`;
  return {
    id,
    wrap: (secret, context) => Promise.resolve(aesWrap(key, secret, context)),
    unwrap: (wrapped, context) => {
      const secret = aesUnwrap(key, wrapped, context);
      return secret
        ? Promise.resolve(secret)
        : Promise.reject(
            new KeyUnusable(`The wrapping key ${id} has not wrapped this as the key ${context}.`),
          );
    },
  };
}
