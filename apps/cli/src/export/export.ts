import type { Command } from 'commander';
import { ledgerIdPattern } from '@commands/fields';
import { FolderRefused } from '@export/folder';
import { NothingToExport } from '@export/ledger-export';
import { connectEventStore } from '@journal/eventstore-stream';
import { StoreUnavailable } from '@journal/stream';
import { cliSettings } from '@settings/settings';
import { eventStoreAddress } from '../addresses';
import { Failure, wrongUse } from '../failure';
import { exportFolder, sentencesOf } from './export-folder';
import { addSpanOptions, untilOf, type SpanOptions } from './span';

interface Options extends SpanOptions {
  readonly ledger: string;
  readonly out: string;
  readonly json?: true;
}

const help = `
The folder holds all that is needed to prove the journal without us: the entries and their Merkle tree in the layout
of tlog-tiles, seals, keys, checkpoints and a manifest. It is written beside its place and takes its name when it is
whole. With --to-seq it ends with the append that the entry belongs to, because an append is sealed as a whole.

Exit codes: 0 exported, 1 not, 3 wrong use.`;

/** `ledger export`: the journal of a ledger as a folder. */
export function define(command: Command): void {
  command
    .requiredOption('--ledger <id>', 'ledger to export')
    .requiredOption('--out <folder>', 'folder to write, which must be empty or not there yet');
  addSpanOptions(command)
    .option('--json', 'print one line of JSON')
    .addHelpText('after', help)
    .action(exportLedger);
}

async function exportLedger({ ledger, out, json, ...span }: Options): Promise<void> {
  if (!ledgerIdPattern.test(ledger))
    throw new Failure(`${JSON.stringify(ledger)} is not the id of a ledger.`, wrongUse);
  const stream = connectEventStore(eventStoreAddress(cliSettings()));
  try {
    const report = await exportFolder({
      stream,
      checkpoints: noCheckpoints,
      ledger,
      out,
      until: untilOf(span),
    });
    console.log(json ? JSON.stringify(report) : sentencesOf(report));
  } catch (cause) {
    throw isForTheUser(cause) ? new Failure((cause as Error).message) : cause;
  } finally {
    await stream.close();
  }
}

function isForTheUser(cause: unknown): boolean {
  return [FolderRefused, NothingToExport, StoreUnavailable].some((kind) => cause instanceof kind);
}

async function* noCheckpoints(): AsyncGenerator<never> {}
