import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ExportFile } from '@export/export-file';
import { LedgerExport, type PublishedCheckpoint } from '@export/ledger-export';
import { eventsUntil, type ExportedEvent, type Until } from '@export/until';
import { ledger } from './written-journal';

/** The files of an export by path, in the order in which they came. */
export type Files = Map<string, Buffer>;

async function filesOf(files: AsyncIterable<ExportFile>): Promise<Files> {
  const taken: Files = new Map();
  for await (const { path, size, chunks } of files) {
    const bytes: Uint8Array[] = [];
    for await (const chunk of chunks) bytes.push(chunk);
    taken.set(path, Buffer.concat(bytes));
    expect(taken.get(path)).toHaveLength(size);
  }
  return taken;
}

export async function* inOrder<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  yield* items;
}

/** What the export of these events is made of. */
export async function exported(
  events: Iterable<ExportedEvent>,
  until: Until = {},
  checkpoints: readonly PublishedCheckpoint[] = [],
  journal = ledger,
): Promise<Files> {
  const read = eventsUntil(inOrder(events), until);
  const newestFirst = [...checkpoints].sort((a, b) => b.size - a.size);
  const published = (sizeMax: number) => inOrder(newestFirst.filter(({ size }) => size <= sizeMax));
  const made = new LedgerExport({ ledger: journal, events: read, checkpoints: published });
  return filesOf(made.files(tmpdir()));
}

/** A folder that goes with the test. */
export function temporaryExportFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'ledger-export-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export function writeFiles(folder: string, files: Files): void {
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}

/** Every file below a folder, by path, in ascending order. */
export function readFiles(folder: string): Files {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(files.sort().map((file) => [file.slice(folder.length + 1), readFileSync(file)]));
}

export interface ReadManifest {
  readonly [field: string]: unknown;
  readonly files: Readonly<Record<string, string>>;
}

export function manifestIn(files: Files): ReadManifest {
  return JSON.parse(String(files.get('manifest.json'))) as ReadManifest;
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
