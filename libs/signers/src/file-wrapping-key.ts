import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { KeyUnusable } from './key-unusable';
import { makePrivateFile, readPrivateFile } from './private-file';
import { wrappedKeyBytes, type WrappingKey } from './wrapping-key';

/** What is wrapped: 12 bytes of nonce, the key in AES-256-GCM, 16 bytes of tag. */
const nonceBytes = 12;
const tagBytes = 16;

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
    wrap: (secret, context) => Promise.resolve(wrap(key, secret, context)),
    unwrap: async (wrapped, context) => {
      try {
        return await Promise.resolve(unwrap(key, Buffer.from(wrapped), context));
      } catch {
        throw new KeyUnusable(`The wrapping key ${id} has not wrapped this as the key ${context}.`);
      }
    },
  };
}

function wrap(key: Buffer, secret: Uint8Array, context: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
}

function unwrap(key: Buffer, wrapped: Buffer, context: string): Buffer {
  const nonce = wrapped.subarray(0, nonceBytes);
  const tag = wrapped.subarray(-tagBytes);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(context)).setAuthTag(tag);
  return Buffer.concat([decipher.update(wrapped.subarray(nonceBytes, -tagBytes)), decipher.final()]);
}
