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

/** What signs: a file, an HSM, a key service. */
export interface Signer {
  readonly name: string;
  readonly keyId: string;
  readonly vkey: string;
  sign(message: Uint8Array): Buffer;
}

const ed25519 = 0x01;
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

export function signNote(text: string, ...signers: readonly Signer[]): string {
  const lines = signers.map((signer) => {
    const { name, keyId } = signer;
    const blob = Buffer.concat([Buffer.from(keyId, 'hex'), signer.sign(Buffer.from(text))]);
    return `${signaturePrefix}${name} ${blob.toString('base64')}\n`;
  });
  return `${text}\n${lines.join('')}`;
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

/** Whether the note carries a valid signature by this key; signatures by other keys are passed over. */
export function isSignedBy({ text, signatures }: SignedNote, key: VerifierKey): boolean {
  const message = Buffer.from(text);
  return signatures.some(
    ({ name, keyId, signature }) =>
      name === key.name &&
      keyId === key.keyId &&
      signature.length === signatureBytes &&
      verify(null, message, key.publicKey, signature),
  );
}

export function ed25519Signer(name: string, privateKey: KeyObject): Signer {
  const publicKey = createPublicKey(privateKey);
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-rawKeyBytes);
  const keyId = keyIdOf(name, raw);
  return {
    name,
    keyId,
    vkey: `${name}+${keyId}+${Buffer.concat([Buffer.of(ed25519), raw]).toString('base64')}`,
    sign: (message) => sign(null, message, privateKey),
  };
}

/** @throws MalformedNote */
export function parseVkey(vkey: string): VerifierKey {
  const [, name, keyId, base64] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(vkey) ?? [];
  if (name === undefined || keyId === undefined || base64 === undefined)
    throw new MalformedNote(`vkey ${vkey}`);
  const typed = decodeBase64(base64);
  const raw = typed.subarray(1);
  if (typed[0] !== ed25519 || raw.length !== rawKeyBytes)
    throw new MalformedNote(`vkey ${vkey} is no Ed25519 key`);
  if (keyIdOf(name, raw) !== keyId) throw new MalformedNote(`vkey ${vkey} has the key id of another key`);
  return {
    name,
    keyId,
    publicKey: createPublicKey({ key: Buffer.concat([spkiPrefix, raw]), format: 'der', type: 'spki' }),
  };
}

/** key id = SHA-256(name || 0x0A || type || public key)[:4], in hex. */
function keyIdOf(name: string, raw: Uint8Array): string {
  const hash = createHash('sha256').update(name).update('\n').update(Buffer.of(ed25519)).update(raw);
  return hash.digest('hex').slice(0, 8);
}
