import { KeyUnusable } from './key-unusable';

/** Packages that only those need who keep keys there, with the versions they were tried with. */
const versions = {
  pkcs11js: '2.1.7',
  '@aws-sdk/client-kms': '3.1164.0',
  '@google-cloud/kms': '5.7.0',
} as const;

/**
 * Loads a package that is not among our dependencies.
 * @throws KeyUnusable with the command that installs it
 */
export async function optionalPackage<Exports>(name: keyof typeof versions): Promise<Exports> {
  try {
    return (await import(name)) as Exports;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new KeyUnusable(
      `The key needs the package ${name}, which is not installed: npm install --no-save ${name}@${versions[name]}`,
    );
  }
}
