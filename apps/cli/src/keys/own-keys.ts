import type { KeyRole } from '@ledger/known-keys';
import { keyNameOf } from '@proof/key-statements';
import { keyTypes, namedSigner, type Signer } from '@proof/note';
import { openKey } from '@signers/open-key';
import { openRootKey, presentKeys } from '@signers/open-keys';
import type { CliSettings } from '@settings/settings';

/** A key of this installation under its name in a ledger. */
export interface OwnKey {
  readonly role: KeyRole | 'root';
  readonly keyId: string;
  readonly vkey: string;
}

/**
 * The keys of this installation, or others, as the ledger would know them.
 * @param asked.key Addresses of other keys, for which the role is `writer` unless it is given
 * @throws KeyUnusable
 */
export async function keysOfInstallation(
  settings: CliSettings,
  ledger: string,
  asked: { readonly key?: string; readonly role?: KeyRole },
): Promise<OwnKey[]> {
  const { key, role = 'writer' } = asked;
  if (key !== undefined) {
    const log = `${settings.origin}/${ledger}`;
    return [ownKey(role, await signerAt(key, role, log))];
  }
  const keys = await presentKeys(settings);
  const root = keys.root(ledger);
  const own = [
    ...(root ? [ownKey('root', root)] : []),
    ...keys.writers(ledger).map((each) => ownKey('writer', each)),
    ...keys.notaries(ledger).map((each) => ownKey('notary', each)),
  ];
  return own.filter((each) => asked.role === undefined || each.role === asked.role);
}

/** The key at an address, under the name of its role. A witness of ours is named after its log. @throws KeyUnusable */
export async function signerAt(address: string, role: KeyRole, log: string): Promise<Signer> {
  const key = await openKey(address);
  return role === 'witness'
    ? namedSigner(`${log}/witness`, key, keyTypes.cosignature)
    : namedSigner(keyNameOf(role, log), key);
}

/** The root key under its name in a log, if this machine can reach it. @throws KeyUnusable */
export async function rootSignerOf(settings: CliSettings, log: string): Promise<Signer | undefined> {
  const root = await openRootKey(settings);
  return root && namedSigner(`${log}/root`, root);
}

/** The key at an address, under the name of the root key of a log. @throws KeyUnusable */
export async function rootSignerAt(address: string, log: string): Promise<Signer> {
  return namedSigner(`${log}/root`, await openKey(address));
}

function ownKey(role: OwnKey['role'], { keyId, vkey }: Signer): OwnKey {
  return { role, keyId, vkey };
}
