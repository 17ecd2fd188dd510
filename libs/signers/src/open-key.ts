import type { SigningKey } from '@journal/note';
import { fileKey } from './file-key';
import { fileOf, parseKeyUri } from './key-uri';

/**
 * The private key at an address: `file:`, `pkcs11:` (RFC 7512), `awskms:` or `gcpkms:`.
 * @throws KeyUnusable, and the errors of the service that holds it
 */
export async function openKey(address: string): Promise<SigningKey> {
  const uri = parseKeyUri(address);
  // Adapters are loaded only by who uses them. (TypeScript wants the extension in a dynamic import.)
  switch (uri.scheme) {
    case 'file':
      return fileKey(fileOf(uri));
    case 'pkcs11':
      return (await import('./pkcs11-key.js')).openPkcs11Key(uri);
    case 'awskms':
      return (await import('./aws-kms-key.js')).openAwsKmsKey(uri);
    case 'gcpkms':
      return (await import('./gcp-kms-key.js')).openGcpKmsKey(uri);
  }
}
