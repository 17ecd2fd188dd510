import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gcpKmsWrappingKey } from '@signers/gcp-kms-wrapping-key';
import { KeyUnusable } from '@signers/key-unusable';
import type { WrappingKey } from '@signers/wrapping-key';
import { installExternal, type ExternalPackage } from '../support/external-package';
import { FakeGcpKms, type Grpc, type ProtoLoader } from '../support/fake-gcp-kms';

type Client = Parameters<typeof gcpKmsWrappingKey>[0] & { close(): Promise<void> };

interface Package {
  readonly KeyManagementServiceClient: new (options: object) => Client;
}

const ring = 'projects/p/locations/europe-west3/keyRings/ledger/cryptoKeys';

let external: ExternalPackage;
let kms: FakeGcpKms;
let client: Client;

beforeAll(async () => {
  external = installExternal('@google-cloud/kms@5.7.0');
  const load = createRequire(join(external.nodePath, 'none.js'));
  const grpc = load('@grpc/grpc-js') as Grpc;
  kms = await FakeGcpKms.listening({
    grpc,
    loader: load('@grpc/proto-loader') as ProtoLoader,
    protos: load('@google-cloud/kms/build/protos/protos.json') as object,
  });
  const { KeyManagementServiceClient } = load('@google-cloud/kms') as Package;
  const sslCreds = grpc.credentials.createInsecure();
  client = new KeyManagementServiceClient({ apiEndpoint: '127.0.0.1', port: kms.port, sslCreds });
});

afterAll(async () => {
  await client?.close();
  kms?.close();
  external?.remove();
});

/** The key of that name; its client speaks to our server, without TLS and credentials. */
function key(name: string): WrappingKey {
  return gcpKmsWrappingKey(client, `${ring}/${name}`);
}

describe("a wrapping key in Google Cloud KMS, through Google's client", () => {
  it('unwraps what it wrapped, under its own additional authenticated data', async () => {
    const secret = randomBytes(32);
    const wrapped = await key('personal').wrap(secret, '9f2c1a7be0d34c55');
    expect(await key('personal').unwrap(wrapped, '9f2c1a7be0d34c55')).toEqual(secret);
    const additional = Buffer.from('9f2c1a7be0d34c55');
    expect(kms.asked).toEqual([
      ['encrypt', `${ring}/personal`, additional],
      ['decrypt', `${ring}/personal`, additional],
    ]);
  });

  it.each([
    ['of another context', 'personal', 'b', 0],
    ['of another key', 'other', 'a', 0],
    ['that was changed', 'personal', 'a', 1],
  ])('does not unwrap a ciphertext %s, and says which key it is', async (_, by, context, change) => {
    const wrapped = await key('personal').wrap(randomBytes(32), 'a');
    wrapped[wrapped.length - 1]! ^= change;
    const error: unknown = await key(by)
      .unwrap(wrapped, context)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(KeyUnusable);
    expect((error as Error).message).toBe(
      `The wrapping key gcpkms:${ring}/${by} has not wrapped this as the key ${context}.`,
    );
  });

  it('that is not there is named by the service', async () => {
    const wrapping = key('missing').wrap(randomBytes(32), 'a');
    await expect(wrapping).rejects.toThrow(`NOT_FOUND: CryptoKey ${ring}/missing not found.`);
  });
});
