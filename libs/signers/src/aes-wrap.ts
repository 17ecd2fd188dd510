import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** What is wrapped: 12 bytes of nonce, the key in AES-256-GCM, 16 bytes of tag. */
const nonceBytes = 12;
const tagBytes = 16;

/** Wraps a key by another one of 32 bytes. @param context is authenticated, not encrypted */
export function aesWrap(key: Uint8Array, secret: Uint8Array, context: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
}

/** Undoes {@link aesWrap}; undefined where it was wrapped by another key, for another context, or is damaged. */
export function aesUnwrap(key: Uint8Array, wrapped: Uint8Array, context: string): Buffer | undefined {
  if (wrapped.length < nonceBytes + tagBytes) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, wrapped.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(Buffer.from(context)).setAuthTag(wrapped.subarray(-tagBytes));
  const secret = decipher.update(wrapped.subarray(nonceBytes, -tagBytes));
  try {
    return Buffer.concat([secret, decipher.final()]);
  } catch {
    return undefined;
  }
}
