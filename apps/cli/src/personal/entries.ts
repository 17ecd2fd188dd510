import type { Command } from 'commander';
import { cliSettings } from '@settings/settings';
import { everyPage } from '../access/every-page';
import { apiOf } from '../addresses';

interface SubjectEntry {
  readonly ledger: string;
  readonly seq: string;
  readonly what: string;
  readonly id: string;
}

/** `ledger personal entries`: the entries that have text about a person, without the text. */
export function define(command: Command): void {
  command
    .argument('<subject>', 'your id of the person')
    .option('--json', 'print one line of JSON')
    .action(list);
}

async function list(subject: string, { json }: { readonly json?: true }): Promise<void> {
  const path = `/v1/subjects/${encodeURIComponent(subject)}/entries`;
  const entries = await everyPage<SubjectEntry>(apiOf(cliSettings()), path);
  if (json) return console.log(JSON.stringify(entries));
  for (const { ledger, seq, what, id } of entries) console.log(`${ledger} ${seq}: ${what} ${id}`);
}
