import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkpoint } from '@journal/checkpoint';
import { writeDurably } from '@journal/durable-file';
import { emptyRoot, hashBytes, type TreeHead } from '@journal/merkle';

const suffix = '.json';

/** The last head of each log that this witness may have cosigned, one file each, in a folder that it alone writes. */
export class WitnessedHeads {
  private readonly heads = new Map<string, TreeHead>();

  /** @throws Error where a file cannot be read: a witness that forgot what it saw would vouch for two histories */
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(folder).filter((each) => each.endsWith(suffix))) {
      const { log, size, root } = readHead(join(folder, name));
      this.heads.set(log, { size, root });
    }
  }

  /** The head of no entries where none was seen. */
  of(log: string): TreeHead {
    return this.heads.get(log) ?? { size: 0, root: emptyRoot };
  }

  /** Durable when it returns. */
  advance({ log, size, root }: Checkpoint): void {
    const text = JSON.stringify({ log, size, root: root.toString('base64') });
    writeDurably(join(this.folder, encodeURIComponent(log) + suffix), `${text}\n`);
    this.heads.set(log, { size, root });
  }
}

function readHead(file: string): Checkpoint {
  try {
    const { log, size, root } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    const hash = Buffer.from(String(root), 'base64');
    if (typeof log !== 'string' || !Number.isSafeInteger(size) || hash.length !== hashBytes)
      throw new SyntaxError('a member is missing');
    return { log, size: size as number, root: hash };
  } catch (cause) {
    throw new Error(
      `What was witnessed cannot be read from ${file} (${(cause as Error).message}); restore it from its backup.`,
      { cause },
    );
  }
}
