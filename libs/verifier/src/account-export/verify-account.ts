import { realpathSync, statSync } from 'node:fs';
import type { AccountExportEnd } from '@proof/account-export-format';
import type { Policy } from '@proof/witness-policy';
import { AccountWalk } from './account-walk';
import { requireSameLog, requireUndamaged, type KeptCheckpoint } from '../export/checkpoints';
import { ExportFault, ExportIncomplete, UsageError } from '../export-fault';
import { verdictOf, type Verdict } from '../verdict';
import { linesOf } from '../export/lines';
import { requireQuorum } from '../require-quorum';
import { logOf } from '../log-of';
import { filePieces } from '../export/file-pieces';

export interface AccountOptions {
  /** File of the account's export. */
  readonly file: string;
  readonly rootKey: string;
  /** Checkpoints that were kept outside; only one of the same size can be compared. */
  readonly held: readonly KeptCheckpoint[];
  readonly policy: Policy | undefined;
  /** POSIX seconds. */
  readonly now: number;
}

/** What was found in the export of an account, as `--json` prints it. */
export interface AccountReport extends Verdict {
  /** The file. */
  readonly accountExport: string;
  readonly ledger: string | null;
  readonly account: string | null;
  /** Entries that were proved. */
  readonly entries: number;
  readonly postings: number;
  /** Lines of the account: postings and what holds set aside or release. */
  readonly lines: number;
  /** Entries of the journal that the checkpoint is about. */
  readonly checkpointed: number;
  readonly held: number;
  readonly cosignedBy: readonly string[] | null;
  /** The figures after the last posting in each currency. */
  readonly closing: AccountExportEnd['end']['closing'];
}

/** Longest line: the key events at the end of a journal with thousands of keys. */
const lineBytesMax = 4 * 1_048_576;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Verifies the export of one account from the root key alone: what it shows is true, and no posting before the last
 * is left out. That there is none after the last it cannot show.
 * @throws UsageError where the file or the root key is none, or a checkpoint from outside is damaged or cannot be compared
 */
export function verifyAccountExport(options: AccountOptions): AccountReport {
  const { file, rootKey, held } = options;
  const log = logOf(rootKey);
  requireSameLog(held, log);
  const lines = linesOf(filePieces(realFile(file)), lineBytesMax);
  let walk: AccountWalk | undefined;
  let cosignedBy: readonly string[] | null = null;
  const verdict = verdictOf(() => {
    const header = lines.next();
    if (header.done) throw new ExportIncomplete('FileCutOff', 'The file is empty.');
    walk = new AccountWalk(textOf(header.value), log, rootKey);
    for (const line of lines) walk.take(textOf(line));
    walk.requireEnd();
    requireHeld(walk, held);
    const { policy, now } = options;
    if (policy) cosignedBy = requireQuorum(policy, walk.note, 0, now);
  });
  return {
    accountExport: file,
    ledger: walk?.ledger ?? null,
    account: walk?.header.account ?? null,
    entries: walk?.entries ?? 0,
    postings: walk?.postings ?? 0,
    lines: walk?.lines ?? 0,
    checkpointed: walk?.checkpoint.size ?? 0,
    held: held.length,
    cosignedBy,
    closing: walk?.closing ?? [],
    ...verdict,
  };
}

/** The file itself, where a link was given. @throws UsageError */
function realFile(file: string): string {
  try {
    // The file itself may be a link, as its path was given by the user.
    const real = realpathSync(file);
    if (statSync(real).isFile()) return real;
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}.`);
  }
  throw new UsageError(`${file} is not a file.`);
}

/** @throws ExportFault AccountExportMalformed */
function textOf(line: Buffer): string {
  try {
    if (line.length <= lineBytesMax) return utf8.decode(line);
  } catch {
    throw new ExportFault('AccountExportMalformed', null, 'A line is not UTF-8.');
  }
  throw new ExportFault('AccountExportMalformed', null, `A line has more than ${lineBytesMax} bytes.`);
}

function requireHeld({ checkpoint, keys }: AccountWalk, held: readonly KeptCheckpoint[]): void {
  for (const each of held) {
    const { name, checkpoint: other, note } = each;
    requireUndamaged(each, keys.notarySignature(note));
    if (other.size !== checkpoint.size) {
      const sizes = `${name} covers ${other.size} entries, the checkpoint of the file ${checkpoint.size}`;
      throw new UsageError(`${sizes}: only an export of the whole ledger can be compared with it.`);
    }
    if (!other.root.equals(checkpoint.root))
      throw new ExportFault('KeptCheckpointDiffers', 0, `${name} was made over other entries.`);
  }
}
