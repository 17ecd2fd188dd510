import { Option, type Command } from 'commander';
import { accessJournalId } from '@access/access-book';
import { ledgerIdPattern } from '@ledger/ledger-id';
import { FolderRefused } from '@export/folder';
import { UnreadableEntry } from '@export/hledger-file';
import { NothingToExport } from '@export/ledger-export';
import { connectEventStore } from '@streams/eventstore-stream';
import { MalformedTile } from '@proof/tiles';
import { StoreUnavailable } from '@streams/stream';
import { UsageError } from '@verifier/export-fault';
import { JournalFault } from '@verifier/journal/fault';
import { cliSettings, type CliSettings } from '@settings/settings';
import { apiOf, eventStoreAddress } from '../addresses';
import { Failure, usageError } from '../failure';
import { exportAccount } from './export-account';
import { exportFolder, type FolderTask } from './export-folder';
import { exportHledger } from './export-hledger';
import { published } from './published';
import { sentencesOf, type AccountReport, type FolderReport, type HledgerReport } from './report';
import { addUntilOptions, untilOf, type UntilOptions } from './until-options';

interface Options extends UntilOptions {
  readonly ledger: string;
  readonly out: string;
  readonly format: 'tiles' | 'hledger';
  readonly account?: string;
  readonly encryptTo: readonly string[];
  readonly json?: true;
}

const help = `
The folder contains everything needed to verify the journal independently: the entries and their Merkle tree in the
layout of tlog-tiles, seals, keys, checkpoints and a manifest. It gets its name only when it is complete. With --to-seq,
it ends with the append that contains the entry, because an append is sealed as a whole.

Checkpoints come from the notary's tables in Postgres (DATABASE_URL, or the instance that start runs). Without them,
only the seals prove the export, and the verifier reports it as incomplete.

With --format hledger, the output is one file: the transactions in hledger's format, by effective day (UTC), debits
positive, with an assertion of every balance at the end. Check it with
LANG=C.UTF-8 hledger -f FILE check --strict balancednoautoconversion ordereddates

With --account, the output is one file: the statement and history of that account in lines of JSON, each entry with
its proof under the newest checkpoint, from the API (LEDGER_API_URL, or the instance that start runs).

With --encrypt-to, the output is one file: the folder as a tar archive, or the account, encrypted by age to its recipients.
npx ledger verify and npx ledger replay read it with --identity; age --decrypt does, too.

Exit codes: 0 exported, 1 not exported, 3 usage error.`;

/** `ledger export`: the journal of a ledger as files. */
export function define(command: Command): void {
  command
    .requiredOption('--ledger <id>', 'ledger to export; _access for the access journal')
    .requiredOption('--out <path>', 'folder to write, new or empty; with --account or hledger, a new file')
    .addOption(
      new Option('--format <name>', 'format of the output').choices(['tiles', 'hledger']).default('tiles'),
    )
    .addOption(
      new Option('--account <path>', 'write the statement of one account, with proofs').conflicts([
        'format',
        'toSeq',
        'toTime',
      ]),
    );
  addUntilOptions(command)
    .option(
      '--encrypt-to <recipient>',
      'encrypt to this recipient of age (age1…); may be repeated',
      (recipient: string, before: readonly string[]) => [...before, recipient],
      [],
    )
    .option('--json', 'print one line of JSON')
    .addHelpText('after', help)
    .action(exportLedger);
}

async function exportLedger(options: Options): Promise<void> {
  requireJournal(options);
  try {
    const report = await exportAs(options, cliSettings());
    console.log(options.json ? JSON.stringify(report) : sentencesOf(report));
  } catch (cause) {
    if (cause instanceof UsageError) throw new Failure(cause.message, usageError);
    throw isForTheUser(cause) ? new Failure((cause as Error).message) : cause;
  }
}

/** The access journal has neither transactions nor accounts. @throws Failure of a usage error */
function requireJournal({ ledger, format, account, encryptTo }: Options): void {
  const isAccess = ledger === accessJournalId;
  if (!isAccess && !ledgerIdPattern.test(ledger))
    throw new Failure(`${JSON.stringify(ledger)} is not the id of a ledger.`, usageError);
  if (isAccess && (format === 'hledger' || account !== undefined))
    throw new Failure(`${ledger} is the access journal: it is exported as a whole, as tiles.`, usageError);
  if (format === 'hledger' && encryptTo.length > 0)
    throw new Failure('An hledger journal is written in plain text: encrypt it with age -r.', usageError);
}

async function exportAs(
  { ledger, out, format, account, encryptTo, ...span }: Options,
  settings: CliSettings,
): Promise<FolderReport | HledgerReport | AccountReport> {
  if (account !== undefined) return exportAccount({ api: apiOf(settings), ledger, account, out, encryptTo });
  const stream = connectEventStore(eventStoreAddress(settings));
  const task = { stream, ledger, out, until: untilOf(span), encryptTo };
  const exporting = format === 'hledger' ? exportHledger(task) : withCheckpoints(settings, task);
  return exporting.finally(() => stream.close());
}

async function withCheckpoints(settings: CliSettings, task: FolderTask): Promise<FolderReport> {
  const { checkpoints, close } = await published(settings, task.ledger);
  return exportFolder(task, checkpoints).finally(close);
}

function isForTheUser(cause: unknown): boolean {
  return expected.some((kind) => cause instanceof kind);
}

const expected = [
  FolderRefused,
  JournalFault,
  MalformedTile,
  NothingToExport,
  StoreUnavailable,
  UnreadableEntry,
];
