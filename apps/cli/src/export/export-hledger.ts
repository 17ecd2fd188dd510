import { writeNewFile } from '@export/folder';
import { writeHledger } from '@export/hledger-file';
import { journalSource, withProgress, type ExportTask } from './journal-source';
import { begun, type HledgerReport } from './report';

/** Writes the transactions of a ledger as an hledger journal. @throws Failure and the errors of file and store */
export async function exportHledger(task: ExportTask): Promise<HledgerReport> {
  const finish = begun(task);
  const source = await journalSource(task);
  // The journal is read twice.
  return withProgress(2 * (source.last + 1), async (counted) => {
    const written = await writeNewFile(task.out, (path) => writeHledger(path, () => counted(source.read())));
    const { entries, transactions, accounts, assertions } = written;
    return {
      ...finish(),
      format: 'hledger',
      entries: String(entries),
      transactions: String(transactions),
      accounts: String(accounts),
      assertions: String(assertions),
    };
  });
}
