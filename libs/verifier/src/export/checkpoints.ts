import { parseCheckpoint, type Checkpoint } from '@proof/checkpoint';
import type { NotarySignature } from '../journal/key-history';
import type { SignedNote } from '@proof/note';
import { ExportFault, UsageError } from '../export-fault';
import type { ReadFile } from './export-tree';

/** A checkpoint that was kept outside the export: what it says is taken for true. */
export interface KeptCheckpoint {
  /** Where it was kept, for people. */
  readonly name: string;
  readonly checkpoint: Checkpoint;
  readonly note: SignedNote;
}

/** @throws UsageError where one is about another journal, of which the export can say nothing */
export function requireSameLog(held: readonly KeptCheckpoint[], log: string): void {
  const other = held.find(({ checkpoint }) => checkpoint.log !== log);
  if (other) throw new UsageError(`${other.name} is a checkpoint of ${other.checkpoint.log}, not of ${log}.`);
}

/**
 * @param signature what the signatures in it are worth, as the journal says
 * @throws UsageError where one is not by the notary that it names: the file is not what was kept
 */
export function requireUndamaged({ name }: KeptCheckpoint, signature: NotarySignature): void {
  if (signature.state !== 'invalid') return;
  const key = `${signature.key.name}+${signature.key.keyId}`;
  throw new UsageError(
    `${name} is damaged: its signature by the notary's key ${key} is invalid. ` +
      'If it is unchanged, the journal was rewritten under another key with that id.',
  );
}

/** What a checkpoint is held against: the journal as it was walked up to its size. */
export interface WalkedJournal {
  /** `<origin>/<ledgerId>` */
  readonly log: string;
  readonly size: number;
  root(): Buffer;
  /**
   * Requires that a notary whose key was valid at this size signed the note.
   * @param seq reported as the first bad one
   * @throws JournalFault of the key or the signature
   */
  requireNotary(note: SignedNote, size: number, seq: number): void;
  /** What its lines by notaries are worth, as far as the journal was walked. */
  notarySignature(note: SignedNote): NotarySignature;
}

interface Awaited {
  readonly path: string;
  readonly size: number;
}

/** Longest note: a checkpoint with some dozens of cosignatures. */
const noteBytesMax = 65_536;

/** The checkpoints of an export and those from outside, each judged when the walk has come to its size. */
export class Checkpoints {
  /** Checkpoints of the export that were found in order. */
  count = 0;
  /** Entries that the newest of them speaks for. */
  covered = 0;
  /** The note of `checkpoint`, once it was found in order. */
  newest: SignedNote | undefined;
  private newestSize = 0;
  private readonly awaited: Awaited[];
  private readonly held: KeptCheckpoint[];
  private heldCovered = 0;
  /** From outside, over other entries, and by no notary that the walk had met: one may be met later. */
  private readonly unknown: { readonly held: KeptCheckpoint; readonly fault: ExportFault }[] = [];
  private readonly flaw: ExportFault | undefined;

  constructor(
    paths: Iterable<string>,
    private readonly read: ReadFile,
    held: readonly KeptCheckpoint[],
  ) {
    this.held = [...held].sort((a, b) => a.checkpoint.size - b.checkpoint.size);
    const awaited = [...paths].flatMap((path) =>
      path.startsWith('checkpoints/') ? [{ path, size: Number(path.slice('checkpoints/'.length)) }] : [],
    );
    const newest = this.newestAwaited();
    if (newest instanceof ExportFault) this.flaw = newest;
    else if (newest) awaited.push(newest);
    this.awaited = awaited.sort((a, b) => a.size - b.size);
  }

  /** Whether a checkpoint is to be judged at this size. */
  isDue(size: number): boolean {
    return this.awaited[0]?.size === size || this.held[0]?.checkpoint.size === size;
  }

  /** @throws ExportFault, JournalFault; UsageError where one from outside is damaged */
  judge(journal: WalkedJournal): void {
    while (this.awaited[0]?.size === journal.size) {
      const { path } = this.awaited.shift()!;
      const note = this.judgeOwn(path, journal.size, journal);
      if (path === 'checkpoint') {
        this.newest = note;
        this.newestSize = journal.size;
      }
      this.count += 1;
      this.covered = journal.size;
    }
    while (this.held[0]?.checkpoint.size === journal.size) this.judgeHeld(this.held.shift()!, journal);
  }

  /**
   * To be called after the last entry.
   * @returns the first checkpoint, and the first one from outside, that are about more entries than there are
   * @throws ExportFault, JournalFault, UsageError
   */
  end(journal: WalkedJournal): { beyond: string | undefined; heldBeyond: KeptCheckpoint | undefined } {
    if (this.flaw) throw this.flaw;
    for (const held of this.held) requireUndamaged(held, journal.notarySignature(held.note));
    for (const { held, fault } of this.unknown) {
      requireUndamaged(held, journal.notarySignature(held.note));
      throw fault;
    }
    const [beyond] = this.awaited;
    if (beyond) this.readOwn(beyond.path, beyond.size, journal);
    // A key may have been found compromised after the checkpoint, from an entry before it on.
    if (this.newest) journal.requireNotary(this.newest, this.newestSize, this.newestSize - 1);
    if (this.newest && this.newestSize < this.covered) {
      const detail = `checkpoint covers ${this.newestSize} entries, but there is one of ${this.covered}.`;
      throw new ExportFault('CheckpointMisplaced', null, detail);
    }
    return { beyond: beyond?.path, heldBeyond: this.held[0] };
  }

  private newestAwaited(): Awaited | ExportFault | undefined {
    const bytes = this.read('checkpoint', noteBytesMax);
    if (!bytes) return undefined;
    try {
      return { path: 'checkpoint', size: parseCheckpoint(bytes.toString()).checkpoint.size };
    } catch (error) {
      return new ExportFault('CheckpointMalformed', null, `checkpoint: ${sentence(error)}`);
    }
  }

  private judgeOwn(path: string, size: number, journal: WalkedJournal): SignedNote {
    const { checkpoint, note } = this.readOwn(path, size, journal);
    if (!checkpoint.root.equals(journal.root())) {
      throw new ExportFault(
        'CheckpointDiffers',
        this.covered,
        `The root in ${path} is not that of the first ${size} entries.`,
      );
    }
    return note;
  }

  /** The checkpoint in a file, signed by a notary; its root is not looked at. */
  private readOwn(
    path: string,
    size: number,
    journal: WalkedJournal,
  ): { checkpoint: Checkpoint; note: SignedNote } {
    const fault = (
      faultClass: 'CheckpointMalformed' | 'CheckpointForOtherLog' | 'CheckpointMisplaced',
      detail: string,
    ) => new ExportFault(faultClass, this.covered, `${path}: ${detail}`);
    let read: { checkpoint: Checkpoint; note: SignedNote };
    const bytes = this.read(path, noteBytesMax)!;
    try {
      read = parseCheckpoint(bytes.toString());
    } catch (error) {
      throw fault('CheckpointMalformed', sentence(error));
    }
    const { checkpoint, note } = read;
    if (!Buffer.from(bytes.toString()).equals(bytes)) throw fault('CheckpointMalformed', 'not UTF-8');
    if (checkpoint.log !== journal.log)
      throw fault('CheckpointForOtherLog', `it is for ${checkpoint.log}, not ${journal.log}.`);
    if (checkpoint.size !== size)
      throw fault('CheckpointMisplaced', `it is about ${checkpoint.size} entries.`);
    journal.requireNotary(note, size, this.covered);
    return read;
  }

  private judgeHeld(held: KeptCheckpoint, journal: WalkedJournal): void {
    const { name, checkpoint, note } = held;
    const { size, root } = checkpoint;
    const signature = journal.notarySignature(note);
    requireUndamaged(held, signature);
    if (root.equals(journal.root())) {
      this.heldCovered = size;
      return;
    }
    const detail = `${name} was made over other bytes of the first ${size} entries.`;
    const isFork = this.covered === size && isSigned(note, journal);
    const fault = new ExportFault(isFork ? 'Forked' : 'KeptCheckpointDiffers', this.heldCovered, detail);
    if (signature.state === 'valid') throw fault;
    this.unknown.push({ held, fault });
  }
}

function isSigned(note: SignedNote, journal: WalkedJournal): boolean {
  try {
    journal.requireNotary(note, journal.size, 0);
    return true;
  } catch {
    return false;
  }
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
