import { cliSettings } from '@settings/settings';
import type { Command } from 'commander';
import { apiOf } from '../addresses';
import { commandInWords, type ShownCommand } from '../approval/command-in-words';
import { requireHashOf } from '../approval/require-hash';
import { Failure } from '../failure';
import { accepted } from '../keys/listed-keys';
import { askFor, report, type ChangeOptions } from './change-access';

interface ListedProposal {
  readonly id: string;
  readonly maker: string;
  readonly hash: string;
  readonly expiresAt: string;
  readonly change: ShownCommand;
}

type EndOptions = ChangeOptions & { readonly reason: string };

/** `ledger access proposal`: changes of access that wait for a second administrator. */
export function define(command: Command): void {
  command
    .command('list')
    .description('list the open proposals')
    .option('--json', 'print one line of JSON')
    .action(list);
  command
    .command('approve')
    .description('show a proposal that another administrator made, and approve it')
    .argument('<id>', 'the proposal')
    .option('--hash <hash>', 'its hash, as list shows it: it says which change you approve')
    .option('--json', 'print one line of JSON')
    .action(approve);
  ends(command, 'reject', 'reject a proposal that another administrator made', 'Rejected');
  ends(command, 'retract', 'retract your own proposal', 'Retracted');
}

function ends(command: Command, name: string, description: string, done: string): void {
  command
    .command(name)
    .description(description)
    .argument('<id>', 'the proposal')
    .requiredOption('--reason <text>', 'why')
    .option('--json', 'print one line of JSON')
    .action(async (id: string, options: EndOptions) => {
      const path = `/proposals/${encodeURIComponent(id)}/${name}`;
      report(await askFor(path, { reason: options.reason }, {}), `${done} ${id}.`, options);
    });
}

async function approve(id: string, options: ChangeOptions & { readonly hash?: string }): Promise<void> {
  const proposal = (await open()).find((each) => each.id === id);
  if (!proposal) throw new Failure(`No proposal ${id} is open: see npx ledger access proposal list.`);
  const { change: command, hash } = proposal;
  if (!options.json) console.log(inWords(proposal));
  requireHashOf({ command, hash }, options.hash, `npx ledger access proposal approve ${id}`);
  const answer = await askFor(`/proposals/${encodeURIComponent(id)}/approve`, { hash }, {});
  report(answer, `Approved ${id}; the change is made.`, options);
}

async function list({ json }: { json?: true }): Promise<void> {
  const items = await open();
  if (json) return console.log(JSON.stringify(items));
  for (const proposal of items) console.log(inWords(proposal));
}

async function open(): Promise<readonly ListedProposal[]> {
  const { items } = accepted(await apiOf(cliSettings()).get('/v1/access/proposals')) as unknown as {
    items: readonly ListedProposal[];
  };
  return items;
}

function inWords({ change, expiresAt, hash, id, maker }: ListedProposal): string {
  return [`Proposal ${id} by ${maker}, until ${expiresAt}`, ...commandInWords(change), `Hash: ${hash}`].join(
    '\n',
  );
}
