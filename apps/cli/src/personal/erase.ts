import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { cliSettings } from '@settings/settings';
import { report, type ChangeOptions } from '../access/change-access';
import { apiOf } from '../addresses';
import { accepted } from '../keys/listed-keys';

const help = `
The text is erased in all ledgers and for good: its key is destroyed. Entries, proofs and exports stay as they are.`;

/** `ledger personal erase`: destroys the key of a person's text. */
export function define(command: Command): void {
  command
    .argument('<subject>', 'your id of the person')
    .option('--propose', 'propose it to a second administrator, as dual control requires')
    .option('--json', 'print one line of JSON')
    .requiredOption('--reason <text>', 'why, for readers of the access journal')
    .addHelpText('after', help)
    .action(erase);
}

/** @throws Failure with what the API says */
async function erase(subject: string, options: ChangeOptions & { readonly reason: string }): Promise<void> {
  const { propose, reason } = options;
  const path = `/v1/subjects/${encodeURIComponent(subject)}/erase${propose ? '?propose=true' : ''}`;
  const answer = await apiOf(cliSettings()).post(path, randomUUID(), { reason });
  report(accepted(answer), `Erased the personal text about ${subject}.`, options);
}
