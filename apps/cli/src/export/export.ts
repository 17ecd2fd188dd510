import { Option, type Command } from 'commander';
import { ledgerIdPattern } from '@commands/fields';
import { FolderRefused } from '@export/folder';
import { UnreadableEntry } from '@export/hledger-file';
import { NothingToExport } from '@export/ledger-export';
import { connectEventStore } from '@journal/eventstore-stream';
import { StoreUnavailable } from '@journal/stream';
import { JournalFault } from '@journal/verify-fault';
import { cliSettings, type CliSettings } from '@settings/settings';
import { eventStoreAddress } from '../addresses';
import { Failure, wrongUse } from '../failure';
import { exportFolder } from './export-folder';
import { exportHledger } from './export-hledger';
import type { ExportTask } from './journal-source';
import { published } from './published';
import { sentencesOf, type FolderReport } from './report';
import { addSpanOptions, untilOf, type SpanOptions } from './span';

interface Options extends SpanOptions {
  readonly ledger: string;
  readonly out: string;
  readonly format: 'tiles' | 'hledger';
  readonly json?: true;
}

const help = `
The folder holds all that is needed to prove the journal without us: the entries and their Merkle tree in the layout
of tlog-tiles, seals, keys, checkpoints and a manifest. It is written beside its place and takes its name when it is
whole. With --to-seq it ends with the append that the entry belongs to, because an append is sealed as a whole.

Checkpoints come from the notary's tables in Postgres (DATABASE_URL, or that of the running start); where there are
none, the export rests on its seals, and the verifier says that this is not enough.

With --format hledger it is one file instead, the transactions as hledger reads them, by effective day (UTC); debits
are positive. All balances are asserted at its end. Check it with
LANG=C.UTF-8 hledger -f FILE check --strict balancednoautoconversion ordereddates

Exit codes: 0 exported, 1 not, 3 wrong use.`;

/** `ledger export`: the journal of a ledger as files. */
export function define(command: Command): void {
  command
    .requiredOption('--ledger <id>', 'ledger to export')
    .requiredOption('--out <path>', 'folder to write, empty or not there yet; a new file for hledger')
    .addOption(new Option('--format <name>', 'what to write').choices(['tiles', 'hledger']).default('tiles'));
  addSpanOptions(command)
    .option('--json', 'print one line of JSON')
    .addHelpText('after', help)
    .action(exportLedger);
}

async function exportLedger({ ledger, out, format, json, ...span }: Options): Promise<void> {
  if (!ledgerIdPattern.test(ledger))
    throw new Failure(`${JSON.stringify(ledger)} is not the id of a ledger.`, wrongUse);
  const settings = cliSettings();
  const stream = connectEventStore(eventStoreAddress(settings));
  try {
    const task = { stream, ledger, out, until: untilOf(span) };
    const report = format === 'hledger' ? await exportHledger(task) : await withCheckpoints(settings, task);
    console.log(json ? JSON.stringify(report) : sentencesOf(report));
  } catch (cause) {
    throw isForTheUser(cause) ? new Failure((cause as Error).message) : cause;
  } finally {
    await stream.close();
  }
}

async function withCheckpoints(settings: CliSettings, task: ExportTask): Promise<FolderReport> {
  const { checkpoints, close } = await published(settings, task.ledger);
  return exportFolder(task, checkpoints).finally(close);
}

function isForTheUser(cause: unknown): boolean {
  return expected.some((kind) => cause instanceof kind);
}

const expected = [FolderRefused, JournalFault, NothingToExport, StoreUnavailable, UnreadableEntry];
