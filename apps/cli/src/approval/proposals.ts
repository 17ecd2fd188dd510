import { randomUUID } from 'node:crypto';
import { Option, type Command } from 'commander';
import { proposalEnds } from '@ledger/proposal';
import { cliSettings } from '@settings/settings';
import { everyPage } from '../access/every-page';
import { apiOf } from '../addresses';
import type { ApiAnswer } from '../api-client';
import { accepted } from '../keys/listed-keys';
import { ledgerId } from '../ledger-option';
import { requireHashOf } from './require-hash';
import { nowIn, proposalAt, proposalInWords, type ShownProposal } from './shown-proposal';

const help = `
  ledger proposals list --ledger <id> [--status <status>]
  ledger proposals show <proposal> --ledger <id>
  ledger proposals approve <proposal> --ledger <id> --hash <hash>
  ledger proposals reject <proposal> --ledger <id> --reason <text>
  ledger proposals retract <proposal> --ledger <id> --reason <text>

approve shows what it approves, computes the hash of that, and approves only what has the hash that you name. Without
--hash it shows the proposal and approves nothing.

Exit codes: 0 done, 1 not, 3 usage error.`;

interface Options {
  readonly ledger: string;
  readonly json?: true;
}

type Step = 'approve' | 'reject' | 'retract';

/** `ledger proposals`: commands of a ledger that wait for the approval of other persons. */
export function define(command: Command): void {
  command.addHelpText('after', help);
  onLedger(command, 'list', 'list proposals, the open ones unless asked otherwise')
    .addOption(
      new Option('--status <status>', 'those of this status')
        .choices(['open', ...proposalEnds, 'all'])
        .default('open'),
    )
    .action(list);
  onProposal(command, 'show', 'show what is proposed, who approved it, and what became of it').action(show);
  onProposal(command, 'approve', 'approve a proposal that another person made')
    .option('--hash <hash>', 'its hash, as show and list print it: it says what you approve')
    .action(approve);
  onProposal(command, 'reject', 'reject a proposal that another person made')
    .requiredOption('--reason <text>', 'why')
    .action((id: string, options: Options & { reason: string }) => end(id, 'reject', options));
  onProposal(command, 'retract', 'take your own proposal back')
    .requiredOption('--reason <text>', 'why')
    .action((id: string, options: Options & { reason: string }) => end(id, 'retract', options));
}

function onLedger(command: Command, name: string, description: string): Command {
  return command
    .command(name)
    .description(description)
    .requiredOption('--ledger <id>', 'the ledger', ledgerId)
    .option('--json', 'print one line of JSON');
}

function onProposal(command: Command, name: string, description: string): Command {
  return onLedger(command, name, description).argument('<proposal>', 'its id');
}

async function list({ ledger, json, status }: Options & { readonly status: string }): Promise<void> {
  const api = apiOf(cliSettings());
  const filter = status === 'all' ? '' : `status=${status}&`;
  const path = `/v1/ledgers/${ledger}/proposals?${filter}order=asc&${await nowIn(api, ledger)}`;
  const proposals = await everyPage<ShownProposal>(api, path);
  if (json) return console.log(JSON.stringify(proposals));
  if (proposals.length === 0) return console.log('None.');
  for (const proposal of proposals) console.log(lineOf(proposal));
}

function lineOf({
  approvals,
  approvedBy,
  command,
  expiresAt,
  hash,
  id,
  maker,
  status,
}: ShownProposal): string {
  const so =
    status === 'open' ? `${approvedBy.length} of ${approvals} approvals, until ${expiresAt}` : status;
  return `${id}  ${command.type} by ${maker}, ${so}\n  hash ${hash}`;
}

async function show(id: string, { ledger, json }: Options): Promise<void> {
  const api = apiOf(cliSettings());
  const proposal = await proposalAt(api, ledger, id);
  if (json) return console.log(JSON.stringify(proposal));
  console.log((await proposalInWords(api, proposal)).join('\n'));
}

async function approve(
  id: string,
  { hash, ...options }: Options & { readonly hash?: string },
): Promise<void> {
  const { json, ledger } = options;
  const api = apiOf(cliSettings());
  const proposal = await proposalAt(api, ledger, id);
  if (!json) console.log((await proposalInWords(api, proposal)).join('\n'));
  requireHashOf(proposal, hash, `npx ledger proposals approve ${id} --ledger ${ledger}`);
  const receipt = await decide('approve', id, { ...options, body: { hash } });
  if (json) return console.log(JSON.stringify(receipt));
  const { id: entry, seq, type } = receipt;
  console.log(
    type === 'ProposalApproved'
      ? `Approved, entry ${String(seq)} of ${ledger}; it needs more approvals.`
      : `Approved and carried out: ${String(type)} is entry ${String(seq)} of ${ledger}, with the id ${String(entry)}.`,
  );
}

async function end(
  id: string,
  step: 'reject' | 'retract',
  { reason, ...options }: Options & { readonly reason: string },
): Promise<void> {
  const receipt = await decide(step, id, { ...options, body: { reason } });
  if (options.json) return console.log(JSON.stringify(receipt));
  const done = step === 'reject' ? 'Rejected' : 'Retracted';
  console.log(`${done} ${id}: entry ${String(receipt['seq'])} of ${options.ledger}.`);
}

async function decide(
  step: Step,
  id: string,
  { body, ledger }: { readonly body: object; readonly ledger: string },
): Promise<ApiAnswer['body']> {
  const path = `/v1/ledgers/${ledger}/proposals/${encodeURIComponent(id)}/${step}`;
  return accepted(await apiOf(cliSettings()).post(path, randomUUID(), body));
}
