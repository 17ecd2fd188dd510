import type { KeyUri } from './key-uri';
import { KeyUnusable } from './key-unusable';
import { optionalPackage } from './optional-package';

/** A client of `@aws-sdk/client-kms`; its commands are made by the package. */
export interface AwsKmsClient {
  send(command: object): Promise<unknown>;
}

interface AwsKmsPackage {
  readonly KMSClient: new (configuration: { region?: string; endpoint?: string }) => AwsKmsClient;
}

/**
 * The package of AWS KMS, as far as `Commands` says it is used, and a client for the region and endpoint of an address.
 * @throws KeyUnusable where the package is not installed
 */
export async function connectAwsKms<Commands>({
  query,
}: KeyUri): Promise<{ readonly kms: Commands; readonly client: AwsKmsClient }> {
  const kms = await optionalPackage<AwsKmsPackage & Commands>('@aws-sdk/client-kms');
  const [region, endpoint] = [query.get('region'), query.get('endpoint')];
  const client = new kms.KMSClient({ ...(region && { region }), ...(endpoint && { endpoint }) });
  return { kms, client };
}

/**
 * Sends the request that describes a key.
 * @throws KeyUnusable where KMS refuses it: the key is not there, is disabled, or is not for these credentials
 */
export async function describeAwsKmsKey(
  client: AwsKmsClient,
  command: object,
  name: string,
): Promise<unknown> {
  try {
    return await client.send(command);
  } catch (error) {
    const { $fault, name: code } = error as Error & { readonly $fault?: unknown };
    if ($fault !== 'client') throw error;
    throw new KeyUnusable(`AWS KMS refuses the key ${name}: ${code}.`);
  }
}
