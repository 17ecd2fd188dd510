import { cliSettings } from '@settings/settings';
import type { Command } from 'commander';
import { apiOf } from '../addresses';
import { askFor, changing, report, type ChangeOptions } from './change-access';
import { everyPage } from './every-page';
import { grantInWords, type ListedGrant } from './listed-grant';

interface ListedPrincipal {
  readonly principal: string;
  readonly kind: string;
  readonly owner?: string;
  readonly isSuspended: boolean;
  readonly credentials: readonly { credential: string; kind: string; expiresAt?: string }[];
  readonly grants: readonly ListedGrant[];
}

type Why = ChangeOptions & { readonly reason: string };

/** `ledger access principal`: the persons and services that may call. */
export function define(command: Command): void {
  changing(command, 'add', 'add a person or a service, without any permission yet')
    .argument('<id>', '2 to 63 characters of a-z, 0-9 and -; permanent, so never the name of a person')
    .option('--owner <person>', 'add a service, owned by this person')
    .action(add);
  changing(command, 'suspend', 'suspend a principal: its credentials and grants stop working')
    .argument('<id>', 'the principal')
    .requiredOption('--reason <text>', 'why')
    .action((id: string, options: Why) => setSuspended(id, 'suspend', options));
  changing(command, 'restore', 'restore a suspended principal')
    .argument('<id>', 'the principal')
    .requiredOption('--reason <text>', 'why')
    .action((id: string, options: Why) => setSuspended(id, 'restore', options));
  command
    .command('list')
    .description('list the principals, with their credentials and grants')
    .option('--json', 'print one line of JSON')
    .action(list);
}

async function add(id: string, { owner, ...options }: ChangeOptions & { owner?: string }): Promise<void> {
  const body =
    owner === undefined ? { id, kind: 'person' as const } : { id, kind: 'service' as const, owner };
  const answer = await askFor('/principals', body, options);
  const what = owner === undefined ? `the person ${id}` : `the service ${id}, for which ${owner} answers`;
  report(answer, `Added ${what}.`, options);
}

async function setSuspended(
  id: string,
  step: 'suspend' | 'restore',
  { reason, ...options }: Why,
): Promise<void> {
  const answer = await askFor(`/principals/${encodeURIComponent(id)}/${step}`, { reason }, options);
  report(answer, step === 'suspend' ? `Suspended ${id}.` : `Restored ${id}.`, options);
}

async function list({ json }: { json?: true }): Promise<void> {
  const principals = await everyPage<ListedPrincipal>(apiOf(cliSettings()), '/v1/access/principals');
  if (json) return console.log(JSON.stringify(principals));
  for (const principal of principals) console.log(inWords(principal));
}

function inWords({ principal, kind, owner, isSuspended, credentials, grants }: ListedPrincipal): string {
  const whose = owner === undefined ? '' : `, for which ${owner} answers`;
  return [
    `${principal}: ${kind}${whose}${isSuspended ? ', suspended' : ''}`,
    ...credentials.map((each) => {
      const until = each.expiresAt === undefined ? '' : ` until ${each.expiresAt}`;
      return `  ${each.kind} ${each.credential}${until}`;
    }),
    ...grants.map((grant) => `  ${grantInWords(grant)}`),
  ].join('\n');
}
