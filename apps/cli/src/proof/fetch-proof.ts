import { writeFileSync } from 'node:fs';
import { cliSettings } from '@settings/settings';
import type { Command } from 'commander';
import { apiOf } from '../addresses';
import { wholeNumber } from '../whole-number';
import { entryIn } from './entry-file';

interface Options {
  readonly ledger: string;
  readonly seq: number;
  readonly size?: number;
  readonly out?: string;
  readonly entry?: string;
}

/** `ledger proof fetch`: that one entry is included in the journal, without showing any other. */
export function define(command: Command): void {
  command
    .requiredOption('--ledger <id>', 'the ledger')
    .requiredOption('--seq <seq>', 'the entry', wholeNumber(0, 1e15))
    .option(
      '--size <entries>',
      'under the checkpoint of this many entries (default: the latest)',
      wholeNumber(0, 1e15),
    )
    .option('--out <file>', 'write the proof to a file, such as 42.tlog-proof, instead of printing it')
    .option('--entry <file>', 'write the entry to a file, too')
    .action(give);
}

async function give({ ledger, seq, size, out, entry }: Options): Promise<void> {
  const api = apiOf(cliSettings());
  const path = `/v1/ledgers/${encodeURIComponent(ledger)}/entries/${seq}`;
  const proof = await api.text(`${path}/proof${size === undefined ? '' : `?size=${size}`}`);
  if (entry !== undefined) writeFileSync(entry, entryIn(Buffer.from(await api.text(path))));
  if (out === undefined) process.stdout.write(proof);
  else writeFileSync(out, proof);
}
