import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseCheckpoint, type Checkpoint } from '@proof/checkpoint';
import { writeDurably } from '@proof/durable-file';
import { emptyRoot, type TreeHead } from '@proof/merkle';

const lastSeen = '.checkpoint';
const otherHistory = '.other-history';

/**
 * The last checkpoint of each log that this witness may have cosigned, one file each, as the log signed it, in a folder
 * that it alone writes.
 */
export class WitnessedHeads {
  private readonly heads = new Map<string, TreeHead>();

  /** @throws Error where a file cannot be read: a witness that forgot what it saw would vouch for two histories */
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(folder).filter((each) => each.endsWith(lastSeen))) {
      const { log, size, root } = readHead(join(folder, name));
      this.heads.set(log, { size, root });
    }
  }

  /** The head of no entries where none was seen. */
  of(log: string): TreeHead {
    return this.heads.get(log) ?? { size: 0, root: emptyRoot };
  }

  /** Durable when it returns. @param note the signed checkpoint, verbatim */
  advance({ log, size, root }: Checkpoint, note: string): void {
    writeDurably(this.fileOf(log, lastSeen), note);
    this.heads.set(log, { size, root });
  }

  /**
   * Keeps a checkpoint that contradicts the last one: both together prove that the log signed two histories.
   * @returns the file
   */
  keepOther(log: string, note: string): string {
    const file = this.fileOf(log, otherHistory);
    writeDurably(file, note);
    return file;
  }

  private fileOf(log: string, suffix: string): string {
    return join(this.folder, encodeURIComponent(log) + suffix);
  }
}

function readHead(file: string): Checkpoint {
  try {
    return parseCheckpoint(readFileSync(file, 'utf8')).checkpoint;
  } catch (cause) {
    throw new Error(
      `What was witnessed cannot be read from ${file} (${(cause as Error).message}); restore it from its backup.`,
      { cause },
    );
  }
}
