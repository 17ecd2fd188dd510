import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkpoint } from '@proof/checkpoint';
import { writeDurably } from '@proof/durable-file';
import { NotContinued } from './not-continued';

/** A head that was signed, or was about to be, and what is needed to go on from it. */
export interface SignedHead extends Checkpoint {
  /** Seqs of the entries under it that say which keys may sign. */
  readonly keySeqs: readonly number[];
}

const suffix = '.json';

/**
 * The last signed head of each ledger: the notary's own memory, one file each in a folder that nobody else writes. A
 * file is written, flushed and renamed into place before the signature is made, so no crash makes the notary forget
 * what it may have signed.
 */
export class SignedHeads {
  private readonly heads = new Map<string, SignedHead>();

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(folder)) {
      if (name.endsWith(suffix)) this.heads.set(name.slice(0, -suffix.length), readHead(join(folder, name)));
    }
  }

  ledgers(): string[] {
    return [...this.heads.keys()];
  }

  of(ledger: string): SignedHead | undefined {
    return this.heads.get(ledger);
  }

  /**
   * Durable when it returns. The same head once more is no new one.
   * @throws NotContinued at a second head of one size, or a smaller one
   */
  advance(ledger: string, head: SignedHead): void {
    const last = this.heads.get(ledger);
    if (last) requireSuccessor(last, head);
    if (last?.size === head.size) return;
    writeDurably(join(this.folder, ledger + suffix), textOf(head));
    this.heads.set(ledger, head);
  }
}

function requireSuccessor(last: Checkpoint, { log, size, root }: Checkpoint): void {
  if (log !== last.log) throw new NotContinued(`What was signed as ${last.log} is now called ${log}.`);
  if (size < last.size) {
    throw new NotContinued(`${log} has ${size} entries, and ${last.size} were signed before.`);
  }
  if (size === last.size && !root.equals(last.root)) {
    throw new NotContinued(`${log} has another root at ${size} entries than the one signed before.`);
  }
}

function textOf({ log, size, root, keySeqs }: SignedHead): string {
  return `${JSON.stringify({ log, size, root: root.toString('base64'), keySeqs })}\n`;
}

/** A broken file is no reason to start over: it says what was signed. */
function readHead(file: string): SignedHead {
  try {
    const { log, size, root, keySeqs } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    const hash = Buffer.from(String(root), 'base64');
    const isWhole = typeof log === 'string' && Number.isSafeInteger(size) && hash.length === 32;
    if (!isWhole || !Array.isArray(keySeqs)) throw new SyntaxError('a field is missing');
    return { log, size: size as number, root: hash, keySeqs: keySeqs.map(Number) };
  } catch (cause) {
    const { message } = cause as Error;
    throw new Error(`The signed head in ${file} cannot be read (${message}); restore it from its backup.`, {
      cause,
    });
  }
}
