import { readFileSync } from 'node:fs';
import type { SigningKey } from '@proof/note';
import { checkedKey } from './checked-key';
import { KeyUnusable } from './key-unusable';
import { attributes, fileOf, parseKeyUri, type KeyUri } from './key-uri';
import { optionalPackage } from './optional-package';

type Handle = Buffer;
interface Attribute {
  readonly type: number;
  readonly value?: Buffer | number | string;
}

interface TokenInfo extends Readonly<Record<'label' | 'manufacturerID' | 'model' | 'serialNumber', string>> {
  readonly flags: number;
}

/** What we use of `pkcs11js`: PKCS#11 as its standard names it. */
interface Pkcs11 {
  load(library: string): void;
  C_Initialize(): void;
  C_GetSlotList(tokenPresent: boolean): Handle[];
  C_GetTokenInfo(slot: Handle): TokenInfo;
  C_OpenSession(slot: Handle, flags: number): Handle;
  C_Login(session: Handle, userType: number, pin: string): void;
  C_FindObjectsInit(session: Handle, template: readonly Attribute[]): void;
  C_FindObjects(session: Handle, objectsMax: number): Handle[];
  C_FindObjectsFinal(session: Handle): void;
  C_GetAttributeValue(session: Handle, object: Handle, template: readonly Attribute[]): { value: Buffer }[];
  C_SignInit(session: Handle, mechanism: { mechanism: number }, key: Handle): void;
  C_Sign(session: Handle, message: Buffer, signature: Buffer): Buffer;
}

/** Numbers of PKCS#11 3.0, by the names they have there. */
const p11 = {
  CKF_SERIAL_SESSION: 4,
  CKF_TOKEN_INITIALIZED: 0x400,
  CKU_USER: 1,
  CKA_CLASS: 0x0,
  CKA_LABEL: 0x3,
  CKA_ID: 0x102,
  CKA_EC_POINT: 0x181,
  CKO_PUBLIC_KEY: 2,
  CKO_PRIVATE_KEY: 3,
  CKM_EDDSA: 0x1057,
  CKR_CRYPTOKI_ALREADY_INITIALIZED: 0x191,
  CKR_USER_ALREADY_LOGGED_IN: 0x100,
} as const;

const signatureBytes = 64;
const rawKeyBytes = 32;

/** An address of RFC 7512, taken apart. */
interface Pkcs11Address {
  readonly library: string;
  readonly pin: string | undefined;
  /** Attributes of the token: `token`, `manufacturer`, `model`, `serial`. */
  readonly token: ReadonlyMap<string, string>;
  /** Attributes of the key: its label or id, or both. */
  readonly key: readonly Attribute[];
}

/**
 * An Ed25519 key in a token: `pkcs11:token=…;object=…?module-path=…&pin-source=file:…` (RFC 7512). The token signs
 * while the process waits; where it was reset in the meantime, it is opened again, once.
 * @throws KeyUnusable
 */
export async function openPkcs11Key(uri: KeyUri): Promise<SigningKey> {
  const address = addressOf(uri);
  const { PKCS11 } = await optionalPackage<{ readonly PKCS11: new () => Pkcs11 }>('pkcs11js');
  const library = new PKCS11();
  let opened = inWords(address, () => {
    library.load(address.library);
    tolerating(p11.CKR_CRYPTOKI_ALREADY_INITIALIZED, () => library.C_Initialize());
    return openSession(library, address);
  });
  const signOnce = (message: Uint8Array): Buffer => {
    library.C_SignInit(opened.session, { mechanism: p11.CKM_EDDSA }, opened.privateKey);
    return library.C_Sign(opened.session, Buffer.from(message), Buffer.alloc(signatureBytes));
  };
  return checkedKey('the token', {
    algorithm: 'Ed25519',
    publicKey: opened.publicKey,
    sign: (message) => {
      try {
        return signOnce(message);
      } catch {
        opened = openSession(library, address);
        return signOnce(message);
      }
    },
  });
}

/** The library returns only a code for what is wrong: a file that is no library, a PIN that is not right. */
function inWords<T>({ library }: Pkcs11Address, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof KeyUnusable) throw error;
    throw new KeyUnusable(`The token behind ${library} says: ${(error as Error).message}`);
  }
}

function openSession(library: Pkcs11, { token, key, pin }: Pkcs11Address) {
  const session = library.C_OpenSession(slotOf(library, token), p11.CKF_SERIAL_SESSION);
  if (pin !== undefined) {
    tolerating(p11.CKR_USER_ALREADY_LOGGED_IN, () => library.C_Login(session, p11.CKU_USER, pin));
  }
  const find = (objectClass: number) => onlyObject(library, session, [classOf(objectClass), ...key]);
  const [point] = library.C_GetAttributeValue(session, find(p11.CKO_PUBLIC_KEY), [
    { type: p11.CKA_EC_POINT },
  ]);
  return { session, privateKey: find(p11.CKO_PRIVATE_KEY), publicKey: rawPoint(point!.value) };
}

function classOf(value: number): Attribute {
  return { type: p11.CKA_CLASS, value };
}

function slotOf(library: Pkcs11, wanted: ReadonlyMap<string, string>): Handle {
  const slots = library.C_GetSlotList(true).filter((slot) => {
    const { flags, label, manufacturerID, model, serialNumber } = library.C_GetTokenInfo(slot);
    if ((flags & p11.CKF_TOKEN_INITIALIZED) === 0) return false;
    const has = { token: label, manufacturer: manufacturerID, model, serial: serialNumber };
    return Object.entries(has).every(([name, value]) => (wanted.get(name) ?? value.trim()) === value.trim());
  });
  if (slots.length === 1) return slots[0]!;
  throw new KeyUnusable(`The address of the key fits ${slots.length} tokens; it must fit one.`);
}

function onlyObject(library: Pkcs11, session: Handle, template: readonly Attribute[]): Handle {
  library.C_FindObjectsInit(session, template);
  const found = library.C_FindObjects(session, 2);
  library.C_FindObjectsFinal(session);
  if (found.length === 1) return found[0]!;
  const kind = template[0]!.value === p11.CKO_PRIVATE_KEY ? 'private' : 'public';
  throw new KeyUnusable(
    `The token has ${found.length === 0 ? 'no' : 'more than one'} ${kind} key of that label or id; is the PIN given?`,
  );
}

/** The 32 bytes of the public key, raw or within an OCTET STRING or BIT STRING: tokens differ in that. */
function rawPoint(point: Buffer): Buffer {
  const head = point.subarray(0, -rawKeyBytes).toString('hex');
  if (['', '0420', '032100'].includes(head)) return point.subarray(-rawKeyBytes);
  throw new KeyUnusable('The key in the token is no Ed25519 key.');
}

/** @throws KeyUnusable */
function addressOf({ path, query }: KeyUri): Pkcs11Address {
  const library = query.get('module-path');
  if (library === undefined) {
    throw new KeyUnusable('The address of a PKCS#11 key names its library with module-path=….');
  }
  const named = new Map(attributes(path, ';'));
  const key = [
    ...[named.get('object')]
      .filter((label) => label !== undefined)
      .map((value) => ({ type: p11.CKA_LABEL, value })),
    ...idsIn(path).map((value) => ({ type: p11.CKA_ID, value })),
  ];
  if (key.length === 0) throw new KeyUnusable('The address of a PKCS#11 key names it with object=… or id=….');
  return { library, pin: pinOf(query), token: named, key };
}

/** An id is bytes, each a character or percent-encoded, whatever text they would make. */
function idsIn(path: string): Buffer[] {
  const [, id] = /(?:^|;)id=([^;]*)/.exec(path) ?? [];
  if (id === undefined) return [];
  const hex = id.replace(
    /%([0-9a-fA-F]{2})|(.)/g,
    (_, code: string | undefined, letter: string) => code ?? letter.charCodeAt(0).toString(16),
  );
  return [Buffer.from(hex, 'hex')];
}

function pinOf(query: ReadonlyMap<string, string>): string | undefined {
  const source = query.get('pin-source');
  if (source === undefined) return query.get('pin-value');
  const file = fileOf(parseKeyUri(source.startsWith('file:') ? source : `file:${source}`));
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new KeyUnusable(`The file ${file}, which should hold the PIN, cannot be read.`);
  }
}

function tolerating(code: number, act: () => void): void {
  try {
    act();
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== code) throw error;
  }
}
