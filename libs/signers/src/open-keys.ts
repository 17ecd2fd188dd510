import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalKeys } from '@proof/key-ring';
import { namedSigner, type LocalKey, type LocalSigner, type Signer, type SigningKey } from '@proof/note';
import { fileKey, makeKeyFile } from './file-key';
import { openKey } from './open-key';

/** Where the keys of a process are; addresses in one text are separated by blanks, the preferred one first. */
export interface KeyPlaces {
  readonly keysDir: string;
  /** Names every log: `<origin>/<ledgerId>`. */
  readonly origin: string;
  readonly rootKey: string | undefined;
  readonly writerKey: string | undefined;
  readonly notaryKey: string | undefined;
}

/** The keys of one process, not yet under the names they have in each ledger. */
interface OpenedKeys<Key> {
  readonly root: Key | undefined;
  readonly writers: readonly Key[];
  readonly notaries: readonly Key[];
}

/** As {@link JournalKeys}, all of them in files, the root key among them. */
export interface FileKeys extends JournalKeys {
  root(ledger: string): LocalSigner;
  writers(ledger: string): readonly LocalSigner[];
  notaries(ledger: string): readonly LocalSigner[];
}

/**
 * The keys of a process. Where no address is given, files of KEYS_DIR are meant: `root.pem`, `writer.pem` and
 * `notary.pem`, made on first start. A root key that was taken away later is not made again.
 * @throws KeyUnusable
 */
export function openKeys(places: KeyPlaces): Promise<JournalKeys> {
  if (places.writerKey === undefined) makeMissing(places.keysDir);
  return presentKeys(places);
}

/** The same, but nothing is made. @throws KeyUnusable */
export async function presentKeys({ keysDir, origin, ...addresses }: KeyPlaces): Promise<JournalKeys> {
  const { rootKey, writerKey, notaryKey } = addresses;
  const root = await openRootKey({ keysDir, rootKey });
  const writers = await openAll(writerKey ?? ifThere(keysDir, 'writer'));
  const notaries = await openAll(notaryKey ?? ifThere(keysDir, 'notary'));
  return named<SigningKey, Signer>(origin, { root, writers, notaries }, namedSigner);
}

/** The root key, or undefined where it is kept elsewhere. @throws KeyUnusable */
export async function openRootKey({
  keysDir,
  rootKey,
}: Pick<KeyPlaces, 'keysDir' | 'rootKey'>): Promise<SigningKey | undefined> {
  const [root] = await openAll(rootKey ?? ifThere(keysDir, 'root'));
  return root;
}

/** All keys in files of one folder, made where they are missing. @throws KeyUnusable */
export function fileKeys(keysDir: string, origin: string): FileKeys {
  makeMissing(keysDir);
  const keyIn = (name: string) => fileKey(join(keysDir, `${name}.pem`));
  const keys = { root: keyIn('root'), writers: [keyIn('writer')], notaries: [keyIn('notary')] };
  const underNames = named<LocalKey, LocalSigner>(origin, keys, namedSigner);
  return { ...underNames, root: (ledger) => underNames.root(ledger)! };
}

/** The root key first: from the day there is a writer key, a root key that is not there was taken away. */
function makeMissing(keysDir: string): void {
  if (!existsSync(join(keysDir, 'writer.pem'))) makeKeyFile(join(keysDir, 'root.pem'));
  makeKeyFile(join(keysDir, 'notary.pem'));
  makeKeyFile(join(keysDir, 'writer.pem'));
}

function addressIn(keysDir: string, name: string): string {
  return `file:${encodeURI(join(keysDir, `${name}.pem`))}`;
}

function ifThere(keysDir: string, name: string): string {
  return existsSync(join(keysDir, `${name}.pem`)) ? addressIn(keysDir, name) : '';
}

/** Each key once, however often it is named: a ledger registers a key only once. */
async function openAll(addresses: string): Promise<SigningKey[]> {
  const keys = await Promise.all(addresses.split(/\s+/).filter(Boolean).map(openKey));
  const byPublicKey = keys.map((key) => [Buffer.from(key.publicKey).toString('hex'), key] as const);
  return [...new Map(byPublicKey).values()];
}

function named<Key, Named>(origin: string, keys: OpenedKeys<Key>, under: (name: string, key: Key) => Named) {
  const { root, writers, notaries } = keys;
  return {
    origin,
    root: cached((ledger) => root && under(`${origin}/${ledger}/root`, root)),
    writers: cached((ledger) => writers.map((key) => under(`${origin}/${ledger}/writer`, key))),
    notaries: cached((ledger) => notaries.map((key) => under(`${origin}/${ledger}`, key))),
  };
}

function cached<T>(make: (ledger: string) => T): (ledger: string) => T {
  const made = new Map<string, T>();
  return (ledger) => {
    const known = made.get(ledger) ?? make(ledger);
    made.set(ledger, known);
    return known;
  };
}
