import { createHash } from 'node:crypto';
import type { Fingerprint } from '@ledger/fingerprint-table';

/** The first 128 bits of the text's SHA-256, as four words. */
export const sha256Fingerprint: Fingerprint = (text) => {
  const digest = createHash('sha256').update(text).digest();
  return new Uint32Array(digest.buffer, digest.byteOffset, 4);
};
