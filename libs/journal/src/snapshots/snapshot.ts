import { createHash, verify } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { publicKeyOf, type Signer } from '@proof/note';
import type { Head } from '../writer/group';

const signatureBytes = 64;

/** What a book remembers at one entry of its journal. */
export interface Snapshot {
  /** Of what the book stores: one of another version is passed over. */
  readonly version: number;
  readonly head: Head;
  /** As the book stores its state: plain values. */
  readonly state: unknown;
}

interface Stored {
  readonly version: number;
  readonly ledger: string;
  readonly head: { readonly seq: number; readonly hash: Uint8Array; readonly recordedAt: string };
  readonly state: unknown;
}

/** Where the snapshot of one journal is kept. */
export interface SnapshotFile {
  readonly folder: string;
  readonly ledger: string;
}

/**
 * Writes what the rules remember, signed by the writer key so that nobody else's file is ever believed. A snapshot is a
 * cache: it can be deleted at any time, and the journal gives the same state.
 */
export async function writeSnapshot(file: SnapshotFile, snapshot: Snapshot, key: Signer): Promise<void> {
  const { version, head, state } = snapshot;
  const body = serialize({ version, ledger: file.ledger, head: { ...head }, state } satisfies Stored);
  const signature = await key.sign(createHash('sha256').update(body).digest());
  await mkdir(file.folder, { recursive: true, mode: 0o700 });
  const path = pathOf(file);
  await writeFile(`${path}.new`, Buffer.concat([signature, body]), { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/**
 * The newest snapshot of a journal, or undefined where there is none that this release and one of these keys would have
 * written. The caller still has to see that the journal has `head` at that seq.
 */
export async function readSnapshot(
  file: SnapshotFile,
  version: number,
  keys: readonly Signer[],
): Promise<Snapshot | undefined> {
  const bytes = await readFile(pathOf(file)).catch(() => undefined);
  if (!bytes) return undefined;
  const body = bytes.subarray(signatureBytes);
  const digest = createHash('sha256').update(body).digest();
  const signature = bytes.subarray(0, signatureBytes);
  if (!keys.some(({ publicKey }) => verify(null, digest, publicKeyOf(publicKey), signature)))
    return undefined;
  const content = deserialize(body) as Stored;
  if (content.version !== version || content.ledger !== file.ledger) return undefined;
  const { seq, hash, recordedAt } = content.head;
  return { version, state: content.state, head: { seq, hash: Buffer.from(hash), recordedAt } };
}

function pathOf({ folder, ledger }: SnapshotFile): string {
  return join(folder, `${ledger}.snapshot`);
}
