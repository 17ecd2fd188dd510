import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseCheckpoint } from '@proof/checkpoint';
import { writeDurably } from '@proof/durable-file';
import type { Anchor, AnchoredCheckpoint } from './anchor';

const readableByAll = 0o644;

/** A folder with a file for each checkpoint, `<ledger>/<entries>`: on a disk that others mirror, or that forgets nothing. */
export function folderAnchor(folder: string): Anchor {
  return {
    name: `folder:${folder}`,
    anchor: (checkpoint) => Promise.resolve(checkpoint).then((each) => void keepIn(folder, each)),
  };
}

/**
 * Keeps a checkpoint in a folder; one that is there already stays as it is.
 * @returns the file
 * @throws Error where there is another one of the same size
 */
export function keepIn(folder: string, { ledger, head, note }: AnchoredCheckpoint): string {
  const file = join(folder, ledger, String(head.size));
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    writeDurably(file, note, readableByAll);
    return file;
  }
  const kept = parseCheckpoint(readFileSync(file, 'utf8')).checkpoint;
  if (kept.log === head.log && kept.size === head.size && kept.root.equals(head.root)) return file;
  throw new Error(`${file} holds another checkpoint of ${kept.log}: one of the two is not of this journal.`);
}
