import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';

/**
 * Signed notes of C2SP (c2sp.org/signed-note v1.0.0) with Ed25519 keys: text lines, an empty line, then one line per
 * signature, `— <name> <base64(4-byte key id || 64-byte signature)>`.
 */
export interface SignedNote {
  /** The signed text; it ends with a line feed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export interface NoteSignature {
  readonly name: string;
  /** Eight hex digits. */
  readonly keyId: string;
  readonly signature: Buffer;
}

/** A public key that a name signs with; its text form is the vkey, `name+<hex key id>+<base64(type || key)>`. */
export interface VerifierKey {
  readonly name: string;
  readonly keyId: string;
  readonly publicKey: KeyObject;
}

/** A private key wherever it is kept: in a file, in an HSM, with a key service. It has no name yet. */
export interface SigningKey {
  readonly algorithm: 'Ed25519';
  /** The 32 raw bytes. */
  readonly publicKey: Uint8Array;
  /** The 64 bytes of the signature; a promise only where another machine or device makes it. */
  sign(message: Uint8Array): Buffer | Promise<Buffer>;
}

/** A private key in this process: it signs at once. */
export interface LocalKey extends SigningKey {
  sign(message: Uint8Array): Buffer;
}

/** A private key under the name it signs with. */
export interface Signer extends SigningKey {
  readonly name: string;
  readonly keyId: string;
  readonly vkey: string;
}

/** A signer in this process: it signs at once. */
export interface LocalSigner extends Signer, LocalKey {
  sign(message: Uint8Array): Buffer;
}

/** What a key is used for, as the byte before it says: any note, or a witness's cosignature/v1. */
export const keyTypes = { note: 0x01, cosignature: 0x04 } as const;
export type KeyType = (typeof keyTypes)[keyof typeof keyTypes];

const rawKeyBytes = 32;
const signatureBytes = 64;
const signaturePrefix = '— ';
/** DER of an Ed25519 SubjectPublicKeyInfo before the 32 raw bytes (RFC 8410). */
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** A text that is not the note or key it claims to be. */
export class MalformedNote extends Error {
  constructor(reason: string) {
    super(`malformed note: ${reason}`);
    this.name = 'MalformedNote';
  }
}

/** The note with a line for each signer; a promise only where one of them needs time. */
export function signNote(text: string, ...signers: readonly LocalSigner[]): string;
export function signNote(text: string, ...signers: readonly Signer[]): string | Promise<string>;
export function signNote(text: string, ...signers: readonly Signer[]): string | Promise<string> {
  const message = Buffer.from(text);
  const signatures = signers.map((signer) => signer.sign(message));
  const note = (made: readonly Buffer[]) =>
    `${text}\n${made.map((signature, i) => signatureLine(signers[i]!, signature)).join('')}`;
  const made = signatures.filter((signature): signature is Buffer => !('then' in signature));
  return made.length === signatures.length
    ? note(made)
    : Promise.all(signatures.map((signature) => Promise.resolve(signature))).then(note);
}

/** One signature line; `signature` is what follows the key id. */
export function signatureLine({ name, keyId }: Signer, signature: Uint8Array): string {
  const blob = Buffer.concat([Buffer.from(keyId, 'hex'), signature]);
  return `${signaturePrefix}${name} ${blob.toString('base64')}\n`;
}

/** @throws MalformedNote */
export function parseNote(note: string): SignedNote {
  const end = note.lastIndexOf('\n\n');
  if (end === -1) throw new MalformedNote('no empty line before the signatures');
  if (!note.endsWith('\n')) throw new MalformedNote('no line feed at the end');
  const lines = note.slice(end + 2, -1).split('\n');
  return { text: note.slice(0, end + 1), signatures: lines.map(parseSignature) };
}

function parseSignature(line: string): NoteSignature {
  const [, name, base64] = /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? [];
  if (name === undefined || base64 === undefined)
    throw new MalformedNote(`signature line ${JSON.stringify(line)}`);
  const blob = decodeBase64(base64);
  if (blob.length < 5) throw new MalformedNote('a signature of no bytes');
  return { name, keyId: blob.subarray(0, 4).toString('hex'), signature: blob.subarray(4) };
}

/** Base64 that encodes back to the same text: anything else would be a second spelling of one note. */
export function decodeBase64(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw new MalformedNote(`base64 ${JSON.stringify(text)}`);
  return bytes;
}

/**
 * Whether the note carries a signature by this key, and every line under its name and key id is one: a line that is not
 * makes the note one that nobody should take (c2sp.org/signed-note). Lines by other keys are passed over.
 */
export function isSignedBy({ text, signatures }: SignedNote, key: VerifierKey): boolean {
  const message = Buffer.from(text);
  const lines = signatures.filter(({ name, keyId }) => name === key.name && keyId === key.keyId);
  return (
    lines.length > 0 &&
    lines.every(
      ({ signature }) =>
        signature.length === signatureBytes && verify(null, message, key.publicKey, signature),
    )
  );
}

/** Whether a line of the note claims to be by this key, be it valid or not. */
export function isClaimedBy({ signatures }: SignedNote, { name, keyId }: VerifierKey): boolean {
  return signatures.some((line) => line.name === name && line.keyId === keyId);
}

/** A key under a name; both, and what it signs, are in the key id. */
export function namedSigner(name: string, key: LocalKey, type?: KeyType): LocalSigner;
export function namedSigner(name: string, key: SigningKey, type?: KeyType): Signer;
export function namedSigner(name: string, key: SigningKey, type: KeyType = keyTypes.note): Signer {
  const { algorithm, publicKey } = key;
  const keyId = keyIdOf(name, type, publicKey);
  const vkey = `${name}+${keyId}+${Buffer.concat([Buffer.of(type), publicKey]).toString('base64')}`;
  return { algorithm, publicKey, name, keyId, vkey, sign: (message) => key.sign(message) };
}

export function ed25519Signer(name: string, privateKey: KeyObject): LocalSigner {
  return namedSigner(name, localKey(privateKey));
}

/** A private key that is held in this process. */
export function localKey(privateKey: KeyObject): LocalKey {
  return {
    algorithm: 'Ed25519',
    publicKey: rawPublicKey(createPublicKey(privateKey)),
    sign: (message) => sign(null, message, privateKey),
  };
}

/** The 32 raw bytes of an Ed25519 key. */
export function rawPublicKey(publicKey: KeyObject): Buffer {
  return publicKey.export({ format: 'der', type: 'spki' }).subarray(-rawKeyBytes);
}

/** @throws MalformedNote */
export function parseVkey(vkey: string, type: KeyType = keyTypes.note): VerifierKey {
  const [, name, keyId, base64] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(vkey) ?? [];
  if (name === undefined || keyId === undefined || base64 === undefined)
    throw new MalformedNote(`vkey ${vkey}`);
  const typed = decodeBase64(base64);
  const raw = typed.subarray(1);
  if (typed[0] !== type || raw.length !== rawKeyBytes)
    throw new MalformedNote(`vkey ${vkey} is no Ed25519 key`);
  if (keyIdOf(name, type, raw) !== keyId)
    throw new MalformedNote(`vkey ${vkey} has the key id of another key`);
  return { name, keyId, publicKey: publicKeyOf(raw) };
}

/** @param raw The 32 bytes of an Ed25519 key */
export function publicKeyOf(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([spkiPrefix, raw]), format: 'der', type: 'spki' });
}

/** key id = SHA-256(name || 0x0A || type || public key)[:4], in hex. */
function keyIdOf(name: string, type: KeyType, raw: Uint8Array): string {
  const hash = createHash('sha256').update(name).update('\n').update(Buffer.of(type)).update(raw);
  return hash.digest('hex').slice(0, 8);
}
