import { writeFileSync } from 'node:fs';
import { cliSettings } from '@settings/settings';
import type { Command } from 'commander';
import { apiOf } from '../addresses';
import { wholeNumber } from '../whole-number';

interface Options {
  readonly ledger: string;
  readonly from: number;
  readonly to?: number;
  readonly out?: string;
}

/** `ledger consistency fetch`: that a checkpoint extends an earlier one, for anyone who kept that one. */
export function define(command: Command): void {
  command
    .requiredOption('--ledger <id>', 'the ledger')
    .requiredOption('--from <entries>', 'entries of the older checkpoint', wholeNumber(0, 1e15))
    .option('--to <entries>', 'entries of the newer one (default: the latest)', wholeNumber(0, 1e15))
    .option('--out <file>', 'write the proof to a file instead of printing it')
    .action(give);
}

/** Hashes as they came, base64, one a line; none from 0 and between equal sizes. */
async function give({ ledger, from, to, out }: Options): Promise<void> {
  const asked = `from=${from}${to === undefined ? '' : `&to=${to}`}`;
  const path = `/v1/ledgers/${encodeURIComponent(ledger)}/consistency?${asked}`;
  const proof = await apiOf(cliSettings()).text(path);
  if (out === undefined) process.stdout.write(proof);
  else writeFileSync(out, proof);
}
