import { createPublicKey } from 'node:crypto';
import { rawPublicKey, type SigningKey } from '@proof/note';
import { checkedKey } from './checked-key';
import { KeyUnusable } from './key-unusable';
import type { KeyUri } from './key-uri';
import { optionalPackage } from './optional-package';

/** What we use of `@google-cloud/kms`. */
interface GcpKms {
  readonly KeyManagementServiceClient: new () => GcpKmsClient;
}

interface GcpKmsClient {
  getPublicKey(request: { name: string }): Promise<readonly [GcpPublicKey, ...unknown[]]>;
  asymmetricSign(request: { name: string; data: Uint8Array }): Promise<readonly [GcpSignature, ...unknown[]]>;
}

interface GcpPublicKey {
  readonly pem?: string | null;
  readonly algorithm?: unknown;
}

interface GcpSignature {
  readonly signature?: Uint8Array | string | null;
}

const algorithm = 'EC_SIGN_ED25519';

/**
 * A key of Google Cloud KMS: `gcpkms:projects/P/locations/L/keyRings/R/cryptoKeys/K/cryptoKeyVersions/N`, of the
 * algorithm EC_SIGN_ED25519. Credentials come from where the client finds them; they need the role
 * cloudkms.signerVerifier. A signature costs one request.
 * @throws KeyUnusable
 */
export async function openGcpKmsKey({ path }: KeyUri): Promise<SigningKey> {
  const { KeyManagementServiceClient } = await optionalPackage<GcpKms>('@google-cloud/kms');
  return gcpKmsKey(new KeyManagementServiceClient(), path);
}

/** The same with a client that is connected already. @throws KeyUnusable */
export async function gcpKmsKey(client: GcpKmsClient, name: string): Promise<SigningKey> {
  const [described] = await client.getPublicKey({ name });
  if (!described.pem || described.algorithm !== algorithm) {
    throw new KeyUnusable(
      `The key ${name} of Google Cloud KMS has the algorithm ${String(described.algorithm)}, not ${algorithm}.`,
    );
  }
  return checkedKey(`Google Cloud KMS for ${name}`, {
    algorithm: 'Ed25519',
    publicKey: rawPublicKey(createPublicKey(described.pem)),
    sign: async (data) => {
      const [{ signature }] = await client.asymmetricSign({ name, data });
      return typeof signature === 'string' ? Buffer.from(signature, 'base64') : Buffer.from(signature ?? []);
    },
  });
}
