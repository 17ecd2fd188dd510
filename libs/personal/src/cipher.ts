import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto';
import { canonicalText } from '@entries/canonical';

/*
 * How personal text is encrypted. The cipher is, in this order:
 *   1 byte    version, 1
 *   12 bytes  nonce, random
 *   32 bytes  commitment to the key
 *   n bytes   AES-256-GCM of the canonical JSON of {name: text, …}
 *   16 bytes  tag
 * The additional data is the canonical JSON of ["personal/v1", ledger, idempotency key, id of the key]: a cipher is of
 * no use in another entry, in another ledger or under another key.
 *
 * AES-GCM alone commits to no key: who holds two keys can make a cipher that opens under both, to different texts. The
 * commitment (Albertini et al., "How to Abuse and Fix Authenticated Encryption Without Key Commitment", 2022) rules
 * that out: both it and the encryption key are derived from the subject's key, HKDF-SHA-256 (RFC 5869) without salt.
 */
const version = 1;
const label = 'personal/v1';
const nonceBytes = 12;
const commitmentBytes = 32;
const encryptionKeyBytes = 32;
const tagBytes = 16;

/** Bytes of a cipher beside those of its text. */
const overheadBytes = 1 + nonceBytes + commitmentBytes + tagBytes;

/** The text about a subject, by the names of its fields. */
export type PersonalFields = Readonly<Record<string, string>>;

/** The key of a subject, ready for use. */
export interface SubjectKey {
  /** 16 hex digits, random. */
  readonly id: string;
  readonly encryption: KeyObject;
  readonly commitment: Buffer;
}

/** The entry that a cipher belongs to. */
export interface CipherPlace {
  readonly ledger: string;
  /** Of the command that the entry answers. */
  readonly idempotencyKey: string;
}

/** A cipher that does not open: with the reason, and nothing of the text. */
export class CipherUnreadable extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'CipherUnreadable';
  }
}

/** @param secret 32 bytes, random */
export function subjectKeyOf(id: string, secret: Uint8Array): SubjectKey {
  const length = encryptionKeyBytes + commitmentBytes;
  const derived = Buffer.from(hkdfSync('sha256', secret, new Uint8Array(0), label, length));
  return {
    id,
    encryption: createSecretKey(derived.subarray(0, encryptionKeyBytes)),
    commitment: derived.subarray(encryptionKeyBytes),
  };
}

/**
 * Encrypts the text about a subject for one entry.
 * @param nonce 12 random bytes, used for nothing else under this key
 * @returns base64url
 */
export function encrypt(
  fields: PersonalFields,
  { id, encryption, commitment }: SubjectKey,
  place: CipherPlace,
  nonce: Uint8Array,
): string {
  const cipher = createCipheriv('aes-256-gcm', encryption, nonce).setAAD(additionalData(place, id));
  const text = [cipher.update(canonicalText(fields), 'utf8'), cipher.final()];
  const parts = [Uint8Array.of(version), nonce, commitment, ...text, cipher.getAuthTag()];
  return Buffer.concat(parts).toString('base64url');
}

/** The text of a cipher. @throws CipherUnreadable */
export function decrypt(
  cipher: string,
  { id, encryption, commitment }: SubjectKey,
  place: CipherPlace,
): PersonalFields {
  const bytes = Buffer.from(cipher, 'base64url');
  if (bytes[0] !== version)
    throw new CipherUnreadable(`The cipher is of version ${bytes[0]}, not ${version}.`);
  if (bytes.length < overheadBytes) throw new CipherUnreadable('The cipher is cut off.');
  const textBegin = 1 + nonceBytes + commitmentBytes;
  const nonce = bytes.subarray(1, 1 + nonceBytes);
  if (!timingSafeEqual(bytes.subarray(1 + nonceBytes, textBegin), commitment))
    throw new CipherUnreadable(`The cipher is not of the key ${id}.`);
  const decipher = createDecipheriv('aes-256-gcm', encryption, nonce, { authTagLength: tagBytes });
  decipher.setAAD(additionalData(place, id)).setAuthTag(bytes.subarray(-tagBytes));
  const text = decipher.update(bytes.subarray(textBegin, -tagBytes));
  try {
    decipher.final();
  } catch {
    throw new CipherUnreadable('The cipher was changed, or belongs to another entry.');
  }
  return JSON.parse(text.toString()) as PersonalFields;
}

function additionalData({ ledger, idempotencyKey }: CipherPlace, key: string): Buffer {
  return Buffer.from(canonicalText([label, ledger, idempotencyKey, key]));
}
