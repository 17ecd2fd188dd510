import { join } from 'node:path';
import { openAwsKmsWrappingKey } from './aws-kms-wrapping-key';
import { fileWrappingKey, makeWrappingKeyFile } from './file-wrapping-key';
import { openGcpKmsWrappingKey } from './gcp-kms-wrapping-key';
import { fileOf, parseKeyUri } from './key-uri';
import { KeyUnusable } from './key-unusable';
import type { WrappingKey } from './wrapping-key';

/** The first one wraps; all of them unwrap what they have wrapped. */
export type WrappingKeys = readonly [WrappingKey, ...WrappingKey[]];

/**
 * The wrapping keys of a process.
 * @param addresses separated by blanks, the preferred one first; without any, `personal.key` of KEYS_DIR, which is made
 * on first use
 * @throws KeyUnusable
 */
export async function openWrappingKeys(
  keysDir: string,
  addresses: string | undefined,
): Promise<WrappingKeys> {
  if (addresses === undefined) {
    const file = join(keysDir, 'personal.key');
    makeWrappingKeyFile(file);
    return [fileWrappingKey(file)];
  }
  const [first, ...others] = await Promise.all(addresses.split(/\s+/).filter(Boolean).map(openWrappingKey));
  if (!first) throw new KeyUnusable('Give the address of a wrapping key.');
  return [first, ...others];
}

/** The wrapping key at an address: `file:`, `awskms:` or `gcpkms:`. @throws KeyUnusable */
export async function openWrappingKey(address: string): Promise<WrappingKey> {
  const uri = parseKeyUri(address);
  switch (uri.scheme) {
    case 'file':
      return fileWrappingKey(fileOf(uri));
    case 'awskms':
      return openAwsKmsWrappingKey(uri);
    case 'gcpkms':
      return openGcpKmsWrappingKey(uri);
    case 'pkcs11':
      throw new KeyUnusable('A wrapping key is in a file:, awskms: or gcpkms:, not in a PKCS#11 token.');
  }
}
