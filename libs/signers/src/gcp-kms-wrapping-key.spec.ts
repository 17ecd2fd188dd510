import { randomBytes } from 'node:crypto';
import { gcpKmsWrappingKey } from './gcp-kms-wrapping-key';
import { KeyUnusable } from './key-unusable';

const name = 'projects/p/locations/l/keyRings/r/cryptoKeys/k';

/** What KMS answers through its client, and what it was asked: a ciphertext is the additional data and the text. */
function kms(encode: (bytes: Buffer) => Uint8Array | string = (bytes) => bytes, code?: number) {
  const asked: object[] = [];
  const client = {
    encrypt: (request: { plaintext: Uint8Array; additionalAuthenticatedData: Uint8Array }) => {
      asked.push(request);
      const ciphertext = Buffer.concat([request.additionalAuthenticatedData, request.plaintext]);
      return Promise.resolve([{ ciphertext: encode(ciphertext) }] as const);
    },
    decrypt: (request: { ciphertext: Uint8Array; additionalAuthenticatedData: Uint8Array }) => {
      asked.push(request);
      if (code !== undefined) return Promise.reject(Object.assign(new Error('no'), { code }));
      const plaintext = Buffer.from(request.ciphertext.subarray(request.additionalAuthenticatedData.length));
      return Promise.resolve([{ plaintext: encode(plaintext) }] as const);
    },
  };
  return { asked, key: gcpKmsWrappingKey(client, name) };
}

describe('a wrapping key of Google Cloud KMS', () => {
  it.each([
    ['bytes', (bytes: Buffer) => new Uint8Array(bytes)],
    ['base64', (bytes: Buffer) => bytes.toString('base64')],
  ])('wraps each key under its own additional data, and answers %s', async (_, encode) => {
    const { asked, key } = kms(encode);
    const secret = randomBytes(32);
    const wrapped = await key.wrap(secret, '9f2c1a7be0d34c55');

    expect(await key.unwrap(wrapped, '9f2c1a7be0d34c55')).toEqual(secret);
    expect(key.id).toBe(`gcpkms:${name}`);
    const additionalAuthenticatedData = Buffer.from('9f2c1a7be0d34c55');
    expect(asked).toEqual([
      { name, plaintext: secret, additionalAuthenticatedData },
      { name, ciphertext: wrapped, additionalAuthenticatedData },
    ]);
  });

  it('distinguishes a ciphertext that is not its own from a service that does not answer', async () => {
    await expect(kms(undefined, 3).key.unwrap(Buffer.from('x'), 'a')).rejects.toThrow(KeyUnusable);
    await expect(kms(undefined, 14).key.unwrap(Buffer.from('x'), 'a')).rejects.toThrow(/^no$/);
  });
});
