import type { KeyUri } from './key-uri';
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
