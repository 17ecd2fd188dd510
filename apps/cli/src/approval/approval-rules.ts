import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { cliSettings } from '@settings/settings';
import { apiOf } from '../addresses';
import { Failure, usageError } from '../failure';
import { accepted } from '../keys/listed-keys';
import { ledgerId } from '../ledger-option';

interface Options {
  readonly ledger: string;
  readonly json?: true;
}

interface Rule {
  readonly name: string;
  readonly commands: readonly string[];
  readonly accounts?: readonly string[];
  readonly above?: readonly { readonly amount: string; readonly currency: string }[];
  readonly approvals: string;
}

interface Proposed {
  readonly id: string;
  readonly hash: string;
  readonly expiresAt: string;
}

/** `ledger approval-rules`: which commands of a ledger need the approval of other persons. */
export function define(command: Command): void {
  onLedger(command, 'show', 'show the approval rules in force').action(show);
  onLedger(command, 'set', 'replace all approval rules of a ledger')
    .requiredOption(
      '--file <path>',
      'JSON file with the list of rules, as show --json prints it; [] removes them',
    )
    .option('--propose', 'propose it, where a rule asks for the approval of another person')
    .action(set);
}

function onLedger(command: Command, name: string, description: string): Command {
  return command
    .command(name)
    .description(description)
    .requiredOption('--ledger <id>', 'the ledger', ledgerId)
    .option('--json', 'print one line of JSON');
}

async function show({ ledger, json }: Options): Promise<void> {
  const { rules } = accepted(await apiOf(cliSettings()).get(pathOf(ledger))) as unknown as {
    readonly rules: readonly Rule[];
  };
  if (json) return console.log(JSON.stringify(rules));
  if (rules.length === 0) return console.log('None: no command needs the approval of another person.');
  for (const rule of rules) console.log(inWords(rule));
}

/** Such as `payouts: 1 approval for PostTransaction on bank, above 10000.00 EUR`. */
function inWords({ above, accounts, approvals, commands, name }: Rule): string {
  const limits = above?.map(({ amount, currency }) => `${amount} ${currency}`);
  return [
    `${name}: ${approvals === '1' ? '1 approval' : `${approvals} approvals`} for ${commands.join(', ')}`,
    ...(accounts ? [` on ${accounts.join(', ')}`] : []),
    ...(limits ? [`, above ${limits.join(', ')}`] : []),
  ].join('');
}

async function set({
  file,
  ledger,
  json,
  propose,
}: Options & { readonly file: string; readonly propose?: true }): Promise<void> {
  const path = `${pathOf(ledger)}${propose ? '?propose=true' : ''}`;
  const change = { key: randomUUID(), body: { rules: rulesIn(file) } };
  const answer = accepted(await apiOf(cliSettings()).write('PUT', path, change));
  if (json) return console.log(JSON.stringify(answer));
  const proposal = answer['proposal'] as Proposed | undefined;
  if (!proposal) return console.log(`Set. Entry ${String(answer['seq'])} of ${ledger} says so.`);
  const { expiresAt, hash, id } = proposal;
  console.log(
    `Proposed until ${expiresAt}. Another person approves it:\n` +
      `npx ledger proposals approve ${id} --ledger ${ledger} --hash ${hash}`,
  );
}

/** @throws Failure where the file cannot be read, or has no list */
function rulesIn(file: string): unknown {
  try {
    const rules: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (Array.isArray(rules)) return rules;
  } catch (cause) {
    throw new Failure(`${file} cannot be read as JSON: ${(cause as Error).message}`, usageError);
  }
  throw new Failure(
    `${file} has to contain a list of rules: [{ "name": …, "commands": […], "approvals": "1" }].`,
    usageError,
  );
}

function pathOf(ledger: string): string {
  return `/v1/ledgers/${ledger}/approval-rules`;
}
