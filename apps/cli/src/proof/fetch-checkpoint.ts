import { writeFileSync } from 'node:fs';
import { cliSettings } from '@settings/settings';
import type { Command } from 'commander';
import { apiOf } from '../addresses';
import { wholeNumber } from '../whole-number';

interface Options {
  readonly ledger: string;
  readonly size?: number;
  readonly out?: string;
}

/** `ledger checkpoint fetch`: what a notary signed of a ledger, for anyone who wants to check it later. */
export function define(command: Command): void {
  command
    .requiredOption('--ledger <id>', 'the ledger')
    .option(
      '--size <entries>',
      'the checkpoint of this many entries (default: the latest)',
      wholeNumber(0, 1e15),
    )
    .option('--out <file>', 'write it to a file instead of printing it')
    .action(async (options: Options) => give(await checkpointOf(options), options.out));
}

function checkpointOf({ ledger, size }: Options): Promise<string> {
  const path = `/v1/ledgers/${encodeURIComponent(ledger)}/checkpoint`;
  return apiOf(cliSettings()).text(size === undefined ? path : `${path}s/${size}`);
}

/** As it came, to the byte. */
function give(text: string, file: string | undefined): void {
  if (file === undefined) process.stdout.write(text);
  else writeFileSync(file, text);
}
