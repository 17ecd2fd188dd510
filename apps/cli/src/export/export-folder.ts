import { tmpdir } from 'node:os';
import { encrypted, encrypterTo } from '@export/encrypted';
import { writeFolder, writeNewFile } from '@export/folder';
import { LedgerExport, type CheckpointSource } from '@export/ledger-export';
import { tarOf } from '@export/tar';
import { journalSource, withProgress, type ExportTask } from './journal-source';
import { begun, type FolderReport } from './report';
import { writeChunks } from './write-chunks';

/** An export as a folder, or as one file that only the recipients can read. */
export interface FolderTask extends ExportTask {
  /** Recipients of age; plain without any. */
  readonly encryptTo: readonly string[];
}

/**
 * Writes the journal of a ledger into a folder, or as an encrypted archive into a file.
 * @throws UsageError, Failure and the errors of folder, store and notary
 */
export async function exportFolder(task: FolderTask, checkpoints: CheckpointSource): Promise<FolderReport> {
  const finish = begun(task);
  const isEncrypted = task.encryptTo.length > 0;
  const encrypter = encrypterTo(task.encryptTo);
  const source = await journalSource(task);
  return withProgress(source.last + 1, async (counted) => {
    const events = counted(source.read());
    const made = new LedgerExport({ ledger: task.ledger, events, checkpoints });
    if (isEncrypted) {
      const archive = tarOf(made.files(tmpdir()), Math.floor(Date.now() / 1_000));
      await writeNewFile(task.out, (path) => writeChunks(path, encrypted(encrypter, archive)));
    } else await writeFolder(task.out, (spoolFolder) => made.files(spoolFolder));
    const { format: _, ...manifest } = made.manifest;
    return { ...finish(), ...manifest, format: 'tiles', isEncrypted, covered: String(made.covered) };
  });
}
