import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CipherUnreadable, decrypt, encrypt, subjectKeyOf, type PersonalFields } from './cipher';

interface Vector {
  readonly subjectKey: string;
  readonly nonce: string;
  readonly ledger: string;
  readonly idempotencyKey: string;
  readonly key: string;
  readonly fields: PersonalFields;
  readonly encryptionKey: string;
  readonly commitment: string;
  readonly cipher: string;
}

/** Made with the Python package cryptography, not by this code. */
const vectors = JSON.parse(readFileSync('test/vectors/personal/v1.json', 'utf8')) as Vector[];

const hex = (text: string) => Buffer.from(text, 'hex');
const key = subjectKeyOf('9f2c1a7be0d34c55', randomBytes(32));
const place = { ledger: 'acme', idempotencyKey: 'topup-1' };
const fields = { iban: 'DE89370400440532013000', name: 'Zoë' };
const cipher = encrypt(fields, key, place, randomBytes(12));

/** The cipher with one bit of the byte at `at` changed. */
function changed(at: number): string {
  const bytes = Buffer.from(cipher, 'base64url');
  bytes[at]! ^= 1;
  return bytes.toString('base64url');
}

describe('a cipher of personal text', () => {
  it.each(vectors)('is as another implementation makes it: %#', (vector) => {
    const given = subjectKeyOf(vector.key, hex(vector.subjectKey));

    expect(given.encryption.export().toString('hex')).toBe(vector.encryptionKey);
    expect(given.commitment.toString('hex')).toBe(vector.commitment);
    expect(encrypt(vector.fields, given, vector, hex(vector.nonce))).toBe(vector.cipher);
    expect(decrypt(vector.cipher, given, vector)).toEqual(vector.fields);
  });

  it('is the same whatever order the names were given in', () => {
    const nonce = randomBytes(12);
    const turned = { name: fields.name, iban: fields.iban };
    expect(encrypt(turned, key, place, nonce)).toBe(encrypt(fields, key, place, nonce));
  });

  it.each([
    ['another ledger', { ...place, ledger: 'acme2' }],
    ['another entry', { ...place, idempotencyKey: 'topup-2' }],
    ['parts that join to the same text', { ledger: 'acme","topup', idempotencyKey: '-1' }],
  ])('does not open in %s', (_, elsewhere) => {
    expect(() => decrypt(cipher, key, elsewhere)).toThrow('belongs to another entry');
  });

  it('does not open under another id of the same key', () => {
    expect(() => decrypt(cipher, { ...key, id: '0000000000000000' }, place)).toThrow(CipherUnreadable);
  });

  it('does not open under another key, whatever commitment stands in it', () => {
    const other = subjectKeyOf(key.id, randomBytes(32));
    expect(() => decrypt(cipher, other, place)).toThrow(`The cipher is not of the key ${key.id}.`);
    const bytes = Buffer.from(cipher, 'base64url');
    other.commitment.copy(bytes, 13);
    expect(() => decrypt(bytes.toString('base64url'), other, place)).toThrow(CipherUnreadable);
  });

  it('does not open where a single bit was changed, or where it is cut off', () => {
    const { length } = Buffer.from(cipher, 'base64url');
    for (let at = 0; at < length; at += 1)
      expect(() => decrypt(changed(at), key, place)).toThrow(CipherUnreadable);
    for (let end = 0; end < cipher.length - 1; end += 1)
      expect(() => decrypt(cipher.slice(0, end), key, place)).toThrow(CipherUnreadable);
  });
});
