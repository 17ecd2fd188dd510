import { writeFolder } from '@export/folder';
import { LedgerExport, type CheckpointSource } from '@export/ledger-export';
import { journalSource, withProgress, type ExportTask } from './journal-source';
import { begun, type FolderReport } from './report';

/** Writes the journal of a ledger into a folder. @throws Failure and the errors of folder, store and notary */
export async function exportFolder(task: ExportTask, checkpoints: CheckpointSource): Promise<FolderReport> {
  const finish = begun(task);
  const source = await journalSource(task);
  return withProgress(source.last + 1, async (counted) => {
    const events = counted(source.read());
    const made = new LedgerExport({ ledger: task.ledger, events, checkpoints });
    await writeFolder(task.out, (spoolFolder) => made.files(spoolFolder));
    const { format: _, ...manifest } = made.manifest;
    return { ...finish(), ...manifest, format: 'tiles', covered: String(made.covered) };
  });
}
