import { createHmac } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { CredentialBody } from '../commands';
import type { Pepper } from './peppers';

/** An API key taken apart. Its text is `lk_<id>_<secret><checksum>`: 12, 43 and 6 characters of base62. */
export interface ApiKey {
  readonly id: string;
  readonly secret: string;
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const idLength = 12;
/** So many characters have 256 bits. */
const secretLength = 43;
/** So many have the 32 bits of the checksum. */
const checksumLength = 6;

/** Random bytes for the id, whose 71 bits are fewer than 9 bytes have, and for the secret. */
const idBytes = 8;
const secretBytes = 32;

const form = new RegExp(
  `^(lk_([0-9A-Za-z]{${idLength}})_([0-9A-Za-z]{${secretLength}}))([0-9A-Za-z]{${checksumLength}})$`,
);

/** @param random fills so many bytes, from a source that nobody can foresee */
export function newApiKey(random: (size: number) => Uint8Array): ApiKey {
  return { id: base62(random(idBytes), idLength), secret: base62(random(secretBytes), secretLength) };
}

/** As its holder sends it. The checksum shows a slip of the pen, and lets a scanner for leaked secrets be certain. */
export function apiKeyText({ id, secret }: ApiKey): string {
  const text = `lk_${id}_${secret}`;
  return text + checksumOf(text);
}

/** Undefined of what is no API key: of another form, or with another checksum. */
export function parseApiKey(text: string): ApiKey | undefined {
  const [, begin = '', id = '', secret = '', checksum] = form.exec(text) ?? [];
  return checksum !== undefined && checksum === checksumOf(begin) ? { id, secret } : undefined;
}

/** What a journal keeps of the secret: without the pepper it says nothing. HMAC-SHA-256, 32 bytes. */
export function digestOf(secret: string, pepper: Uint8Array): Buffer {
  return createHmac('sha256', pepper).update(secret).digest();
}

/** The API key as a journal keeps it. */
export function credentialOf({ id, secret }: ApiKey, pepper: Pepper) {
  const digest = digestOf(secret, pepper.secret).toString('base64url');
  return { credential: id, digest, kind: 'key', pepper: pepper.id } as const satisfies CredentialBody;
}

function checksumOf(text: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return base62(bytes, checksumLength);
}

/** A number of so many bytes, the most significant first, in so many digits. */
function base62(bytes: Uint8Array, digits: number): string {
  let rest = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  for (let i = 0; i < digits; i += 1, rest /= 62n) text = alphabet[Number(rest % 62n)]! + text;
  return text;
}
