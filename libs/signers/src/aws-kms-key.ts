import { createPublicKey } from 'node:crypto';
import { rawPublicKey, type SigningKey } from '@proof/note';
import { connectAwsKms, describeAwsKmsKey, type AwsKmsClient } from './aws-kms-client';
import { checkedKey } from './checked-key';
import { KeyUnusable } from './key-unusable';
import type { KeyUri } from './key-uri';

/** What we use of `@aws-sdk/client-kms` beside its client. */
interface AwsKms {
  readonly GetPublicKeyCommand: new (input: { KeyId: string }) => object;
  readonly SignCommand: new (input: AwsSignInput) => object;
}

interface AwsSignInput {
  readonly KeyId: string;
  readonly Message: Uint8Array;
  readonly MessageType: 'RAW';
  readonly SigningAlgorithm: 'ED25519_SHA_512';
}

const keySpec = 'ECC_NIST_EDWARDS25519';

/**
 * A key of AWS KMS: `awskms:<key id, ARN or alias/name>?region=…`, of the key spec ECC_NIST_EDWARDS25519. Credentials
 * come from where the SDK finds them; they need kms:GetPublicKey and kms:Sign. A signature costs one request.
 * @throws KeyUnusable
 */
export async function openAwsKmsKey(uri: KeyUri): Promise<SigningKey> {
  const { kms, client } = await connectAwsKms<AwsKms>(uri);
  return awsKmsKey(kms, client, uri.path);
}

/** The same with a client that is connected already. @throws KeyUnusable */
export async function awsKmsKey(
  { GetPublicKeyCommand, SignCommand }: AwsKms,
  client: AwsKmsClient,
  KeyId: string,
): Promise<SigningKey> {
  const described = (await describeAwsKmsKey(client, new GetPublicKeyCommand({ KeyId }), KeyId)) as {
    readonly PublicKey?: Uint8Array;
    readonly KeySpec?: string;
  };
  if (!described.PublicKey || described.KeySpec !== keySpec) {
    throw new KeyUnusable(`The key ${KeyId} of AWS KMS has the spec ${described.KeySpec}, not ${keySpec}.`);
  }
  const spki = Buffer.from(described.PublicKey);
  return checkedKey(`AWS KMS for ${KeyId}`, {
    algorithm: 'Ed25519',
    publicKey: rawPublicKey(createPublicKey({ key: spki, format: 'der', type: 'spki' })),
    sign: async (Message) => {
      const input: AwsSignInput = { KeyId, Message, MessageType: 'RAW', SigningAlgorithm: 'ED25519_SHA_512' };
      const { Signature } = (await client.send(new SignCommand(input))) as {
        readonly Signature?: Uint8Array;
      };
      return Buffer.from(Signature ?? []);
    },
  });
}
