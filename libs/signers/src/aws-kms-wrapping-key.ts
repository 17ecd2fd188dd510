import { connectAwsKms, describeAwsKmsKey, type AwsKmsClient } from './aws-kms-client';
import type { KeyUri } from './key-uri';
import { KeyUnusable } from './key-unusable';
import type { WrappingKey } from './wrapping-key';

/** What we use of `@aws-sdk/client-kms` beside its client. */
interface AwsKms {
  readonly DescribeKeyCommand: new (input: { KeyId: string }) => object;
  readonly EncryptCommand: new (input: EncryptInput) => object;
  readonly DecryptCommand: new (input: DecryptInput) => object;
}

interface EncryptInput {
  readonly KeyId: string;
  readonly Plaintext: Uint8Array;
  readonly EncryptionContext: { readonly key: string };
}

interface DecryptInput {
  readonly KeyId: string;
  readonly CiphertextBlob: Uint8Array;
  readonly EncryptionContext: { readonly key: string };
}

const keySpec = 'SYMMETRIC_DEFAULT';

/**
 * A wrapping key of AWS KMS: `awskms:<key id, ARN or alias/name>?region=…`, of the key spec SYMMETRIC_DEFAULT.
 * Credentials come from where the SDK finds them; they need kms:DescribeKey, kms:Encrypt and kms:Decrypt. Each key that
 * is wrapped or unwrapped costs one request. The context is the encryption context `key`.
 * @throws KeyUnusable
 */
export async function openAwsKmsWrappingKey(uri: KeyUri): Promise<WrappingKey> {
  const { kms, client } = await connectAwsKms<AwsKms>(uri);
  return awsKmsWrappingKey(kms, client, uri.path);
}

/** The same with a client that is connected already. It is known by its ARN: an alias may name another one later. */
export async function awsKmsWrappingKey(
  { DescribeKeyCommand, EncryptCommand, DecryptCommand }: AwsKms,
  client: AwsKmsClient,
  name: string,
): Promise<WrappingKey> {
  const { KeyMetadata } = (await describeAwsKmsKey(
    client,
    new DescribeKeyCommand({ KeyId: name }),
    name,
  )) as {
    readonly KeyMetadata?: { readonly Arn?: string; readonly KeySpec?: string };
  };
  const KeyId = KeyMetadata?.Arn;
  if (KeyId === undefined || KeyMetadata?.KeySpec !== keySpec) {
    throw new KeyUnusable(`The key ${name} of AWS KMS has the spec ${KeyMetadata?.KeySpec}, not ${keySpec}.`);
  }
  return {
    id: `awskms:${KeyId}`,
    wrap: async (Plaintext, key) => {
      const command = new EncryptCommand({ KeyId, Plaintext, EncryptionContext: { key } });
      const { CiphertextBlob } = (await client.send(command)) as { readonly CiphertextBlob?: Uint8Array };
      return given(CiphertextBlob, name);
    },
    unwrap: async (CiphertextBlob, key) => {
      const command = new DecryptCommand({ KeyId, CiphertextBlob, EncryptionContext: { key } });
      const { Plaintext } = (await client.send(command).catch(refused(KeyId, key))) as {
        readonly Plaintext?: Uint8Array;
      };
      return given(Plaintext, name);
    },
  };
}

/** What Decrypt answers where the encryption context or the key is another one, or the ciphertext was changed. */
const notItsOwn: readonly string[] = ['InvalidCiphertextException', 'IncorrectKeyException'];

/** Not what it means by errors of the network, which may pass. */
function refused(id: string, key: string): (error: unknown) => never {
  return (error) => {
    if (!notItsOwn.includes((error as Error).name)) throw error;
    throw new KeyUnusable(`The wrapping key awskms:${id} has not wrapped this as the key ${key}.`);
  };
}

function given(bytes: Uint8Array | undefined, name: string): Buffer {
  if (bytes === undefined || bytes.length === 0)
    throw new KeyUnusable(`AWS KMS gave nothing for the key ${name}.`);
  return Buffer.from(bytes);
}
