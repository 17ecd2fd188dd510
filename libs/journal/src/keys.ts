import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { RegisteredKey } from '@ledger/opening';
import {
  ed25519Signer,
  signNote,
  parseNote,
  isSignedBy,
  type LocalSigner,
  type Signer,
  type VerifierKey,
} from './note';

/** The keys of one process that appends, for any ledger of one origin. */
export interface JournalKeys {
  /** Names every log: `<origin>/<ledgerId>`. */
  readonly origin: string;
  root(ledger: string): LocalSigner;
  writer(ledger: string): LocalSigner;
}

/** The keys of one process, each under the name it has in a ledger. */
export interface ProcessKeys {
  /** Names every log: `<origin>/<ledgerId>`. */
  readonly origin: string;
  /** Undefined where this process does not hold the root key. */
  root(ledger: string): Signer | undefined;
  /** What may seal, the preferred first; never empty. */
  writers(ledger: string): readonly Signer[];
  /** What signs checkpoints; registered with every ledger that is opened. */
  notaries(ledger: string): readonly Signer[];
}

/** A key file that must not be used, with the sentence that says why. */
export class KeyFileRefused extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'KeyFileRefused';
  }
}

/**
 * Reads `root.pem` and `writer.pem` (PKCS#8, Ed25519) from a folder and makes them, with mode 0600, where they are
 * missing.
 * @throws KeyFileRefused where a file is readable by others or is no Ed25519 key
 */
export function loadKeys(folder: string, origin: string): JournalKeys {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const root = loadKey(join(folder, 'root.pem'));
  const writer = loadKey(join(folder, 'writer.pem'));
  return {
    origin,
    root: cached((ledger) => ed25519Signer(`${origin}/${ledger}/root`, root)),
    writer: cached((ledger) => ed25519Signer(`${origin}/${ledger}/writer`, writer)),
  };
}

function loadKey(file: string): KeyObject {
  if (!existsSync(file)) makeKey(file);
  const mode = statSync(file).mode & 0o777;
  if ((mode & 0o077) !== 0) {
    throw new KeyFileRefused(
      `The key file ${file} has mode ${mode.toString(8)}; take it from others with chmod 600.`,
    );
  }
  const key = parseKey(file);
  if (key.asymmetricKeyType !== 'ed25519')
    throw new KeyFileRefused(`The key file ${file} holds no Ed25519 key.`);
  return key;
}

/** Durable before it signs anything: without its key a journal cannot be continued. */
function makeKey(file: string): void {
  const { privateKey } = generateKeyPairSync('ed25519');
  try {
    writeFileSync(file, privateKey.export({ format: 'pem', type: 'pkcs8' }), {
      mode: 0o600,
      flag: 'wx',
      flush: true,
    });
    syncFolder(dirname(file));
  } catch (error) {
    // Another process made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function parseKey(file: string): KeyObject {
  try {
    return createPrivateKey(readFileSync(file));
  } catch {
    throw new KeyFileRefused(`The key file ${file} holds no private key in PKCS#8.`);
  }
}

function cached(make: (ledger: string) => LocalSigner): (ledger: string) => LocalSigner {
  const signers = new Map<string, LocalSigner>();
  return (ledger) => {
    const signer = signers.get(ledger) ?? make(ledger);
    signers.set(ledger, signer);
    return signer;
  };
}

/** What the root key signs to register another, as a note whose single signature goes into the entry. */
function registrationText(log: string, role: string, vkey: string): string {
  return `key-registration/v1\n${log}\n${role}\n${vkey}\n`;
}

/** The registration of a ledger's first writer key. */
export function registerWriter(keys: JournalKeys, ledger: string): RegisteredKey {
  const { keyId, vkey } = keys.writer(ledger);
  const note = signNote(registrationText(`${keys.origin}/${ledger}`, 'writer', vkey), keys.root(ledger));
  const rootSignature = note.slice(note.lastIndexOf(' ') + 1, -1);
  return { keyId, role: 'writer', rootSignature, vkey };
}

/** Whether the root vouched for this key in this log. */
export function isRegisteredBy(
  root: VerifierKey,
  log: string,
  { role, rootSignature, vkey }: RegisteredKey,
): boolean {
  const note = `${registrationText(log, role, vkey)}\n— ${root.name} ${rootSignature}\n`;
  return isSignedBy(parseNote(note), root);
}
