import { hash } from 'node:crypto';
import type { Fingerprint } from '@ledger/machinery/fingerprint-table';

/** The first 128 bits of the text's SHA-256, as four words. */
export const sha256Fingerprint: Fingerprint = (text) => {
  const digest = hash('sha256', text, 'buffer');
  return Uint32Array.of(
    digest.readUInt32LE(0),
    digest.readUInt32LE(4),
    digest.readUInt32LE(8),
    digest.readUInt32LE(12),
  );
};

/** The whole SHA-256 of a text, base64url. */
export function sha256Text(text: string): string {
  return hash('sha256', text, 'base64url');
}
