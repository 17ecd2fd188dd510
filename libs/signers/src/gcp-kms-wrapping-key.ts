import type { KeyUri } from './key-uri';
import { KeyUnusable } from './key-unusable';
import { optionalPackage } from './optional-package';
import type { WrappingKey } from './wrapping-key';

/** What we use of `@google-cloud/kms`. */
interface GcpKms {
  readonly KeyManagementServiceClient: new () => GcpKmsClient;
}

type Bytes = Uint8Array | string | null;

interface GcpKmsClient {
  encrypt(request: {
    name: string;
    plaintext: Uint8Array;
    additionalAuthenticatedData: Uint8Array;
  }): Promise<readonly [{ readonly ciphertext?: Bytes }, ...unknown[]]>;
  decrypt(request: {
    name: string;
    ciphertext: Uint8Array;
    additionalAuthenticatedData: Uint8Array;
  }): Promise<readonly [{ readonly plaintext?: Bytes }, ...unknown[]]>;
}

/** INVALID_ARGUMENT of gRPC: what Cloud KMS answers where a ciphertext is not of this key and this additional data. */
const invalidArgument = 3;

/**
 * A wrapping key of Google Cloud KMS: `gcpkms:projects/P/locations/L/keyRings/R/cryptoKeys/K`, of the purpose
 * ENCRYPT_DECRYPT; it wraps with its primary version. Credentials come from where the client finds them; they need the
 * role cloudkms.cryptoKeyEncrypterDecrypter. Each key that is wrapped or unwrapped costs one request. The context is the
 * additional authenticated data.
 * @throws KeyUnusable
 */
export async function openGcpKmsWrappingKey({ path }: KeyUri): Promise<WrappingKey> {
  const { KeyManagementServiceClient } = await optionalPackage<GcpKms>('@google-cloud/kms');
  return gcpKmsWrappingKey(new KeyManagementServiceClient(), path);
}

/** The same with a client that is connected already. */
export function gcpKmsWrappingKey(client: GcpKmsClient, name: string): WrappingKey {
  const id = `gcpkms:${name}`;
  return {
    id,
    wrap: async (plaintext, context) => {
      const request = { name, plaintext, additionalAuthenticatedData: Buffer.from(context) };
      const [{ ciphertext }] = await client.encrypt(request);
      return bytesOf(ciphertext, name);
    },
    unwrap: async (wrapped, context) => {
      const ciphertext = Buffer.from(wrapped);
      const request = { name, ciphertext, additionalAuthenticatedData: Buffer.from(context) };
      const [{ plaintext }] = await client.decrypt(request).catch((error: unknown) => {
        if ((error as { code?: unknown }).code !== invalidArgument) throw error;
        throw new KeyUnusable(`The wrapping key ${id} has not wrapped this as the key ${context}.`);
      });
      return bytesOf(plaintext, name);
    },
  };
}

function bytesOf(given: Bytes | undefined, name: string): Buffer {
  const bytes = typeof given === 'string' ? Buffer.from(given, 'base64') : Buffer.from(given ?? []);
  if (bytes.length === 0) throw new KeyUnusable(`Google Cloud KMS gave nothing for the key ${name}.`);
  return bytes;
}
