import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { publicKeyOf } from '@proof/note';
import { gcpKmsKey } from './gcp-kms-key';
import { KeyUnusable } from './key-unusable';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const name = 'projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1';

/** What KMS answers through its client, and what it was asked. */
function kms(algorithm = 'EC_SIGN_ED25519', encode = (signature: Buffer): Uint8Array | string => signature) {
  const asked: object[] = [];
  const client = {
    getPublicKey: (request: object) => {
      asked.push(request);
      return Promise.resolve([
        { pem: publicKey.export({ format: 'pem', type: 'spki' }) as string, algorithm },
      ] as const);
    },
    asymmetricSign: (request: { name: string; data: Uint8Array }) => {
      asked.push(request);
      return Promise.resolve([{ signature: encode(sign(null, request.data, privateKey)) }] as const);
    },
  };
  return { asked, open: () => gcpKmsKey(client, name) };
}

describe('a key of Google Cloud KMS', () => {
  it.each([
    ['bytes', (signature: Buffer) => new Uint8Array(signature)],
    ['base64', (signature: Buffer) => signature.toString('base64')],
  ])('signs the message as it is, with Ed25519, and answers %s', async (_, encode) => {
    const { asked, open } = kms(undefined, encode);
    const key = await open();
    const data = Buffer.from('ledger.example/books\n');
    expect(verify(null, data, publicKeyOf(key.publicKey), await key.sign(data))).toBe(true);
    expect(asked).toEqual([{ name }, { name, data }]);
  });

  it('is refused where it is of another algorithm', async () => {
    await expect(kms('EC_SIGN_P256_SHA256').open()).rejects.toThrow(
      /algorithm EC_SIGN_P256_SHA256, not EC_SIGN_ED25519/,
    );
  });

  it('is not believed with a signature that is none', async () => {
    const key = await kms(undefined, () => '').open();
    await expect(key.sign(Buffer.from('message'))).rejects.toThrow(KeyUnusable);
  });
});
