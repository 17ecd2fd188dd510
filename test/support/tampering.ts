import { generateKeyPairSync } from 'node:crypto';
import type { KeyRole } from '@ledger/known-keys';
import type { LedgerEvent } from '@ledger/ledger';
import { checkpointText, parseCheckpoint } from '@proof/checkpoint';
import { leafHash } from '@entries/entry';
import { signStatement, type KeyStatement } from '@proof/key-statements';
import { MerkleTree } from '@proof/merkle';
import { keyTypes, localKey, namedSigner, signNote, type LocalSigner } from '@proof/note';
import type { Policy } from '@proof/witness-policy';
import { sealAppend, sealIn, sealMetadata, type AppendSeal } from '@proof/seal';
import type { JournalEvent } from '@verifier/journal/stored-entry';
import type { KeptCheckpoint } from '@verifier/export/checkpoints';
import { verifyExport } from '@verifier/export/verify-export';
import { exported, sha256, temporaryExportFolder, writeFiles, type Files } from './exported';
import { appends, keys, ledger, log, newSigner, opening, topUp, written } from './written-journal';
import type { Change, Mutable } from './written-journal';

/** Who signs the honest journal: both writers in turn, and the notary. */
export const root = keys.root(ledger);
export const writer = keys.writer(ledger);
export const secondWriter = newSigner(`${log}/writer`);
export const notary = newSigner(log);
export const witness = newWitness('auditor.test/w1');

/** A key that cosigns. */
export function newWitness(name: string): LocalSigner {
  const { privateKey } = generateKeyPairSync('ed25519');
  return namedSigner(name, localKey(privateKey), keyTypes.cosignature);
}

/** The registration of a key, as the root key (or another) signs it. */
export function registered(role: KeyRole, { keyId, vkey }: LocalSigner, by = root, of = log): LedgerEvent {
  const rootSignature = signStatement(of, { type: 'KeyRegistered', role, vkey }, by);
  return { type: 'KeyRegistered', body: { keyId, role, rootSignature, vkey } };
}

/** The end of a key, as the root key signs it; a compromise may be one from an earlier entry on. */
export function ended(
  type: 'KeyRetired' | 'KeyCompromised',
  { keyId }: LocalSigner,
  by = root,
  fromSeq?: number,
): LedgerEvent {
  const from = fromSeq === undefined ? {} : { fromSeq: String(fromSeq) };
  const statement: KeyStatement = { type, keyId, ...from };
  return {
    type,
    body: { ...from, keyId, rootSignature: signStatement(log, statement, by) },
  };
}

/**
 * The honest journal, append by append:
 *
 *     0-1 opened, writer   2 notary   3-4 accounts   5-7 top-ups   8 top-up   9 second writer
 *     10 top-up            11 a witness   12-13 top-ups
 *
 * The second writer seals from entry 10 on.
 */
export const groups: readonly (readonly LedgerEvent[])[] = [
  opening,
  [registered('notary', notary)],
  ...appends.slice(1),
  [registered('writer', secondWriter)],
  [topUp('3.00', '20.00', '5')],
  [registered('witness', witness)],
  [topUp('1.00', '21.00', '6'), topUp('4.00', '25.00', '7')],
];
const checkpointSizes = [5, 9, 14];

type Sealer = (seal: AppendSeal) => string;

/** The seal that the honest writer of that time makes. */
export const honestly: Sealer = (seal) => sealAppend(seal, seal.first >= 10 ? secondWriter : writer);

/** The journal of these appends, made with the writer keys. */
export function journalOf(
  appended: readonly (readonly LedgerEvent[])[] = groups,
  change: Change = () => undefined,
  seal: Sealer = honestly,
): Mutable<JournalEvent>[] {
  return written(appended, change, seal);
}

/** The seals of one journal on the entries of another: what who has no key is left with. */
export function withSealsOf(
  sealed: readonly JournalEvent[],
  events: readonly JournalEvent[],
): JournalEvent[] {
  return events.map((event, seq) => ({ ...event, metadata: sealed[seq]?.metadata ?? Buffer.from('{}') }));
}

/** The seal of an append, changed as a text. */
export function withSeal(
  events: readonly JournalEvent[],
  seq: number,
  change: (seal: string) => string,
): JournalEvent[] {
  return events.map((event) => {
    const seal = event.revision === seq ? sealIn(event.metadata) : undefined;
    return seal === undefined ? event : { ...event, metadata: sealMetadata(change(seal)) };
  });
}

/** A checkpoint over the first entries, signed with these keys. */
export function checkpointOf(
  events: readonly Pick<JournalEvent, 'data'>[],
  size: number,
  signers: readonly LocalSigner[] = [notary],
): { size: number; note: string } {
  const tree = new MerkleTree();
  for (const { data } of events.slice(0, size)) tree.append(leafHash(data));
  return { size, note: signNote(checkpointText({ log, size, root: tree.root() }), ...signers) };
}

export function checkpointsOf(events: readonly JournalEvent[], sizes = checkpointSizes) {
  return sizes.map((size) => checkpointOf(events, size));
}

/** The export of a journal by our own exporter, with these checkpoints; the honest ones where none are given. */
export function exportOf(
  events: readonly JournalEvent[],
  checkpoints: readonly { size: number; note: string }[] = checkpointsOf(journalOf()),
): Promise<Files> {
  return exported(events, {}, checkpoints);
}

/** The same with some files changed, added, or (by undefined) removed, under a manifest that names them all again. */
export function withFiles(
  files: Files,
  changes: Readonly<Record<string, string | Uint8Array | undefined | ((bytes: Buffer) => Uint8Array)>>,
): Files {
  const changed = withBytes(files, changes);
  const manifest = JSON.parse(String(changed.get('manifest.json'))) as { files: object };
  const named = [...changed].filter(([path]) => path !== 'manifest.json');
  const { files: _, ...rest } = manifest;
  return withBytes(changed, { 'manifest.json': manifestText(rest, named) });
}

/** The same, but the manifest is left as it is. */
export function withBytes(files: Files, changes: Parameters<typeof withFiles>[1]): Files {
  const changed: Files = new Map(files);
  for (const [path, change] of Object.entries(changes)) {
    const bytes = typeof change === 'function' ? change(changed.get(path)!) : change;
    if (bytes === undefined) changed.delete(path);
    else changed.set(path, Buffer.from(bytes as Uint8Array));
  }
  return changed;
}

/** The manifest with other fields, which its hashes do not cover. */
export function withManifest(files: Files, change: (manifest: Record<string, unknown>) => object): Files {
  const { files: named, ...rest } = JSON.parse(String(files.get('manifest.json'))) as Record<string, unknown>;
  const lines = Object.entries(named as Record<string, string>);
  const text = formatManifest(change(rest), lines);
  return withBytes(files, { 'manifest.json': text });
}

function manifestText(rest: object, named: readonly [string, Uint8Array][]): string {
  return formatManifest(
    rest,
    named.map(([path, bytes]) => [path, sha256(bytes)]),
  );
}

function formatManifest(rest: object, lines: readonly [string, string][]): string {
  const names = lines.map(([path, digest]) => `\n${JSON.stringify(path)}:"${digest}"`);
  return `${JSON.stringify(rest).slice(0, -1)},"files":{${names.join(',')}\n}}\n`;
}

/** A checkpoint that an auditor kept. */
export function kept({ note }: { note: string }): KeptCheckpoint {
  return { name: 'kept', ...parseCheckpoint(note) };
}

export interface Given {
  readonly held?: readonly KeptCheckpoint[];
  readonly policy?: Policy;
  readonly rootKey?: string;
}

/** What the verifier finds in a folder: `ok`, or the class and the first bad seq, or the class of what is missing. */
export function foundIn(folder: string, { held = [], policy, rootKey = root.vkey }: Given = {}) {
  const now = Date.UTC(2026, 10, 23) / 1_000;
  const { verdict, fault, incomplete } = verifyExport({ folder, rootKey, held, policy, now });
  if (fault) return `${fault.class}${fault.seq === null ? '' : ` ${fault.seq}`}`;
  return incomplete ? `incomplete: ${incomplete.class}` : verdict;
}

/** What the verifier finds in an export of these files. */
export function found(files: Files, given: Given = {}): string {
  const folder = temporaryExportFolder();
  try {
    writeFiles(folder.path, files);
    return foundIn(folder.path, given);
  } finally {
    folder.remove();
  }
}
