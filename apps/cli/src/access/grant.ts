import { roles, type Role } from '@access/grants/role';
import { cliSettings } from '@settings/settings';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { apiOf } from '../addresses';
import { askFor, changing, report, type ChangeOptions } from './change-access';
import { everyPage } from './every-page';
import { grantInWords, type ListedGrant } from './listed-grant';

/** The options of a grant are named after one of what its fields hold several of. */
const lists = {
  account: ['accounts', 'a node, with all below it; * is any one segment'],
  debit: ['debits', 'the same, for debits only'],
  credit: ['credits', 'the same, for credits only'],
  currency: ['currencies', 'a currency'],
  command: ['commands', 'the type of a command, such as PostTransaction'],
} as const;

interface AddOptions extends ChangeOptions {
  readonly role: Role;
  readonly ledger: string;
  readonly maximum?: readonly { readonly amount: string; readonly currency: string }[];
  readonly startsAt?: string;
  readonly expiresAt?: string;
  readonly late?: true;
  readonly personal?: true;
  readonly databaseUser?: string;
  readonly account?: readonly string[];
  readonly debit?: readonly string[];
  readonly credit?: readonly string[];
  readonly currency?: readonly string[];
  readonly command?: readonly string[];
}

interface ListOptions {
  readonly json?: true;
  readonly principal?: string;
  readonly ledger?: string;
  readonly role?: Role;
}

/** `ledger access grant`: one role for one principal within a scope. */
export function define(command: Command): void {
  defineAdd(command);
  changing(command, 'revoke', 'revoke a grant')
    .argument('<grant>', 'number of the grant, as shown by list')
    .requiredOption('--reason <text>', 'why')
    .action(revoke);
  command
    .command('list')
    .description('list the grants that were not revoked')
    .option('--principal <id>', 'only those of this principal')
    .option('--ledger <id>', 'only those that reach this ledger')
    .addOption(roleOption('only those of this role'))
    .option('--json', 'print one line of JSON')
    .action(list);
}

function defineAdd(command: Command): void {
  const adding = changing(command, 'add', 'grant a role within a scope; each option narrows it')
    .argument('<principal>', 'the principal that gets the role')
    .addOption(roleOption('what the principal may do').makeOptionMandatory())
    .requiredOption('--ledger <id>', 'the ledger, or * for every ledger');
  for (const [name, [, meaning]] of Object.entries(lists))
    adding.option(`--${name} <text>`, `${meaning}; may be repeated`, collect);
  adding
    .option(
      '--maximum <amount>',
      'maximum sum of the debits of one command, such as "100.00 EUR"; may be repeated',
      amount,
    )
    .option('--starts-at <time>', 'time from which it is valid')
    .option('--expires-at <time>', 'time from which it is no longer valid')
    .option('--late', 'permit a late reason in a soft-closed period')
    .option('--personal', 'permit reading personal text')
    .option('--database-user <name>', 'user in Postgres, for the role analyst')
    .action(add);
}

async function add(principal: string, options: AddOptions): Promise<void> {
  const { role, ledger, json: _, propose: __, ...scope } = options;
  const fields = Object.entries(scope).map(([name, value]) => [
    name in lists ? lists[name as keyof typeof lists][0] : name,
    value as unknown,
  ]);
  const body = { principal, role, ledger, ...(Object.fromEntries(fields) as object) };
  const answer = await askFor('/grants', body, options);
  report(answer, `Granted ${role} to ${principal}: grant ${String(answer['seq'])}.`, options);
}

async function revoke(grant: string, options: ChangeOptions & { reason: string }): Promise<void> {
  const { reason } = options;
  const answer = await askFor(`/grants/${encodeURIComponent(grant)}/revoke`, { reason }, options);
  report(answer, `Revoked grant ${grant}.`, options);
}

async function list({ json, ...asked }: ListOptions): Promise<void> {
  const query = new URLSearchParams({ ...asked }).toString();
  const path = `/v1/access/grants${query && `?${query}`}`;
  const grants = await everyPage<ListedGrant>(apiOf(cliSettings()), path);
  if (json) return console.log(JSON.stringify(grants));
  for (const grant of grants) console.log(`${grant.principal}: ${grantInWords(grant)}`);
}

function roleOption(meaning: string): Option {
  return new Option('--role <name>', meaning).choices(roles);
}

function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

function amount(text: string, before: readonly { amount: string; currency: string }[] = []) {
  const [, number, currency] = /^(\S+) (\S+)$/.exec(text) ?? [];
  if (number === undefined || currency === undefined)
    throw new InvalidArgumentError('Give an amount and its currency, such as "100.00 EUR".');
  return [...before, { amount: number, currency }];
}
