import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { keyTypes, namedSigner, type Signer } from '@proof/note';
import { fileKey } from '@signers/file-key';
import { KeyUnusable } from '@signers/key-unusable';
import { openKey } from '@signers/open-key';
import { Failure } from '../failure';

/** The name of a witness, as signed notes take it: no white space, no plus sign. */
export function witnessName(text: string): string {
  if (/^[^\s+]{1,200}$/u.test(text)) return text;
  throw new InvalidArgumentError('Give a name like auditor.example.com/w1, without blanks and plus signs.');
}

/**
 * The key of a witness under its name.
 * @param key a file, or an address like those of `ledger keys`
 * @throws Failure
 */
export async function witnessSigner(name: string, key: string): Promise<Signer> {
  try {
    const isAddress = /^(?:file|pkcs11|awskms|gcpkms):/.test(key);
    return namedSigner(name, isAddress ? await openKey(key) : fileKey(resolve(key)), keyTypes.cosignature);
  } catch (cause) {
    throw cause instanceof KeyUnusable ? new Failure(cause.message) : cause;
  }
}
