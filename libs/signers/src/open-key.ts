import type { SigningKey } from '@proof/note';
import { openAwsKmsKey } from './aws-kms-key';
import { fileKey } from './file-key';
import { openGcpKmsKey } from './gcp-kms-key';
import { fileOf, parseKeyUri } from './key-uri';
import { openPkcs11Key } from './pkcs11-key';

/**
 * The private key at an address: `file:`, `pkcs11:` (RFC 7512), `awskms:` or `gcpkms:`.
 * @throws KeyUnusable, and the errors of the service that holds it
 */
export async function openKey(address: string): Promise<SigningKey> {
  const uri = parseKeyUri(address);
  switch (uri.scheme) {
    case 'file':
      return fileKey(fileOf(uri));
    case 'pkcs11':
      return openPkcs11Key(uri);
    case 'awskms':
      return openAwsKmsKey(uri);
    case 'gcpkms':
      return openGcpKmsKey(uri);
  }
}
